#!/usr/bin/env python3
"""Is a shared library fit for Android? Its segments are aligned to pages of 16 KiB, and it shows
nothing but JNI_OnLoad.

    check_elf.py LIBRARY...

Reads the ELF file itself: the machine that looks need not be the one it was built for.
"""

import struct
import sys

PAGE = 16 * 1024
PT_LOAD = 1
SHT_DYNSYM = 11
STB_LOCAL = 0


class Elf:
    """The parts of an ELF file that are looked at, of either class and byte order."""

    def __init__(self, data):
        if data[:4] != b"\x7fELF":
            raise ValueError("no ELF file")
        self.data = data
        self.wide = data[4] == 2
        self.order = "<" if data[5] == 1 else ">"
        if self.wide:
            self.phoff, self.shoff = self.unpack("QQ", 32)
            self.phentsize, self.phnum, self.shentsize, self.shnum = self.unpack("HHHH", 54)
        else:
            self.phoff, self.shoff = self.unpack("II", 28)
            self.phentsize, self.phnum, self.shentsize, self.shnum = self.unpack("HHHH", 42)

    def unpack(self, form, at):
        return struct.unpack_from(self.order + form, self.data, at)

    def load_alignments(self):
        for index in range(self.phnum):
            at = self.phoff + index * self.phentsize
            if self.unpack("I", at)[0] == PT_LOAD:
                yield self.unpack("Q", at + 48)[0] if self.wide else self.unpack("I", at + 28)[0]

    def section(self, index):
        """type, link, offset, size, entry size"""
        at = self.shoff + index * self.shentsize
        kind = self.unpack("I", at + 4)[0]
        if self.wide:
            offset, size, link = self.unpack("QQI", at + 24)
            entry = self.unpack("Q", at + 56)[0]
        else:
            offset, size, link = self.unpack("III", at + 16)
            entry = self.unpack("I", at + 36)[0]
        return kind, link, offset, size, entry

    def exported(self):
        for index in range(self.shnum):
            kind, link, offset, size, entry = self.section(index)
            if kind != SHT_DYNSYM:
                continue
            strings = self.section(link)[2]
            for at in range(offset + entry, offset + size, entry):
                name, info, section = (self.unpack("IBBH", at)[i] for i in (0, 1, 3)) if self.wide \
                    else (self.unpack("IIIBBH", at)[i] for i in (0, 3, 5))
                if section != 0 and info >> 4 != STB_LOCAL:
                    end = self.data.index(b"\0", strings + name)
                    yield self.data[strings + name:end].decode()


def faults(path):
    with open(path, "rb") as file:
        elf = Elf(file.read())
    alignments = list(elf.load_alignments())
    if not alignments:
        yield "no segment to load"
    for alignment in alignments:
        if alignment % PAGE != 0:
            yield f"a segment is aligned to {alignment} bytes, not to {PAGE}"
    symbols = sorted(elf.exported())
    if symbols != ["JNI_OnLoad"]:
        yield f"shows {len(symbols)} symbols, not JNI_OnLoad alone: {' '.join(symbols)[:200]}"


def main(paths):
    failed = False
    for path in paths:
        for fault in faults(path):
            print(f"{path}: {fault}", file=sys.stderr)
            failed = True
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
