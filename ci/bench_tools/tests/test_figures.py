"""figures.py: medians over rounds, each time in the X of its own process."""

import unittest

import sample
import figures


class Parsing(unittest.TestCase):
    def entry(self, name, **changes):
        return {"name": name, "run_type": "iteration", "iterations": 7, "cpu_time": 2.0,
                "real_time": 9.0, "time_unit": "us", "family_index": 0, "threads": 1, **changes}

    def test_processor_time_in_nanoseconds_and_counters(self):
        unit, works, failed = figures.parse({"benchmarks": [
            self.entry("unit/x25519", cpu_time=30.0),
            self.entry("ours/export/2000/iterations:5", time_unit="ms", state_bytes=512.0)]})
        self.assertEqual((unit, failed), (30000.0, []))
        self.assertEqual(works, [{"name": "ours/export/2000", "cpu_ns": 2e6, "iterations": 7,
                                  "counters": {"state_bytes": 512.0}}])

    def test_failed_work_has_no_figure(self):
        _, works, failed = figures.parse({"benchmarks": [
            self.entry("olm/encrypt/64", error_occurred=True, error_message="no key")]})
        self.assertEqual((works, failed), ([], ["olm/encrypt/64: no key"]))

    def test_aggregates_are_not_repetitions(self):
        _, works, _ = figures.parse({"benchmarks": [self.entry("a/b_mean", run_type="aggregate")]})
        self.assertEqual(works, [])


class Medians(unittest.TestCase):
    def test_each_time_is_divided_by_the_unit_of_its_own_run(self):
        made = figures.Figures([
            sample.run(1, [sample.work("ours/encrypt/64", 4)], unit_ns=1000.0),
            sample.run(2, [sample.work("ours/encrypt/64", 9)], unit_ns=3000.0),
            sample.run(3, [sample.work("ours/encrypt/64", 50)], unit_ns=10000.0)])
        figure = made.get("ours", "encrypt/64")
        self.assertEqual(sorted(figure.x.values()), [3, 4, 5])
        self.assertEqual((figure.median, figure.low, figure.high), (4, 3, 5))
        self.assertAlmostEqual(figure.spread, 0.5)

    def test_ratio_pairs_the_rounds(self):
        # One slow round of both: the ratio of the medians would be 2/10, that of each round is 1/10.
        made = figures.Figures([
            sample.run(1, [sample.work("ours/a", 1), sample.work("floor/a", 10)]),
            sample.run(2, [sample.work("ours/a", 2), sample.work("floor/a", 20)]),
            sample.run(3, [sample.work("ours/a", 3), sample.work("floor/a", 6)])])
        self.assertAlmostEqual(made.ratio(made.get("ours", "a"), made.get("floor", "a")), 0.1)
        self.assertIsNone(made.ratio(made.get("ours", "a"), made.get("olm", "a")))

    def test_works_stand_in_the_order_of_the_table(self):
        names = ["olm/fan-out/10", "ours/encrypt/1024", "ours/encrypt/64", "floor/initiator",
                 "growth/chain/10", "ours/new-work"]
        made = figures.Figures([sample.run(1, [sample.work(name, 1) for name in names])])
        self.assertEqual(made.works(), ["initiator", "encrypt/64", "encrypt/1024", "fan-out/10", "new-work"])
