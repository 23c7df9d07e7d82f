#!/usr/bin/env python3
"""Writes a source of the tree with one planted fault, for the controls of the fuzz targets.

  plant.py FAULT.json OUTPUT

FAULT.json says in which file, what text is replaced (it must be there once) and by what. The copy is
compiled into one control program, in place of the library's own object; nothing else sees it.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    fault = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = (ROOT / fault["file"]).read_text(encoding="utf-8")
    times = text.count(fault["find"])
    if times != 1:
        print(f"{sys.argv[1]}: {fault['file']} has the text {times} times, not once: "
              f"{fault['find']}", file=sys.stderr)
        return 1
    Path(sys.argv[2]).write_text(text.replace(fault["find"], fault["replace"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
