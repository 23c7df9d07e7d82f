"""Finds out what is in a built program, by package."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import linked
import package
from package import Package, Unknown
from sbom import Contents

TOOLS = ("c++", "ld", "ar", "cmake", "ninja")


@dataclass(frozen=True)
class Program:
    """What is shipped to be run."""

    name: str
    target: str  # of the build
    folders: tuple[str, ...]  # of the build, in which its objects are

    @property
    def installed(self) -> str:
        return f"bin/{self.name}"


PROGRAMS = (Program("smx", "cli/smx", ("core/", "conformance/", "cli/")),
            Program("smx-relay", "reference-server/server/smx-relay", ("core/", "reference-server/")))


def of_build(root: Path, build: Path, kind: Program, program: Path, work: Path) -> Contents:
    """`build` made `program`, which is of this kind and may have been installed elsewhere. Raises
    Unknown."""
    loaded = linked.shared(program)
    named = linked.needed(program)
    direct_files = {loaded[name] for name in named if name in loaded}
    lost = [name for name in named if name not in loaded]
    if lost:
        raise Unknown(f"the loader does not find {', '.join(lost)}")
    owners = package.owners(set(loaded.values()))
    direct = {owners[path] for path in direct_files}
    indirect = set(owners.values()) - direct
    static = set(package.owners(linked.static_parts(build, kind.target, work)).values())
    included = set(package.owners(linked.headers(build, kind.folders)).values())
    described = package.describe(direct | indirect | static | included)
    linked_sources = {described[name].source for name in direct | indirect | static}
    headers = {name for name in included if described[name].source not in linked_sources}

    def listed(names: set[str]) -> list[Package]:
        return [described[name] for name in sorted(names)]

    return Contents(kind.name, _version(program), _committed(root),
                    hashlib.sha256(program.read_bytes()).hexdigest(), listed(direct),
                    listed(indirect), listed(static - direct - indirect), listed(headers), _tools())


def _tools() -> list[Package]:
    """Those that come from packages; one that somebody built for himself has no version to name."""
    found = {}
    for tool in TOOLS:
        try:
            path = os.path.realpath(shutil.which(tool) or "")
            name = package.owners({path})[path]
            found |= package.describe({name})
        except Unknown:
            continue
    return [found[name] for name in sorted(found)]


def _version(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True,
                          check=True).stdout.split()[-1]


def _committed(root: Path) -> str:
    """The time of the last commit, so that the document is the same whenever it is made."""
    stamp = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True,
                           text=True, check=True).stdout
    moment = datetime.datetime.fromtimestamp(int(stamp), datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
