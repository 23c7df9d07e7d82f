"""A small tree that every check accepts, for tests that plant one fault in it."""

import importlib
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
common = importlib.import_module("common")


class CheckTest(unittest.TestCase):
    """`check_name` names the module; `files` is the tree that it must accept."""

    check_name = None
    files = {}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name, text in self.files.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")

    def problems(self):
        module = importlib.import_module(self.check_name)
        check = common.Check(self.root)
        module.run(check)
        return check.problems

    def accept(self):
        self.assertEqual(self.problems(), [])

    def plant(self, name, text, expected):
        """After this change the check has exactly one problem, and it says `expected`."""
        self.accept()
        self.write(name, text)
        found = self.problems()
        self.assertEqual(len(found), 1, found)
        self.assertIn(expected, found[0])
        self.assertIn(name.partition("/")[0], found[0])
