"""The reviewed list of licences, ci/licences.txt, and what is held against it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from package import Package


@dataclass(frozen=True)
class Reviewed:
    source: str  # Debian's source package, or a pattern
    licence: str  # SPDX expression of the part that is used
    words: str  # what its copyright file has to say, as when it was reviewed
    use: str


class ListError(ValueError):
    """The list itself is not in form; names the line."""


def read(path: Path) -> dict[str, Reviewed]:
    out: dict[str, Reviewed] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != 4 or not all(fields):
            raise ListError(f"{path.name}:{number}: not `source | licence | words | use`")
        if fields[0] in out:
            raise ListError(f"{path.name}:{number}: {fields[0]} is listed twice")
        out[fields[0]] = Reviewed(*fields)
    return out


def of_source(source: str, reviewed: dict[str, Reviewed]) -> Reviewed | None:
    """The entry for a source package: the first whose name, or pattern, fits."""
    return next((entry for name, entry in reviewed.items() if fnmatchcase(source, name)), None)


def faults(packages: list[Package], reviewed: dict[str, Reviewed],
           text_of: dict[str, str] | None = None) -> list[str]:
    """What is linked and not reviewed, or no longer what was reviewed. `text_of` stands for the
    copyright files in tests."""
    found = []
    for package in packages:
        entry = of_source(package.source, reviewed)
        if entry is None:
            found.append(f"{package.name}: source package {package.source} is not in ci/licences.txt")
            continue
        if text_of is not None:
            text = text_of.get(package.name, "")
        else:
            path = package.copyright_file
            text = path.read_text(errors="replace") if path.exists() else ""
        if entry.words not in " ".join(text.split()):
            found.append(f"{package.name}: its copyright file does not say {entry.words!r}")
    return found


def unused(packages: list[Package], reviewed: dict[str, Reviewed]) -> list[str]:
    """Entries for nothing that is linked: they would let in what nobody looked at again."""
    used = {entry.source for package in packages if (entry := of_source(package.source, reviewed))}
    return sorted(set(reviewed) - used)
