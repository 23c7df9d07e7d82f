"""coverage.py: what counts as reached, unexplained and stale."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import coverage  # noqa: E402
import places  # noqa: E402

NAME = "core/src/bytes/reader.cpp"


def lcov(*counts):
    lines = [f"SF:{places.ROOT / NAME}"]
    lines += [f"DA:{line},{count}" for line, count in counts]
    return "\n".join([*lines, "BRF:4", "BRH:3", "end_of_record"])


class Coverage(unittest.TestCase):
    def test_a_line_is_reached_if_any_program_reaches_it(self):
        found = coverage.read(lcov((1, 0), (2, 5)) + "\n" + lcov((1, 3), (3, 0)), [NAME])
        self.assertEqual((found.lines, found.reached), (3, 2))
        self.assertEqual([line for line, _ in found.missed[NAME]], [3])

    def test_a_listed_file_that_nobody_counts_is_a_fault(self):
        with self.assertRaisesRegex(coverage.CoverageError, "no program counts"):
            coverage.read("", [NAME])

    def test_an_unexplained_line_and_a_stale_explanation_are_named(self):
        found = coverage.Coverage(missed={NAME: [(7, "return {};")]})
        self.assertIn(f"{NAME}:7", coverage.problems(found, [])[0])
        explained = [(NAME, "return {};", "a reason that is long enough")]
        self.assertEqual(coverage.problems(found, explained), [])
        stale = coverage.problems(coverage.Coverage(), explained)
        self.assertIn("remove the explanation", stale[0])


if __name__ == "__main__":
    unittest.main()
