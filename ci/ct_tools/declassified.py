"""The list of declassified points (core/tests/ct/declassified.txt) held against what is really there.

A point is where a value that depends on a secret becomes public. Each has a name, a place and a reason;
there are no more than the cap says; none that the list does not know; none that nothing uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

LIST = "core/tests/ct/declassified.txt"
SUPPRESSIONS = "core/tests/ct/declassified.supp"
# Where marks may be taken back at all: everything else calls it, with an entry's name.
MARKER = "core/tests/ct/declassify.cpp"
FOLDERS = ("core/src", "core/include", "core/tests")
PLACES = ("link", "test", "supp")
LEAST_REASON = 20

CALL = re.compile(r'\bdeclassif(?:y|ied)\(\s*"([^"]*)"')
RAW = re.compile(r"\bVALGRIND_(?:MAKE_MEM_DEFINED\w*|SET_VBITS|DISABLE_ERROR_REPORTING|DISABLE_ADDR_\w+)")
SUPPRESSION = re.compile(r"\{\s*\n\s*(\S+)\s*\n\s*(\S+)\s*\n\s*(\S+)")
VENDOR = re.compile(r"obj:\*/lib(?:crypto|sodium)\.so|fun:crypto_")


@dataclass(frozen=True)
class Point:
    name: str
    place: str
    reason: str


@dataclass(frozen=True)
class List:
    cap: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Tree:
    """The texts that the check reads."""

    listed: str
    suppressions: str
    sources: Mapping[str, str]  # path -> text


def read_tree(root: Path) -> Tree:
    sources = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                sources[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    return Tree((root / LIST).read_text(encoding="utf-8"), (root / SUPPRESSIONS).read_text(encoding="utf-8"),
                sources)


def parse(text: str) -> tuple[List, list[str]]:
    """The list, and what is wrong with its form."""
    cap, points, wrong = 0, [], []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if found := re.fullmatch(r"cap: (\d+)", line):
            cap = int(found.group(1))
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != 3 or not fields[0]:
            wrong.append(f"line {number}: must be name | place | reason")
            continue
        point = Point(*fields)
        if point.place not in PLACES:
            wrong.append(f"{point.name}: its place must be {', '.join(PLACES)}, not {point.place!r}")
        if len(point.reason) < LEAST_REASON:
            wrong.append(f"{point.name}: has no reason")
        points.append(point)
    names = [point.name for point in points]
    wrong += [f"{name}: is there twice" for name in sorted({n for n in names if names.count(n) > 1})]
    return List(cap, tuple(points)), wrong


def suppressions(text: str) -> tuple[set[str], list[str]]:
    """Their names, and what is wrong with them."""
    names, wrong = set(), []
    for name, _, first_frame in SUPPRESSION.findall(text):
        names.add(name)
        if not VENDOR.match(first_frame):
            wrong.append(f"{name}: suppresses what does not happen inside a vendor's library: {first_frame}")
    return names, wrong


def calls(sources: Mapping[str, str]) -> tuple[dict[str, set[str]], list[str]]:
    """Entry -> places that name it, and what takes marks back without an entry."""
    found: dict[str, set[str]] = {}
    wrong = []
    for path, text in sources.items():
        for match in CALL.finditer(text):
            found.setdefault(match.group(1), set()).add("link" if path == MARKER else "test")
        if path != MARKER and (raw := RAW.search(text)):
            wrong.append(f"{path}: takes marks back without an entry ({raw.group(0)})")
    return found, wrong


def problems(tree: Tree, used: Iterable[str] | None = None) -> list[str]:
    """All that is wrong, a line each. `used`: the entries that some build used; None without runs."""
    listed, wrong = parse(tree.listed)
    in_suppressions, more = suppressions(tree.suppressions)
    wrong += more
    in_sources, more = calls(tree.sources)
    wrong += more

    if len(listed.points) > listed.cap:
        wrong.append(f"{len(listed.points)} declassified points; the cap is {listed.cap}")
    known = {point.name: point for point in listed.points}
    wrong += [f"{name}: is not in the list" for name in sorted((in_suppressions | set(in_sources)) - set(known))]
    for name, point in known.items():
        there = point.name in in_suppressions if point.place == "supp" else point.place in in_sources.get(name, ())
        if not there:
            wrong.append(f"{name}: there is no such point ({point.place})")
        elif used is not None and name not in used:
            wrong.append(f"{name}: no build uses it")
    return wrong


def planted(tree: Tree, used: Iterable[str]) -> dict[str, Tree | None]:
    """Copies with one fault each, which problems() must find; None: a run in which an entry is unused."""
    listed, _ = parse(tree.listed)
    last = listed.points[-1]
    return {
        "one more than the cap": Tree(tree.listed.replace(f"cap: {listed.cap}", f"cap: {len(listed.points) - 1}"),
                                      tree.suppressions, tree.sources),
        "no reason": Tree(tree.listed.replace(last.reason, ""), tree.suppressions, tree.sources),
        "an entry without a point": Tree(f"{tree.listed}nothing | test | a reason that is long enough\n",
                                         tree.suppressions, tree.sources),
        "a point without an entry": Tree(tree.listed, tree.suppressions,
                                         {**tree.sources, "core/src/a.cpp": 'declassify("unknown", bytes);'}),
        "a suppression of our own code": Tree(tree.listed, tree.suppressions.replace("fun:crypto_", "fun:_ZN3smx"),
                                              tree.sources),
        "an unused entry": None,
    }


def caught(tree: Tree, used: set[str]) -> tuple[int, int]:
    """How many of the planted faults are found, of how many."""
    found = 0
    faults = planted(tree, used)
    for changed in faults.values():
        if changed is None:
            found += bool(problems(tree, used - {min(used)})) if used else 0
        else:
            found += bool(problems(changed, used))
    return found, len(faults)
