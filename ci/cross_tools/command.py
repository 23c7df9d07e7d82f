"""Runs a program into a log."""

from __future__ import annotations

import subprocess
from pathlib import Path


def run(command: list[str], log: Path, environment: dict[str, str] | None = None,
        where: Path | None = None) -> int:
    """Its exit status; everything that it says is in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, env=environment,
                              stderr=subprocess.STDOUT, cwd=where, check=False).returncode


def end_of(log: Path, lines: int = 15) -> str:
    return "\n".join("    " + line for line in log.read_text(errors="replace").splitlines()[-lines:])
