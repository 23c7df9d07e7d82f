"""relay_symbols.py finds a part of the core in the relay, and notices when it is blind."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import fixture  # noqa: F401  (puts the checks on the path)
import relay_symbols

VERIFY = "namespace smx { int verify_bundle(int value) { return value; } }\n"
AGREE = "namespace smx { int x25519(int value) { return value; } }\n"
MAIN = "int main() { return smx::verify_bundle(0); }\n"
PATTERNS = [re.compile("^smx::x25519")]


class RelaySymbols(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.core = self.compile("core.o", AGREE, "-c")
        self.relay = self.compile("smx-relay", VERIFY + MAIN)

    def compile(self, name, text, *flags):
        path = self.root / name
        subprocess.run(["g++", "-x", "c++", *flags, "-o", path, "-"], input=text, text=True, check=True)
        return path

    def problems(self):
        return relay_symbols.check(self.relay, self.core, PATTERNS)[0]

    def test_clean(self):
        self.assertEqual(self.problems(), [])

    def test_a_relay_that_could_agree_on_keys(self):
        self.relay = self.compile("smx-relay", VERIFY + AGREE + MAIN)
        self.assertIn("holds smx::x25519", self.problems()[0])

    def test_stripped_relay_proves_nothing(self):
        self.relay = self.compile("smx-relay", VERIFY + MAIN, "-s")
        self.assertIn("nothing was proved", self.problems()[0])

    def test_renamed_entry_of_the_core(self):
        self.core = self.compile("core.o", AGREE.replace("x25519", "curve25519"), "-c")
        self.assertIn("the search is blind", self.problems()[0])


if __name__ == "__main__":
    unittest.main()
