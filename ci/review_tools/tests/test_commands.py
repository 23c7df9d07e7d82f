import json
import tempfile
import unittest
from dataclasses import asdict
from pathlib import Path

from sample import row

import commands

SCRIPT = """#!/bin/sh
while [ $# -gt 0 ]; do if [ "$1" = --rows ]; then out=$2; fi; shift; done
{write}
exit {status}
"""


class Commands(unittest.TestCase):
    def run_one(self, status, found):
        """Runs a command that writes these rows (None: no file) and ends so."""
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            (root / "ci").mkdir()
            (root / "rows").write_text(json.dumps([asdict(r) for r in found]) if found is not None else "")
            write = f"cp {root}/rows $out" if found is not None else "echo broken"
            script = root / "ci" / "models"
            script.write_text(SCRIPT.format(write=write, status=status))
            script.chmod(0o755)
            return commands.run(root, "models", [], root / "out")[0]

    def test_good_rows_and_zero(self):
        self.assertEqual(self.run_one(0, [row()]), [row()])

    def test_bad_rows_and_one(self):
        self.assertEqual(self.run_one(1, [row(control="no")]), [row(control="no")])

    def test_a_status_that_hides_a_bad_line_is_a_line(self):
        found = self.run_one(0, [row(control="no")])
        self.assertEqual([r.id for r in found], ["sample", "models.status"])
        self.assertFalse(found[1].good)

    def test_a_failure_without_a_bad_line_is_a_line(self):
        found = self.run_one(1, [row()])
        self.assertEqual([r.good for r in found], [True, False])

    def test_no_rows_are_a_bad_line(self):
        for status, given in ((0, None), (2, None), (0, [])):
            with self.subTest(status=status, given=given):
                found = self.run_one(status, given)
                self.assertEqual([(r.id, r.good) for r in found], [("models", False)])

    def test_rows_of_an_earlier_run_do_not_count(self):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            (root / "ci").mkdir()
            (root / "out").mkdir()
            (root / "out" / "models.json").write_text(json.dumps([asdict(row())]))
            script = root / "ci" / "models"
            script.write_text(SCRIPT.format(write="echo broken", status=0))
            script.chmod(0o755)
            self.assertFalse(commands.run(root, "models", [], root / "out")[0][0].good)

    def test_each_command_is_in_the_tree(self):
        ci = Path(__file__).resolve().parents[2]
        for name in commands.NAMES:
            self.assertTrue((ci / name).stat().st_mode & 0o100, name)


if __name__ == "__main__":
    unittest.main()
