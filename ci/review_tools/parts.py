"""Parts of a review that were run before, perhaps on another machine, and may stand in this one.

A long review takes hours. What of it was good need not be run again because one command was not, and
parts may be run on several machines at once. Where a part comes from is kept and shown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import document
import rows


@dataclass(frozen=True)
class Origin:
    """What was run, when and where."""

    commit: str
    date: str
    machine: str


@dataclass(frozen=True)
class Part:
    rows: list[rows.Row]
    seconds: float
    origin: Origin


def read(folder: Path, form: str) -> dict[str, Part]:
    """Command -> what it came to, for each command of the run in build/review (`folder`) that was
    good in every line. Raises DocumentError for a run of another form, or something else."""
    path = folder / "review.json"
    review, found = document.read(path)
    if review.get("form") != form:
        raise document.DocumentError(f"{path}: is a {review.get('form')} run, not a {form} one")
    faults = {row.id for row in found if not row.good}
    parts = {}
    for name, seconds in review["seconds"].items():
        try:
            lines = rows.read(folder / f"{name}.json")
        except rows.RowError as fault:
            raise document.DocumentError(f"{folder / name}.json: {fault}") from fault
        if not lines or f"{name}.status" in faults or not all(row.good for row in lines):
            continue
        origin = review.get("parts", {}).get(name)
        parts[name] = Part(lines, seconds, Origin(**origin) if origin else
                           Origin(review["commit"], review["date"], review["machine"]))
    return parts


def origins(taken: dict[str, Part]) -> dict[str, dict[str, str]]:
    return {name: asdict(part.origin) for name, part in taken.items()}
