#!/usr/bin/env python3
"""Whether a live run that was recorded again is the pinned one.

    ci/interop_tools/compare.py RECORDED PINNED

All of it must be equal but the program's version and the hash of the clause pages, which move without
a byte of the run. Exit status: 0 the same, 1 not (the first difference is named), 2 wrong use.
"""

import json
import sys
from pathlib import Path

MAY_MOVE = ("/source/version", "/spec/sha256")


def difference(one, other, place=""):
    """The place of the first difference, or nothing."""
    if place in MAY_MOVE:
        return ""
    if type(one) is not type(other):
        return place or "/"
    if isinstance(one, dict):
        if list(one) != list(other):
            return f"{place}/ (members)"
        pairs = [(name, one[name], other[name]) for name in one]
    elif isinstance(one, list):
        if len(one) != len(other):
            return f"{place}/ (length)"
        pairs = [(number, *both) for number, both in enumerate(zip(one, other, strict=True))]
    else:
        return "" if one == other else place or "/"
    return next(filter(None, (difference(a, b, f"{place}/{name}") for name, a, b in pairs)), "")


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = difference(*(json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments))
    print(f"{arguments[0]}: not {arguments[1]}: {found}" if found
          else f"the same as {arguments[1]}, recorded again")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
