"""Builds the driver, the unit tests and their planted variants for one machine."""

from __future__ import annotations

import re
from pathlib import Path

import command
from fault import BuildFailed
from machine import Machine
from planted import Planted

# The layers whose tests are cheap to build, and those of the long form. Not the others: they look at
# this system's own memory, locks and processes, which an emulator has not.
SHORT_LAYERS = ("bytes",)
LONG_LAYERS = ("bytes", "codec", "x3dh", "ratchet", "session", "storage")


class Build:
    def __init__(self, machine: Machine, sysroot: Path, source: Path, logs: Path) -> None:
        self._machine = machine
        self._sysroot = sysroot
        self._source = source
        self._logs = logs
        self._folder = source / "build/cross" / machine.name

    def configure(self, faults: list[Planted], optimise: str) -> None:
        planted = self._folder / "planted"
        planted.mkdir(parents=True, exist_ok=True)
        for fault in faults:
            path, text = planted / f"{fault.name}.cpp", fault.source(self._source / "core")
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
        toolchain = self._source / f"ci/cmake/toolchains/{self._machine.name}.cmake"
        self._log("configure", [
            "cmake", "-G", "Ninja", "-S", str(self._source / "ci/cross_tools"), "-B",
            str(self._folder), f"-DCMAKE_TOOLCHAIN_FILE={toolchain}",
            f"-DSMX_SYSROOT={self._sysroot}", f"-DSMX_VERSION={self._version()}",
            f"-DSMX_PLANTED={';'.join(fault.name for fault in faults)}",
            "-DCMAKE_BUILD_TYPE=Cross", f"-DCMAKE_CXX_FLAGS_CROSS={optimise} -D_GLIBCXX_ASSERTIONS"])

    def build(self, targets: list[str], jobs: int) -> None:
        self._log("build", ["cmake", "--build", str(self._folder), "-j", str(jobs), "--target",
                            *targets])

    def command_of(self, target: str) -> list[str]:
        """What runs a built program under the emulator, without its arguments."""
        found = next(path for path in self._folder.rglob(target) if path.is_file())
        libraries = self._sysroot / "usr/lib" / self._machine.multiarch
        c_library = Path("/usr") / self._machine.triplet
        return [*self._machine.qemu, "-L", str(c_library), "-E",
                f"LD_LIBRARY_PATH={libraries}:{c_library / 'lib'}", str(found)]

    def _version(self) -> str:
        text = (self._source / "CMakeLists.txt").read_text()
        return re.search(r"^  VERSION (\S+)$", text, re.MULTILINE)[1]

    def _log(self, step: str, words: list[str]) -> None:
        log = self._logs / f"{self._machine.name}-{step}.log"
        if command.run(words, log):
            raise BuildFailed(f"{self._machine.name}: {step} failed, the end of {log}:\n"
                              + command.end_of(log))
