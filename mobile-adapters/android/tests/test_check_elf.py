"""What check_elf.py sees in ELF files that are made here, byte by byte."""

import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import check_elf  # noqa: E402


def library(alignment=0x4000, names=("JNI_OnLoad",), wide=True):
    """An ELF file of one segment and the sections of its dynamic symbols."""
    head, program, section = (64, 56, 64) if wide else (52, 32, 40)
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    offsets, at = [], 1
    for name in names:
        offsets.append(at)
        at += len(name) + 1
    if wide:
        symbols = bytes(24) + b"".join(struct.pack("<IBBHQQ", o, 0x12, 0, 1, 0, 0) for o in offsets)
    else:
        symbols = bytes(16) + b"".join(struct.pack("<IIIBBH", o, 0, 0, 0x12, 0, 1) for o in offsets)
    symbols_at = head + program
    strings_at = symbols_at + len(symbols)
    sections_at = strings_at + len(strings)
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1, 1]) + bytes(9)
    if wide:
        header = struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, head, sections_at, 0, head, program, 1, section, 2, 0)
        segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 1, 1, alignment)
        dynsym = struct.pack("<IIQQQQIIQQ", 0, 11, 2, 0, symbols_at, len(symbols), 1, 1, 8, 24)
        strtab = struct.pack("<IIQQQQIIQQ", 0, 3, 2, 0, strings_at, len(strings), 0, 0, 1, 0)
    else:
        header = struct.pack("<HHIIIIIHHHHHH", 3, 40, 1, 0, head, sections_at, 0, head, program, 1, section, 2, 0)
        segment = struct.pack("<IIIIIIII", 1, 0, 0, 0, 1, 1, 5, alignment)
        dynsym = struct.pack("<IIIIIIIIII", 0, 11, 2, 0, symbols_at, len(symbols), 1, 1, 4, 16)
        strtab = struct.pack("<IIIIIIIIII", 0, 3, 2, 0, strings_at, len(strings), 0, 0, 1, 0)
    return ident + header + segment + symbols + strings + dynsym + strtab


class CheckElf(unittest.TestCase):
    def faults(self, data):
        with tempfile.NamedTemporaryFile(suffix=".so") as file:
            file.write(data)
            file.flush()
            return list(check_elf.faults(file.name))

    def test_a_fit_library_of_either_class_has_no_fault(self):
        for wide in (True, False):
            for alignment in (0x4000, 0x10000):
                self.assertEqual(self.faults(library(alignment, wide=wide)), [])

    def test_pages_of_4_kib_are_found(self):
        for wide in (True, False):
            self.assertIn("4096", self.faults(library(0x1000, wide=wide))[0])

    def test_a_symbol_that_shows_is_found(self):
        for wide in (True, False):
            found = self.faults(library(names=("JNI_OnLoad", "smx_init"), wide=wide))
            self.assertEqual(found, ["shows 2 symbols, not JNI_OnLoad alone: JNI_OnLoad smx_init"])

    def test_a_library_without_its_entry_is_found(self):
        self.assertEqual(len(self.faults(library(names=()))), 1)

    def test_what_is_no_elf_file_is_refused(self):
        with self.assertRaises(ValueError):
            self.faults(b"MZ" + bytes(100))


if __name__ == "__main__":
    unittest.main()
