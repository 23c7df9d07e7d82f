"""table.py: numbers that can be read, and a row that says what it missed."""

import unittest

import sample
import table
import targets
from figures import Figures


def row(*entries):
    figures = Figures([sample.run(1, [sample.work(name, x, **counters)]) for name, x, counters in entries])
    header, rows = table.rows(figures, targets.judge(figures, {}))
    found, = rows
    return dict(zip(header, found))


class Rows(unittest.TestCase):
    def test_met_by_all(self):
        cells = row(("ours/encrypt/64", 0.05, {"allocs": 0}), ("signal/encrypt/64", 0.2, {}))
        self.assertEqual((cells["target"], cells["met"]), ("<= 0.06 X and 0 allocations", "yes"))
        self.assertEqual((cells["ours"], cells["signal"], cells["slower"]), ("0.0500", "0.200", "4.00x"))

    def test_what_was_missed_is_named(self):
        cells = row(("ours/encrypt/64", 0.07, {}), ("signal/encrypt/64", 0.2, {}), ("olm/encrypt/64", 0.4, {}))
        self.assertEqual(cells["met"], "no: target, signal")

    def test_work_without_a_target_is_not_judged(self):
        self.assertEqual(row(("ours/receive-memory", 1, {}))["met"], "")

    def test_peer_that_gave_messages_up_has_no_ratio(self):
        cells = row(("ours/reversed/1000", 0.1, {"opened": 1000}), ("olm/reversed/1000", 0.1, {"opened": 41}))
        self.assertEqual((cells["olm"], cells["slower"], cells["met"]), ("opens 41 of 1,000", "", "yes"))


class Numbers(unittest.TestCase):
    def test_three_digits_that_matter(self):
        self.assertEqual([table.number(x) for x in (0, 0.04812, 0.2501, 8.561, 380.4, 12345.6)],
                         ["0", "0.0481", "0.250", "8.56", "380", "12,346"])

    def test_columns_stand_under_each_other(self):
        lines = table.aligned(["work", "ours", "target", "met"], [["a", "1.00", "<= 2", "yes"], ["bbbbbb", "10.00", "", "no"]])
        self.assertEqual(lines, ["work     ours  target  met", "a        1.00  <= 2    yes", "bbbbbb  10.00          no"])
