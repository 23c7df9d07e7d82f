import unittest

from sample import row

import table


class Table(unittest.TestCase):
    def test_no_line_is_longer_than_the_terminal(self):
        long = row(claim="word " * 60, figure="word " * 60, planted="word " * 60)
        for columns in (100, 120, 200):
            with self.subTest(columns=columns):
                self.assertLessEqual(max(len(line) for line in table.text([long], columns)), columns)

    def test_every_word_of_a_row_is_there(self):
        shown = " ".join(table.text([row()], 160))
        for word in ("two and two", "PRIM-01", "ci/sample", "4", "yes: five"):
            self.assertIn(word, shown)

    def test_the_verdicts(self):
        found = [row(), row(passed=False), row(control="no"), row(passed=False, not_run="no emulator")]
        self.assertEqual([table.verdict(r) for r in found], ["good", "BAD", "BAD", "not run"])
        self.assertEqual(table.summary(found), "4 lines: 1 good, 2 bad, 1 not run")
        self.assertIn("not run: no emulator", " ".join(table.text(found, 200)))

    def test_a_bar_does_not_end_a_cell_of_the_page(self):
        self.assertIn("max \\|t\\| &lt; 5", "\n".join(table.markdown([row(figure="max |t| < 5")])))


if __name__ == "__main__":
    unittest.main()
