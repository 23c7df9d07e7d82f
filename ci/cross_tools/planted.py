"""The planted faults: each is right on one kind of machine and wrong on another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "planted"


@dataclass(frozen=True)
class Change:
    find: str
    replace: str


@dataclass(frozen=True)
class Planted:
    name: str
    description: str
    vectors: tuple[str, ...]  # the machines on which the vectors must find it
    tests: tuple[str, ...]  # the machines on which the tests of the byte layer must
    file: str  # of the core
    changes: tuple[Change, ...]

    def source(self, core: Path) -> str:
        """The file with the fault in it. A change that does not fit exactly once is an error here:
        the core moved on, and the control with it."""
        text = (core / self.file).read_text()
        for change in self.changes:
            if text.count(change.find) != 1:
                raise ValueError(f"{self.name}: {self.file} does not hold {change.find!r} once")
            text = text.replace(change.find, change.replace)
        return text


def read_all() -> list[Planted]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        entry = json.loads(path.read_text())
        entry["changes"] = tuple(Change(**change) for change in entry["changes"])
        entry["vectors"], entry["tests"] = tuple(entry["vectors"]), tuple(entry["tests"])
        found.append(Planted(**entry))
    return found


def on(machine: str, faults: list[Planted], judge: str) -> list[Planted]:
    return [fault for fault in faults if machine in getattr(fault, judge)]
