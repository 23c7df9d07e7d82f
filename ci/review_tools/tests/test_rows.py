import json
import tempfile
import unittest
from pathlib import Path

from sample import row

import rows


class Rows(unittest.TestCase):
    def test_a_line_is_good_only_if_its_control_was_caught(self):
        self.assertTrue(row().good)
        self.assertFalse(row(control="no").good)
        self.assertFalse(row(control="not run").good)
        self.assertFalse(row(passed=False).good)

    def test_what_was_not_run_is_not_bad(self):
        self.assertTrue(row(passed=False, control="not run", not_run="no emulator").good)

    def test_a_row_that_says_nothing_is_refused(self):
        for field in ("id", "claim", "evidence", "figure", "planted"):
            for value in ("", "  ", "two\nlines", None, 4):
                with self.subTest(field=field, value=value), self.assertRaisesRegex(rows.RowError, field):
                    row(**{field: value})

    def test_values_of_another_kind_are_refused(self):
        for field, value in (("control", "maybe"), ("passed", 1), ("seconds", "1"), ("seconds", -1), ("seconds", True)):
            with self.subTest(field=field, value=value), self.assertRaisesRegex(rows.RowError, field):
                row(**{field: value})

    def test_what_is_written_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "deeper" / "rows.json"
            rows.write(path, [row(), row(id="other", not_run="why")])
            self.assertEqual(rows.read(path), [row(), row(id="other", not_run="why")])

    def test_another_file_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.json"
            for content in ("", "{}", '[{"id": "a"}]', json.dumps([1])):
                path.write_text(content)
                with self.subTest(content=content), self.assertRaisesRegex(rows.RowError, "rows.json"):
                    rows.read(path)
            with self.assertRaisesRegex(rows.RowError, "none.json"):
                rows.read(Path(folder) / "none.json")


if __name__ == "__main__":
    unittest.main()
