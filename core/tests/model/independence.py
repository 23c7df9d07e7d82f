#!/usr/bin/env python3
"""Proves that the reference model shares no code with the core.

  independence.py MODEL_FOLDER [--depends FILE...]

Reads the #include lines of every source of the model: only the standard library, libsodium, OpenSSL
and the model's own files may stand there. With --depends, the compiler's own lists of what it read
(ninja -t deps) are searched as well: no file of core/src or core/include may be among them.
Exit status: 0 it holds; 1 it does not (each place named); 2 wrong use.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
LIBRARIES = re.compile(r"^(sodium\.h|openssl/\w+\.h)$")
STANDARD = re.compile(r"^[a-z_]+$")
CORE = re.compile(r"(^|[/ ])core/(src|include)/")


def faults_of(folder: Path) -> tuple[list[str], int]:
    """What is wrong with the sources of the model, and how many includes were read."""
    faults = []
    count = 0
    sources = sorted([*folder.glob("**/*.h"), *folder.glob("**/*.cpp")])
    if not sources:
        return [f"{folder}: no sources"], 0
    for source in sources:
        text = source.read_text()
        for found in INCLUDE.finditer(text):
            count += 1
            kind, header = found.groups()
            own = kind == '"' and "/" not in header and (folder / header).is_file()
            outside = kind == "<" and (STANDARD.match(header) or LIBRARIES.match(header))
            if not own and not outside:
                line = text.count("\n", 0, found.start()) + 1
                faults.append(f"{source}:{line}: the model must not include {header}")
    return faults, count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--depends", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    faults, count = faults_of(given.folder)
    read = 0
    for depends in given.depends:
        for line in depends.read_text().splitlines():
            read += 1
            if CORE.search(line):
                faults.append(f"{depends}: the compiler read {line.strip()}")
    for fault in faults:
        print(fault)
    print(f"{count} includes and {read} lines of dependencies read, {len(faults)} of them wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
