"""How a program is built to withstand its own faults, read from its ELF file."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

# One program that has every fault, for the control. It is never run.
BAD_SOURCE = "int main(void) { return 0; }\n"
BAD_FLAGS = ["-O0", "-no-pie", "-fno-pie", "-fno-stack-protector", "-Wl,-z,execstack", "-Wl,-z,norelro",
             "-Wl,-z,lazy", "-Wl,--disable-new-dtags", "-Wl,-rpath,/nowhere"]


def faults(program: Path) -> list[str]:
    """One short name for each property that is missing."""
    header = _readelf("-hW", program)
    segments = _readelf("-lW", program)
    dynamic = _readelf("-dW", program)
    symbols = _readelf("--dyn-syms", "-W", program)
    stack = re.search(r"^\s*GNU_STACK\s.*?\s([RWE]+)\s+0x", segments, re.MULTILINE)
    checks = {
        "position independent": "DYN (Position-Independent" in header and "Flags: PIE" in dynamic
                                or re.search(r"FLAGS_1.*\bPIE\b", dynamic) is not None,
        "read-only relocations": "GNU_RELRO" in segments,
        "all symbols bound at start": re.search(r"BIND_NOW|\bNOW\b", dynamic) is not None,
        "no executable stack": stack is not None and "E" not in stack[1],
        "no writable and executable segment":
            re.search(r"^\s*LOAD\s.*\sRWE\s", segments, re.MULTILINE) is None,
        "stack protector": "__stack_chk_fail" in symbols,
        "no search path for libraries": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "no relocations in code": "TEXTREL" not in dynamic,
    }
    return [name for name, holds in checks.items() if not holds]


# What BAD_FLAGS must be found by; the other two cannot be had from today's linker by a flag alone.
EXPECTED_OF_BAD = {"position independent", "read-only relocations", "all symbols bound at start",
                   "no executable stack", "stack protector", "no search path for libraries"}


def build_bad(work: Path) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    source, program = work / "bad.c", work / "bad"
    source.write_text(BAD_SOURCE)
    subprocess.run(["gcc", *BAD_FLAGS, "-o", str(program), str(source)], check=True,
                   capture_output=True)
    return program


def _readelf(*arguments: str | Path) -> str:
    return subprocess.run(["readelf", *map(str, arguments)], capture_output=True, text=True, check=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout
