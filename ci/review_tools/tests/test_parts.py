import tempfile
import unittest
from pathlib import Path

from sample import row

import document
import parts
import rows

HERE = {"commit": "aaaa", "date": "2026-11-21 10:00 UTC", "machine": "a machine"}


class Parts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def keep(self, lines, form="long", extra=(), **more):
        """A kept run of the commands in `lines` (name -> rows); `extra` rows are in the whole run only."""
        for name, found in lines.items():
            rows.write(self.folder / f"{name}.json", found)
        everything = [r for found in lines.values() for r in found] + list(extra)
        review = document.make(self.folder, form, everything, {name: 2.0 for name in lines})
        document.write(self.folder / "review.json", review | HERE | more)

    def test_good_commands_stand_with_their_origin(self):
        self.keep({"models": [row()], "fuzz": [row(id="fuzz.targets")]})
        found = parts.read(self.folder, "long")
        self.assertEqual(sorted(found), ["fuzz", "models"])
        self.assertEqual(found["models"], parts.Part([row()], 2.0, parts.Origin(**HERE)))

    def test_a_command_with_a_bad_line_does_not(self):
        self.keep({"models": [row(), row(id="b", passed=False)], "fuzz": [row(id="c", control="no")]})
        self.assertEqual(parts.read(self.folder, "long"), {})

    def test_a_command_whose_status_was_wrong_does_not(self):
        self.keep({"models": [row()]}, extra=[row(id="models.status", passed=False)])
        self.assertEqual(parts.read(self.folder, "long"), {})

    def test_the_first_origin_is_kept_from_run_to_run(self):
        origin = {"commit": "bbbb", "date": "2026-11-20 10:00 UTC", "machine": "another"}
        self.keep({"models": [row()]}, parts={"models": origin})
        self.assertEqual(parts.read(self.folder, "long")["models"].origin, parts.Origin(**origin))

    def test_a_run_of_the_other_form_is_refused(self):
        self.keep({"models": [row()]}, form="bounded")
        with self.assertRaisesRegex(document.DocumentError, "is a bounded run, not a long one"):
            parts.read(self.folder, "long")

    def test_rows_that_are_gone_are_named(self):
        self.keep({"models": [row()]})
        (self.folder / "models.json").unlink()
        with self.assertRaisesRegex(document.DocumentError, "models.json"):
            parts.read(self.folder, "long")

    def test_the_page_tells_parts_of_other_runs(self):
        review = document.make(self.folder, "long", [row()], {"models": 2.0, "fuzz": 1.0}, {"models": HERE})
        text = document.where(review)
        self.assertIn("models: 2026-11-21 10:00 UTC, commit aaaa, a machine.", text)
        self.assertIn(f"fuzz: {review['date']}, commit {review['commit']}", text)


if __name__ == "__main__":
    unittest.main()
