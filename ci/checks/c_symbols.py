#!/usr/bin/env python3
"""libsmx-c exports the functions of its header, no more and no fewer.

  c_symbols.py LIBRARY [--header FILE]... [--list FILE]

The list is pinned: a function that appears or goes is seen in a review. Compared are the library's
dynamic symbols, what the headers declare, and the list (mobile-adapters/c/abi/symbols.txt).
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "mobile-adapters/c"


def exported(library):
    """Names of the dynamic table that the library defines, but for the versions' own."""
    listing = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True,
                             check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return {row[-1].split("@")[0] for row in rows if len(row) == 3 and row[1] != "A"}


def declared(text):
    """Functions that a header declares."""
    plain = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    plain = re.sub(r"^[ \t]*#.*$", "", plain, flags=re.MULTILINE)
    return set(re.findall(r"\bSMX_API\b[^;{}()]*?\b(\w+)\s*\(", plain))


def pinned(text):
    return {line for line in text.split("\n") if line and not line.startswith("#")}


def problems(library, header, listed):
    found = []
    for name in sorted(library | header | listed):
        places = [place for place, names in (("the library", library), ("the header", header),
                                             ("the list", listed)) if name not in names]
        if places:
            found.append(f"{name} is not in {' nor in '.join(places)}")
    if not library:
        found.append("the library exports nothing: nothing was compared")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("--header", type=Path, action="append")
    parser.add_argument("--list", type=Path, default=FOLDER / "abi/symbols.txt")
    options = parser.parse_args()
    headers = options.header or [FOLDER / "include/smx.h"]
    listed = pinned(options.list.read_text())
    names = set().union(*(declared(path.read_text()) for path in headers))
    wrong = problems(exported(options.library), names, listed)
    for problem in wrong:
        print(problem)
    print(f"c_symbols: {len(wrong)} problem(s); {len(listed)} functions")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
