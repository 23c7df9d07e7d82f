"""Which lines of the parsers the stored inputs reach, and whether each other one is explained."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import places

LISTED = places.FUZZ / "coverage-files.txt"
EXPLAINED = places.FUZZ / "uncovered.txt"


class CoverageError(RuntimeError):
    """A list that cannot be read, or a tool that failed; one line."""


@dataclass
class Coverage:
    lines: int = 0
    reached: int = 0
    branches: int = 0
    branches_reached: int = 0
    missed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # file: (line, text)

    @property
    def share(self) -> float:
        return 100 * self.reached / self.lines if self.lines else 0.0


def listed() -> list[str]:
    names = [line.strip() for line in LISTED.read_text(encoding="utf-8").splitlines()]
    names = [name for name in names if name and not name.startswith("#")]
    for name in names:
        if not (places.ROOT / name).is_file():
            raise CoverageError(f"{LISTED.name}: {name}: no such file")
    return names


def explanations() -> list[tuple[str, str, str]]:
    """(file, text of the line, reason)."""
    found = []
    for number, line in enumerate(EXPLAINED.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or len(parts[2]) < 15:
            raise CoverageError(f"{EXPLAINED.name}:{number}: must be `file | line | reason`")
        found.append((parts[0], parts[1], parts[2]))
    return found


def merge(profiles: list[Path], into: Path) -> None:
    run(["llvm-profdata-19", "merge", "-sparse", *map(str, profiles), "-o", str(into)])


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CoverageError(f"{command[0]}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def measure(profile: Path, targets: list[str]) -> Coverage:
    programs = [str(places.program(f"smx_fuzz_{target}")) for target in targets]
    objects = [word for other in programs[1:] for word in ("-object", other)]
    names = listed()
    text = run(["llvm-cov-19", "export", "-format=lcov", f"-instr-profile={profile}", programs[0],
                *objects, *(str(places.ROOT / name) for name in names)])
    return read(text, names)


def read(lcov: str, names: list[str]) -> Coverage:
    """A line that several programs have is reached if one of them reached it."""
    counts: dict[str, dict[int, int]] = {name: {} for name in names}
    result = Coverage()
    lines: dict[int, int] = {}
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            name = str(Path(rest).relative_to(places.ROOT))
            lines = counts.get(name, {})
        elif kind == "DA":
            line, _, count = rest.partition(",")
            lines[int(line)] = max(lines.get(int(line), 0), int(count.partition(",")[0]))
        elif kind == "BRF":
            result.branches += int(rest)
        elif kind == "BRH":
            result.branches_reached += int(rest)
    for name, found in counts.items():
        if not found:
            raise CoverageError(f"{name}: no program counts its lines")
        source = (places.ROOT / name).read_text(encoding="utf-8").splitlines()
        result.lines += len(found)
        result.reached += sum(1 for count in found.values() if count)
        missed = [(line, source[line - 1].strip()) for line, count in sorted(found.items()) if not count]
        if missed:
            result.missed[name] = missed
    return result


def problems(coverage: Coverage, explained: list[tuple[str, str, str]]) -> list[str]:
    """Lines that nobody explains, and explanations of lines that are reached or gone."""
    known = {(name, text) for name, text, _ in explained}
    used = set()
    found = []
    for name, missed in coverage.missed.items():
        for line, text in missed:
            if (name, text) in known:
                used.add((name, text))
            else:
                found.append(f"{name}:{line}: no stored input reaches `{text}`, and "
                             f"fuzz/{EXPLAINED.name} does not explain it")
    found += [f"fuzz/{EXPLAINED.name}: {name}: `{text}` is reached or gone: remove the explanation"
              for name, text in sorted(known - used)]
    return found
