"""The machines that ci/cross knows: what each stands for, and what it takes to be that machine here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    name: str  # also of its toolchain file in ci/cmake/toolchains
    debian: str  # Debian's name of it
    triplet: str  # of the cross compiler
    multiarch: str  # of the folders in its packages
    qemu: tuple[str, ...]
    what: str
    tests_in_short_form: bool
    accepts_fallback: bool  # no constant-time AES there: its driver is told to go on, and says so

    def missing(self) -> str:
        """The programs that this machine lacks, as a reason; empty if none."""
        absent = [p for p in (f"{self.triplet}-g++", self.qemu[0]) if shutil.which(p) is None]
        return f"not installed: {', '.join(absent)} (ci/setup --review)" if absent else ""

    def driver_arguments(self) -> list[str]:
        return ["--accept-variable-time-aes"] if self.accepts_fallback else []


MACHINES = (
    Machine("aarch64", "arm64", "aarch64-linux-gnu", "aarch64-linux-gnu", ("qemu-aarch64",),
            "64 bits, little-endian, char unsigned", False, False),
    Machine("armhf", "armhf", "arm-linux-gnueabihf", "arm-linux-gnueabihf", ("qemu-arm",),
            "32 bits, little-endian, char unsigned", True, True),
    Machine("i386", "i386", "i686-linux-gnu", "i386-linux-gnu", ("qemu-i386", "-cpu", "max"),
            "32 bits, little-endian, char signed", False, False),
    Machine("s390x", "s390x", "s390x-linux-gnu", "s390x-linux-gnu", ("qemu-s390x",),
            "64 bits, big-endian, char unsigned", True, True),
)
