"""targets.py: every line that falls short is named, and nothing else."""

import unittest

import sample
import figures
import targets


def judged(works, processes=None, peers=()):
    runs = [sample.run(1, works)] + [sample.run(1, [work], f"smx-bench-{work['name'].split('/')[0]}")
                                     for work in peers]
    return targets.judge(figures.Figures(runs), processes or {})


class Lines(unittest.TestCase):
    def only(self, verdicts, met):
        verdict, = verdicts
        self.assertEqual(verdict.met, met, verdict)
        return verdict

    def test_good_run_meets_everything(self):
        verdicts = targets.judge(figures.Figures(sample.good_runs()), {})
        self.assertEqual([v for v in verdicts if not v.met], [])
        self.assertEqual(len(verdicts), 5)

    def test_every_limit_in_x_holds_exactly(self):
        for work, most in targets.MOST_X.items():
            self.only(judged([sample.work(f"ours/{work}", most)]), True)
            self.only(judged([sample.work(f"ours/{work}", most * 1.001)]), False)

    def test_large_messages_by_speed_or_by_the_floor(self):
        fast = 65536 / 3.95 / sample.UNIT_NS
        self.only(judged([sample.work("ours/encrypt/65536", fast)]), True)
        slow = sample.work("ours/encrypt/65536", 2 * fast)
        self.only(judged([slow]), False)
        self.only(judged([slow, sample.work("floor/encrypt/65536", 2 * fast * 0.9)]), True)
        self.only(judged([slow, sample.work("floor/encrypt/65536", 2 * fast * 0.8)]), False)

    def test_state_bytes_of_each_skipped_key(self):
        for skipped, most in ((0, 512), (2000, 512 + 48 * 2000)):
            name = f"ours/export/{skipped}"
            self.only(judged([sample.work(name, 1, state_bytes=most)]), True)
            self.only(judged([sample.work(name, 1, state_bytes=most + 1)]), False)

    def test_one_allocation_on_the_steady_path(self):
        self.assertFalse(judged([sample.work("ours/decrypt/64", 0.01, allocs=0.001)])[1].met)
        self.assertTrue(judged([sample.work("ours/decrypt/64", 0.01, allocs=0)])[1].met)

    def test_one_message_that_did_not_open(self):
        verdicts = judged([sample.work("ours/reversed/1000", 0.01, opened=999)])
        self.assertFalse(verdicts[1].met)

    def test_peer_by_three_and_the_two_exceptions(self):
        for peer, work, least in (("signal", "encrypt/64", 3.0), ("olm", "initiator", 2.8),
                                  ("olm", "responder", 1.9), ("signal", "responder", 3.0)):
            ours = sample.work(f"ours/{work}", 0.01)
            for ratio, met in ((least * 1.001, True), (least * 0.999, False)):
                verdicts = judged([ours], peers=[sample.work(f"{peer}/{work}", 0.01 * ratio)])
                found, = [v for v in verdicts if v.peer == peer]
                self.assertEqual(found.met, met, (peer, work))

    def test_known_reason_excuses_its_own_line_only(self):
        for work, peer, known in (("import/0", "olm", True), ("export/2000", "signal", True),
                                  ("export/0", "signal", False), ("encrypt/64", "signal", False)):
            verdicts = judged([sample.work(f"ours/{work}", 0.05)], peers=[sample.work(f"{peer}/{work}", 0.01)])
            found, = [v for v in verdicts if v.peer == peer]
            self.assertFalse(found.met)
            self.assertEqual((found.missed, found.reason is not None), (not known, known), (work, peer))
        # The size of the same state has no excuse.
        verdict, = judged([sample.work("ours/export/2000", 1, state_bytes=10 ** 6)])
        self.assertTrue(verdict.missed)

    def test_peer_that_left_messages_unopened_is_not_compared(self):
        verdicts = judged([sample.work("ours/reversed/1000", 0.1, opened=1000)],
                          peers=[sample.work("olm/reversed/1000", 0.01, opened=41)])
        self.assertEqual([v for v in verdicts if v.peer], [])

    def test_growth_worse_than_linear(self):
        works = [sample.work(f"growth/sessions/{n}", n ** 1.3) for n in (1, 10, 100)]
        self.assertIn("worse than linear", self.only(judged(works), False).got)

    def test_programs(self):
        good = {"start_ms": 4.0, "vectors_s": 2.9, "start_peak_kb": 9000, "vectors_peak_kb": 49000,
                "bench_peak_kb": 7000}
        self.assertEqual([v.met for v in judged([], good)], [True] * 5)
        bad = {"start_ms": 20.0, "vectors_s": 3.1, "start_peak_kb": 50000, "vectors_peak_kb": 50000,
               "bench_peak_kb": 8000}
        self.assertEqual([v.met for v in judged([], bad)], [False] * 5)
