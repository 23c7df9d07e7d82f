"""What a build put together: the headers that its compiler read, the files that its linker took, the
shared libraries that the program loads."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[(.+)\]")
_RESOLVED = re.compile(r"^\s*(\S+) => (\S+) \(|^\s*(/\S+) \(", re.MULTILINE)


def headers(build: Path, folders: tuple[str, ...]) -> set[str]:
    """Headers from outside the project that the compilation of an object in these folders of the build
    read."""
    return headers_of_deps(_said(["ninja", "-C", str(build), "-t", "deps"]), folders)


def headers_of_deps(text: str, folders: tuple[str, ...]) -> set[str]:
    found = set()
    wanted = False
    for line in text.splitlines():
        if line and not line.startswith(" "):
            wanted = line.startswith(folders)
        elif wanted and line.startswith("    /"):
            found.add(os.path.normpath(line.strip()))
    return {path for path in found if path.startswith("/usr/")}


def static_parts(build: Path, target: str, work: Path) -> set[str]:
    """Files from outside the project that the linker copied into the program: start files and the
    archives of which it took a member. Links once more, for the map."""
    commands = _said(["ninja", "-C", str(build), "-t", "commands", target]).splitlines()
    link = commands[-1].removeprefix(": && ").removesuffix(" && :")
    work.mkdir(parents=True, exist_ok=True)
    words = shlex.split(link)
    words[words.index("-o") + 1] = str(work / "again")
    map_file = work / "link.map"
    subprocess.run([*words, f"-Wl,-Map={map_file}"], cwd=build, check=True)
    return parts_of_map(map_file.read_text(errors="replace"), build)


def parts_of_map(text: str, build: Path) -> set[str]:
    """Of the linker's map: loaded objects, and the archives that a member was included from."""
    included, _, rest = text.partition("\nMerging program properties")
    if not rest:
        included, _, rest = text.partition("\nMemory Configuration")
    archives = set(re.findall(r"^(\S+\.a)\(", included, re.MULTILINE))
    objects = set(re.findall(r"^LOAD (\S+\.o)$", text, re.MULTILINE))
    outside = set()
    for name in archives | objects:
        path = os.path.normpath(os.path.join(build, name))
        if not path.startswith(str(build) + os.sep):
            outside.add(path)
    return outside


def needed(program: Path) -> list[str]:
    """The shared libraries that the program itself names."""
    return _NEEDED.findall(_said(["readelf", "-d", str(program)]))


def shared(program: Path) -> dict[str, str]:
    """Every library that the loader brings, by name: also those that libraries ask for."""
    out = {}
    for name, path, alone in _RESOLVED.findall(_said(["ldd", str(program)])):
        if alone:
            out[os.path.basename(alone)] = alone
        else:
            out[name] = path
    return out


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout
