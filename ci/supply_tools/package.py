"""The Debian packages behind what is compiled in and linked, asked of dpkg."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


class Unknown(Exception):
    """A file or a package that dpkg does not know; one line."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    architecture: str
    source: str
    source_version: str
    homepage: str
    maintainer: str

    @property
    def purl(self) -> str:
        # The characters that a Debian version may have and a purl may not.
        version = self.version.replace("%", "%25").replace("+", "%2B").replace(":", "%3A")
        return f"pkg:deb/debian/{self.name}@{version}?arch={self.architecture}"

    @property
    def copyright_file(self) -> Path:
        return Path("/usr/share/doc") / self.name / "copyright"


def owners(files: set[str]) -> dict[str, str]:
    """The package of each file. A library is found by the name that dpkg knows it under, with or
    without the /usr in front."""
    found: dict[str, str] = {}
    asked = sorted({form for file in files for form in _forms(file)})
    for start in range(0, len(asked), 500):
        ended = subprocess.run(["dpkg-query", "-S", *asked[start:start + 500]], text=True, check=False,
                               capture_output=True, env={**os.environ, "LC_ALL": "C"})
        for line in ended.stdout.splitlines():
            names, _, path = line.rpartition(": ")
            if names and not names.startswith("diversion"):
                found[path] = names.split(",")[0].split(":")[0]
    out = {}
    for file in files:
        owner = next((found[form] for form in _forms(file) if form in found), None)
        if owner is None:
            raise Unknown(f"no package has {file}")
        out[file] = owner
    return out


def describe(names: set[str]) -> dict[str, Package]:
    fields = ("Package", "Version", "Architecture", "source:Package", "source:Version", "Homepage",
              "Maintainer")
    form = "\\t".join(f"${{{field}}}" for field in fields) + "\\n"
    out = {}
    for name in sorted(names):
        ended = subprocess.run(["dpkg-query", "-W", "-f", form, name], text=True, check=False,
                               capture_output=True)
        if ended.returncode:
            raise Unknown(f"dpkg knows no package {name}")
        out[name] = Package(*ended.stdout.splitlines()[0].split("\t"))
    return out


def _forms(file: str) -> list[str]:
    real = os.path.realpath(file)
    forms = [file, os.path.normpath(file), real]
    for path in (os.path.normpath(file), real):
        if path.startswith("/usr/lib"):
            forms.append(path[len("/usr"):])
        elif re.match(r"/lib(64|32)?/", path):
            forms.append("/usr" + path)
    return list(dict.fromkeys(forms))
