"""Builds the package twice, as two people would, and compares what they install.

Two places; another home, user name, time zone, locale and umask. In the short form the first of them is
build/release, whose objects may come from a compiler cache, that is, from any build before. The second
is made from nothing without a cache, so it cannot take an object from the first, which would always be
the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

TARGETS = ("smx", "smx_sqlite", "smx_c", "smx_c_static", "smx_completions", "smx-relay")
# The object in which faults are planted.
PLANTED_OBJECT = "core/CMakeFiles/smx_core.dir/src/crypto/init.cpp.o"
_LEFT_OUT = ("CMAKE_C_COMPILER_LAUNCHER", "CMAKE_CXX_COMPILER_LAUNCHER", "SOURCE_DATE_EPOCH")


class BuildFailed(Exception):
    """Names the log, and shows its end."""


@dataclass(frozen=True)
class Plant:
    """A change that makes a build depend on when or where it is made."""

    name: str
    what: str
    file: str
    find: str
    replace: str


PLANTS = (
    Plant("time", "the time of a source file is compiled in", "core/src/crypto/init.cpp",
          "return SMX_VERSION;", 'return SMX_VERSION " " __TIMESTAMP__;'),
    Plant("path", "the path of a source file is compiled in", "core/src/crypto/init.cpp",
          "return SMX_VERSION;", 'return SMX_VERSION " " __FILE__;'),
)


class Builder:
    """One of the two."""

    def __init__(self, source: Path, prefix: Path, environment: dict[str, str], umask: int,
                 log: Path, jobs: int) -> None:
        self.source = source
        self.prefix = prefix
        self._environment = environment
        self._umask = umask
        self._log = log
        self._jobs = jobs

    @property
    def build(self) -> Path:
        return self.source / "build/release"

    def copy(self, root: Path, *, keep: bool) -> None:
        """The files of the project as they are now, committed or not. With `keep` what was built of
        the files that are the same is used again."""
        if not keep:
            shutil.rmtree(self.source, ignore_errors=True)
        names = project_files(root)
        for name in names:
            target, text = self.source / name, (root / name).read_bytes()
            if target.is_file() and target.read_bytes() == text:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
            shutil.copymode(root / name, target)
        for path in [p for p in self.source.rglob("*") if p.is_file()]:
            name = path.relative_to(self.source)
            if name.parts[0] != "build" and str(name) not in names:
                path.unlink()

    def configure(self) -> None:
        self._run("cmake", "--preset", "release")

    def make(self, *targets: str) -> None:
        self._run("cmake", "--build", "build/release", "-j", str(self._jobs), "--target", *targets)

    def install(self) -> None:
        shutil.rmtree(self.prefix, ignore_errors=True)
        self._log.unlink(missing_ok=True)
        self.configure()
        self.make(*TARGETS)
        self._run("cmake", "--install", "build/release", "--prefix", str(self.prefix))

    def plant(self, plant: Plant, hours: int) -> str:
        """Gives the text that was there, for `restore`."""
        path = self.source / plant.file
        text = path.read_text()
        if text.count(plant.find) != 1:
            raise BuildFailed(f"{plant.name}: {plant.file} does not hold {plant.find!r} once")
        path.write_text(text.replace(plant.find, plant.replace))
        # Each builder got the sources at another time. Later, not earlier, or nothing is built again.
        then = path.stat().st_mtime + hours * 3600
        os.utime(path, (then, then))
        return text

    def restore(self, plant: Plant, text: str) -> None:
        (self.source / plant.file).write_text(text)

    def _run(self, *command: str) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a") as log:
            status = subprocess.run(command, cwd=self.source, env=self._environment, stdout=log,
                                    stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, check=False,
                                    umask=self._umask).returncode
        if status:
            end = "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
            raise BuildFailed(f"{' '.join(command)} failed, the end of {self._log}:\n{end}")


def project_files(root: Path) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=root, check=True,
                            capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


@dataclass(frozen=True)
class Builders:
    here: Builder  # build/release of this tree
    one: Builder
    two: Builder


def builders(root: Path, work: Path, jobs: int) -> Builders:
    plain = {k: v for k, v in os.environ.items() if k not in _LEFT_OUT and not k.startswith("CCACHE_")}
    plain["CCACHE_DISABLE"] = "1"
    home = work / "another home"
    home.mkdir(parents=True, exist_ok=True)
    other = {**plain, "HOME": str(home), "USER": "another", "LOGNAME": "another",
             "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8",
             "HOSTNAME": "elsewhere"}
    first = {**plain, "TZ": "UTC", "LC_ALL": "C", "LANG": "C"}
    return Builders(
        Builder(root, work / "here/prefix", dict(os.environ), 0o022, work / "here.log", jobs),
        Builder(work / "one/smx", work / "one/prefix", first, 0o022, work / "one.log", jobs),
        Builder(work / "two/a-longer-way/to/smx", work / "two/prefix", other, 0o077,
                work / "two.log", jobs))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its path below the folder."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(one: dict[str, str], two: dict[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
