"""symbols.py finds an injected entry in an archive and a program, and notices when it is blind."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import fixture  # noqa: F401  (puts the checks on the path)
import symbols

CLEAN = "namespace smx { int encode() { return 1; } }"
FAULTY = CLEAN + "namespace smx { struct Entropy { void inject(); }; void Entropy::inject() {} }"
PATTERNS = [re.compile("smx::Entropy::inject")]


class Symbols(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.prefix = self.root / "prefix"
        self.prefix.mkdir()
        self.internal = self.archive(self.root / "libsmx_core_internal.a", FAULTY)
        self.archive(self.prefix / "libsmx_core.a", CLEAN)

    def archive(self, path, text):
        item = self.root / "item.o"
        self.compile(item, text, "-c")
        subprocess.run(["ar", "rcs", path, item], check=True)
        return path

    def compile(self, path, text, *flags):
        subprocess.run(["g++", "-x", "c++", *flags, "-o", path, "-"], input=text, text=True, check=True)

    def problems(self):
        return symbols.check(self.prefix, self.internal, PATTERNS)[0]

    def test_clean(self):
        self.assertEqual(self.problems(), [])

    def test_entry_in_an_archive(self):
        self.archive(self.prefix / "libsmx_core.a", FAULTY)
        self.assertIn("holds smx::Entropy::inject", self.problems()[0])

    def test_entry_in_a_program(self):
        self.compile(self.prefix / "smx", FAULTY + "int main() { return smx::encode(); }")
        self.assertIn("holds smx::Entropy::inject", self.problems()[0])

    def test_entry_in_a_stripped_shared_object(self):
        self.compile(self.prefix / "libsmx_extra.so", FAULTY, "-shared", "-fPIC", "-s")
        self.assertIn("holds smx::Entropy::inject", self.problems()[0])

    def test_entry_that_is_only_called(self):
        caller = ("namespace smx { struct Entropy { void inject(); };"
                  "void encode(Entropy& e) { e.inject(); } }")
        self.archive(self.prefix / "libsmx_core.a", caller)
        self.assertIn("holds smx::Entropy::inject", self.problems()[0])

    def test_stripped_program_proves_nothing(self):
        self.compile(self.prefix / "smx", CLEAN + "int main() {}", "-s")
        self.assertIn("nothing was proved", self.problems()[0])

    def test_blind_search(self):
        self.archive(self.internal, CLEAN)
        self.assertIn("blind", self.problems()[0])

    def test_internal_things_installed(self):
        (self.prefix / "smx-driver-cpp").write_text("")
        self.assertIn("must not be installed", self.problems()[0])
