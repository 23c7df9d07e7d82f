"""Copies the headers and one source of the C library, and takes a field of smx_peer out of both.

  plant.py LIBRARY_FOLDER OUT
"""

import shutil
import sys
from pathlib import Path

FIELD = "one_time_prekey_used"


def without(text, begin, line):
    """`text` without the first line after `begin` that holds `line`."""
    start = text.index(line, text.index(begin))
    first = text.rindex("\n", 0, start) + 1
    return text[:first] + text[text.index("\n", start) + 1:]


def main(folder, out):
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder / "include", out / "include")
    header = out / "include/smx.h"
    header.write_text(without(header.read_text(), "typedef struct smx_peer {", FIELD))
    source = (folder / "src/peers.cpp").read_text()
    (out / "peers.cpp").write_text(without(source, "smx_peer peer_given", f"out.{FIELD}"))


main(Path(sys.argv[1]), Path(sys.argv[2]))
