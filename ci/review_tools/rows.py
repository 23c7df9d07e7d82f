"""The rows that a command of the review writes, and ci/review prints as one table.

A row says what is claimed, what was done to see it, the figure that came out, and that the check
was seen to fail when what it looks for was planted: without that its pass does not count.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

CONTROLS = ("yes", "no", "not run")


class RowError(ValueError):
    """A row that says too little, or something of the wrong kind; the text names the field."""


@dataclass(frozen=True)
class Row:
    """One line of evidence. All texts are of one line."""

    id: str  # a short name, unique in the table: "ct.gcc.O2"
    claim: str  # what is claimed, as a sentence
    clauses: tuple[str, ...]  # clause ids of docs/spec that say so, or record numbers; may be empty
    evidence: str  # the command that runs this line again
    figure: str  # what came out: counts, not adjectives
    control: str  # "yes", "no", or "not run"
    planted: str  # what was planted for the control; why there is none, if it was not run
    passed: bool  # of the check itself; the line is good if passed and the control was caught
    seconds: float
    not_run: str = ""  # why the check did not run here; such a line is neither good nor bad

    def __post_init__(self) -> None:
        for name in ("id", "claim", "evidence", "figure", "planted"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip() or "\n" in value:
                raise RowError(f"{name}: must be one line of text, not {value!r}")
        if self.control not in CONTROLS:
            raise RowError(f"control: must be one of {', '.join(CONTROLS)}, not {self.control!r}")
        if not isinstance(self.passed, bool):
            raise RowError(f"passed: must be true or false, not {self.passed!r}")
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float):
            raise RowError(f"seconds: must be a number, not {self.seconds!r}")
        if self.seconds < 0:
            raise RowError(f"seconds: must not be negative, not {self.seconds!r}")
        object.__setattr__(self, "clauses", tuple(self.clauses))

    @property
    def good(self) -> bool:
        return bool(self.not_run) or (self.passed and self.control == "yes")


def write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


def read(path: Path) -> list[Row]:
    """The rows of a file. Raises RowError, which names the file, for anything else."""
    try:
        found = json.loads(path.read_text())
        if not isinstance(found, list):
            raise RowError("must be a list of rows")
        return [Row(**row) for row in found]
    except (OSError, ValueError, TypeError) as error:
        raise RowError(f"{path}: {error}") from error


def main() -> int:
    """Adds one row to a file, for commands that are shell scripts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("file", type=Path)
    for name in ("id", "claim", "evidence", "figure", "planted"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--clause", action="append", default=[])
    parser.add_argument("--control", required=True, choices=CONTROLS)
    parser.add_argument("--passed", required=True, choices=("yes", "no"))
    parser.add_argument("--seconds", required=True, type=float)
    parser.add_argument("--not-run", default="")
    given = parser.parse_args()
    try:
        rows = read(given.file) if given.file.exists() else []
        rows.append(
            Row(given.id, given.claim, tuple(given.clause), given.evidence, given.figure,
                given.control, given.planted, given.passed == "yes", given.seconds, given.not_run))
    except RowError as error:
        print(f"rows: {error}", file=sys.stderr)
        return 2
    write(given.file, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
