#!/usr/bin/env python3
"""Nothing installed holds injected randomness, traces or state read-out.

  symbols.py --prefix DIR --internal libsmx_core_internal.a [--list FILE]

Reads the symbols of every archive, shared object and program below the prefix and looks for the
patterns of forbidden-symbols.txt. The same patterns must all be found in the internal archive: that
shows that the search finds what is there.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

MAGICS = (b"\x7fELF", b"!<arch>\n")
# Programs and libraries of the internal build, which no package may contain.
NEVER_INSTALLED = re.compile(r"(core_internal|sqlite_internal|c-testing|smx-driver|_test$|_mutants?$)")


def is_object(path):
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(8).startswith(MAGICS)


def symbols(path):
    """Demangled names, defined or needed, of the static and the dynamic table."""
    names = set()
    for table in ([], ["-D"]):
        listing = subprocess.run(["nm", "-C", *table, str(path)], capture_output=True, text=True,
                                 check=False)
        for line in listing.stdout.splitlines():
            match = re.match(r"^[0-9a-f ]{16,} ?([A-Za-z]) (.+)$", line)
            if match:
                names.add(match.group(2))
    return names


def load(path):
    lines = (line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def check(prefix, internal, patterns):
    """Returns (problems, objects looked at, symbols read)."""
    problems = []
    objects = sorted(path for path in Path(prefix).rglob("*") if is_object(path))
    if not any(path.name.startswith("libsmx_core.") for path in objects):
        problems.append(f"{prefix}: libsmx_core is not there: nothing was proved")
    read = 0
    for path in objects:
        names = symbols(path)
        read += len(names)
        if not any("smx::" in name for name in names):
            problems.append(f"{path}: no symbol of smx to be seen: nothing was proved")
        for pattern in patterns:
            for name in sorted(n for n in names if pattern.search(n))[:3]:
                problems.append(f"{path}: holds {name}")
    for path in sorted(Path(prefix).rglob("*")):
        if NEVER_INSTALLED.search(path.stem):
            problems.append(f"{path}: must not be installed")
    inside = symbols(internal)
    for pattern in patterns:
        if not any(pattern.search(name) for name in inside):
            problems.append(f"{internal}: nothing matches {pattern.pattern}: the search is blind")
    return problems, objects, read


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--internal", required=True)
    parser.add_argument("--list", default=Path(__file__).with_name("forbidden-symbols.txt"))
    options = parser.parse_args()
    problems, objects, read = check(options.prefix, options.internal, load(options.list))
    for problem in problems:
        print(problem)
    names = ", ".join(path.name for path in objects)
    print(f"symbols: {len(problems)} problem(s); {read} symbols of {names}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
