"""compare.py: a change beyond the noise is told from one within it."""

import unittest

import sample
import compare
from figures import Figures


def rounds(values, name="ours/encrypt/64"):
    return Figures([sample.run(i, [sample.work(name, value)]) for i, value in enumerate(values)])


class Changes(unittest.TestCase):
    def note(self, before, now):
        row, = compare.rows(rounds(now), rounds(before))
        return row[3], row[5]

    def test_ranges_that_overlap_are_noise(self):
        self.assertEqual(self.note([1.0, 1.1, 1.2], [1.15, 1.21, 1.3]), ("+10.0 %", "within the noise"))

    def test_ranges_apart(self):
        self.assertEqual(self.note([1.0, 1.0, 1.01], [1.1, 1.1, 1.2]), ("+10.0 %", "slower"))
        self.assertEqual(self.note([1.0, 1.0, 1.01], [0.5, 0.5, 0.6]), ("-50.0 %", "faster"))

    def test_single_repetition_proves_nothing(self):
        self.assertIn("noise unknown", self.note([1.0], [2.0])[1])

    def test_another_machine_and_lost_works_are_said(self):
        old = sample.document([])
        new = sample.document([])
        new["machine"] = {**new["machine"], "compiler": "g++ 13.1.0"}
        text = "\n".join(compare.text(rounds([1, 2]), rounds([1, 2], "ours/import/0"), new, old))
        self.assertIn("not the same compiler: g++ 12.2.0 before, g++ 13.1.0 now", text)
        self.assertIn("only in the earlier run: ours/import/0", text)
