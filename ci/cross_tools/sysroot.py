"""The libraries of another machine: Debian packages by name, unpacked below build/.

They come from the package sources that this system has, through a state of apt's own below build/:
neither the system's packages nor its list of architectures change, and nobody has to be root.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import command
from fault import Unavailable
from machine import Machine

PACKAGES = ("libssl3", "libssl-dev", "libsodium23", "libsodium-dev", "libgtest-dev",
            "librapidcheck-dev", "libsqlite3-0", "libsqlite3-dev")

_CONFIGURATION = """\
#clear APT::Architectures;
APT::Architecture "{first}";
APT::Architectures {{ {all} }};
APT::Sandbox::User "";
Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
"""


class Sysroots:
    """Fetches what is missing; what a folder holds already it leaves alone."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._logs = logs

    def of(self, machine: Machine) -> Path:
        return self._folder / machine.debian

    def missing(self, machines: list[Machine]) -> list[Machine]:
        return [machine for machine in machines if not self._is_whole(machine)]

    def fetch_lists(self, machines: list[Machine]) -> None:
        """Reads the lists of packages for these machines. An incomplete answer may do: what cannot
        be had is said when it is asked for."""
        apt = self._folder / "apt"
        for part in ("state/lists/partial", "cache/archives/partial"):
            (apt / part).mkdir(parents=True, exist_ok=True)
        (apt / "status").touch()
        names = [machine.debian for machine in machines]
        (apt / "apt.conf").write_text(_CONFIGURATION.format(
            folder=apt, first=names[0], all=" ".join(f'"{name}";' for name in names)))
        command.run(["apt-get", "-q", "update"], self._logs / "apt-update.log", self._environment())

    def fetch(self, machine: Machine) -> None:
        """Raises Unavailable with the reason."""
        packages = self._folder / "apt/packages" / machine.debian
        packages.mkdir(parents=True, exist_ok=True)
        for old in packages.glob("*.deb"):
            old.unlink()
        log = self._logs / f"{machine.name}-packages.log"
        wanted = [f"{package}:{machine.debian}" for package in PACKAGES]
        if command.run(["apt-get", "-q", "download", *wanted], log, self._environment(), packages):
            raise Unavailable(f"its packages cannot be had: the end of {log.name} says why")
        root = self.of(machine)
        for package in sorted(packages.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
            package.unlink()
        self._mark(machine).write_text(" ".join(PACKAGES) + "\n")

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "APT_CONFIG": str(self._folder / "apt/apt.conf"), "LC_ALL": "C"}

    def _mark(self, machine: Machine) -> Path:
        return self.of(machine) / ".packages"

    def _is_whole(self, machine: Machine) -> bool:
        mark = self._mark(machine)
        return mark.exists() and mark.read_text() == " ".join(PACKAGES) + "\n"
