"""What smx_ct and smx_timing print, read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


class Unreadable(ValueError):
    """A program did not say what it should have; the text is one line."""


USED = re.compile(r"used_suppression:\s+\d+ (\S+) ")


@dataclass
class CtRun:
    """One build's run under valgrind."""

    cases: int = 0
    failed: list[str] = field(default_factory=list)
    reports: dict[str, int] = field(default_factory=dict)  # case -> reports, where there are any
    caught: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        return self.cases > 0 and not self.failed and not self.reports

    @property
    def all_caught(self) -> bool:
        return bool(self.caught) and not self.missed


def ct_run(output: str, valgrind_says: str) -> CtRun:
    """Raises Unreadable for a line of another kind, or no line."""
    run = CtRun()
    for line in output.splitlines():
        match line.split():
            case ["case", name, "ran", reports]:
                run.cases += 1
                if int(reports):
                    run.reports[name] = int(reports)
            case ["case", name, "failed", _]:
                run.cases += 1
                run.failed.append(name)
            case ["control", name, "caught", _, _]:
                run.caught.append(name)
            case ["control", name, "missed", _, _]:
                run.missed.append(name)
            case ["declassified", name, _]:
                run.used.add(name)
            case _:
                raise Unreadable(f"smx_ct says {line!r}")
    if not run.cases and not run.caught and not run.missed:
        said = (valgrind_says.strip().splitlines() or ["nothing"])[-1]
        raise Unreadable(f"smx_ct gave no line; the last of valgrind's: {said}")
    run.used |= set(USED.findall(valgrind_says))
    return run


@dataclass(frozen=True)
class Timing:
    name: str
    measurements: int
    t: float
    percentile: float
    word: str  # "judged", "caught" or "missed"


def timings(output: str) -> tuple[list[Timing], list[Timing]]:
    """The subjects and the controls. Raises Unreadable."""
    subjects: list[Timing] = []
    controls: list[Timing] = []
    for line in output.splitlines():
        match line.split():
            case ["timing" | "control" as kind, name, measurements, t, percentile, word]:
                row = Timing(name, int(measurements), float(t), float(percentile), word)
                (subjects if kind == "timing" else controls).append(row)
            case _:
                raise Unreadable(f"smx_timing says {line!r}")
    if not subjects or not controls:
        raise Unreadable("smx_timing gave no line")
    return subjects, controls
