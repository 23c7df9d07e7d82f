import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import runs  # noqa: E402

OUTPUT = """case agree ran 0
case sign ran 2
case encrypt failed 0
declassified signature 3
control early_exit caught 1 0
control table_index missed 0 0
"""
VALGRIND = "--7-- used_suppression:    132 short-aead-verdict core/tests/ct/declassified.supp:13\n"


class RunsTest(unittest.TestCase):
    def test_a_run_under_valgrind_is_read(self):
        run = runs.ct_run(OUTPUT, VALGRIND)
        self.assertEqual((run.cases, run.failed, run.reports), (3, ["encrypt"], {"sign": 2}))
        self.assertEqual((run.caught, run.missed), (["early_exit"], ["table_index"]))
        self.assertEqual(run.used, {"signature", "short-aead-verdict"})
        self.assertFalse(run.clean)
        self.assertFalse(run.all_caught)

    def test_only_a_run_without_reports_is_clean(self):
        self.assertTrue(runs.ct_run("case a ran 0\n", "").clean)
        self.assertFalse(runs.ct_run("case a ran 1\n", "").clean)
        self.assertFalse(runs.ct_run("case a failed 0\n", "").clean)
        self.assertFalse(runs.ct_run("control a caught 1 0\n", "").clean)

    def test_no_control_is_not_all_controls(self):
        self.assertFalse(runs.ct_run("case a ran 0\n", "").all_caught)
        self.assertTrue(runs.ct_run("control a caught 1 0\n", "").all_caught)

    def test_what_is_no_run_is_refused(self):
        with self.assertRaisesRegex(runs.Unreadable, "no line; the last of valgrind's: cannot start"):
            runs.ct_run("", "first\ncannot start\n")
        with self.assertRaisesRegex(runs.Unreadable, "says 'nonsense'"):
            runs.ct_run("nonsense\n", "")

    def test_timings_are_read(self):
        subjects, controls = runs.timings("timing tag 1000 -1.50 0.90 judged\ncontrol leak 1000 88.00 1.00 caught\n")
        self.assertEqual(subjects, [runs.Timing("tag", 1000, -1.5, 0.9, "judged")])
        self.assertEqual(controls, [runs.Timing("leak", 1000, 88.0, 1.0, "caught")])
        for text in ("", "timing tag 1000 -1.50 0.90 judged\n", "something else\n"):
            with self.assertRaises(runs.Unreadable):
                runs.timings(text)


if __name__ == "__main__":
    unittest.main()
