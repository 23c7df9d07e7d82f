"""The commands of the review: what each is for, and how long it may take on two processors."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import rows


@dataclass(frozen=True)
class Command:
    name: str  # ci/NAME
    what: str
    bounded: bool = True  # part of a bounded review, too, unless it is named (--only)


# The cheap ones first. What one builds (build/release), a later one may use.
COMMANDS = (
    Command("models", "exhaustive models of the commit and of crossed initiation"),
    Command("judgement", "the vectors, the planted bugs, Wycheproof's files"),
    Command("cross", "the same bytes on other processors"),
    Command("properties", "random scripts against a separate model, damaged input"),
    Command("secrets", "guarded memory, what stays in memory, canaries, failing allocations"),
    Command("constant-time", "no branch and no address depends on a secret"),
    Command("fuzz", "fuzz targets, replay, coverage of the parsers"),
    Command("supply-chain", "reproducible build, bill of materials, licences"),
    # Of the relay; their bounded forms are part of ci/test.
    Command("interop", "live platforms through the relay, which is searched for what they said", bounded=False),
    Command("relay", "the relay: prekeys, kills, backups, limits, order, its log, its costs", bounded=False),
)
NAMES = tuple(command.name for command in COMMANDS)


def broken(name: str, status: int, seconds: float, why: str) -> rows.Row:
    """The line of a command that left no rows: it says so and is not good."""
    return rows.Row(id=name, claim=f"ci/{name} comes to its end and writes what it found", clauses=(),
                    evidence=f"ci/{name}", figure=f"exit status {status}: {why}", control="not run",
                    planted="the command gave no rows", passed=False, seconds=seconds)


def disagreement(name: str, status: int, found: list[rows.Row], seconds: float) -> rows.Row | None:
    """A command that fails must have a line that says why, and one with such a line must fail."""
    if (status == 0) == all(row.good for row in found):
        return None
    return rows.Row(id=f"{name}.status", claim=f"the exit status of ci/{name} is what its lines say",
                    clauses=(), evidence=f"ci/{name}", figure=f"exit status {status}", control="not run",
                    planted="none: this line is there only when it is false", passed=False, seconds=seconds)


def run(root: Path, name: str, arguments: list[str], folder: Path) -> tuple[list[rows.Row], float]:
    """Runs ci/NAME with its output in folder/NAME.log; its rows, and the seconds that it took."""
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / f"{name}.json"
    results.unlink(missing_ok=True)
    start = time.monotonic()
    with (folder / f"{name}.log").open("w", encoding="utf-8") as log:
        status = subprocess.run([str(root / "ci" / name), "--no-setup", "--rows", str(results), *arguments],
                                cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                check=False).returncode
    seconds = time.monotonic() - start
    try:
        found = rows.read(results)
    except rows.RowError as fault:
        return [broken(name, status, seconds, str(fault).replace("\n", " "))], seconds
    if not found:
        return [broken(name, status, seconds, "no rows")], seconds
    wrong = disagreement(name, status, found, seconds)
    return found + ([wrong] if wrong else []), seconds


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
