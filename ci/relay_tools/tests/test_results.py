import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import results  # noqa: E402
import suites  # noqa: E402
import synced  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402


def result(**changes):
    return {"name": "takes", "seed": 7, "passed": True, "control": "caught", "figure": "3 of 3",
            "planted": "one twice", "problems": [], "seconds": 1.25} | changes


def load(missed=()):
    return {"series": [{"tls": tls, "points": [{
        "outstanding": 16, "connections": 100, "messages": 600, "seconds": 2.0, "messages_per_fdatasync": 6.0,
        "messages_per_commit": 5.0, "processor_us_per_message": 90.0, "p50_ms": 1.0, "p99_ms": 3.0}]}
        for tls in (True, False)],
        "streams": 100, "resident_bytes": 20_000_000, "missed": list(missed)}


class ScenarioRows(unittest.TestCase):
    def test_a_good_one(self):
        row = results.scenario_row("a claim", result(), "ci/relay")
        self.assertTrue(row.good)
        self.assertEqual(row.id, "relay.takes")
        self.assertIn("seed 7", row.figure)

    def test_what_does_not_hold_is_bad_and_named(self):
        row = results.scenario_row("a claim", result(passed=False, problems=["2 twice"]), "ci/relay")
        self.assertFalse(row.good)
        self.assertIn("2 twice", row.figure)

    def test_a_control_that_was_missed_or_not_run_is_bad(self):
        for control in ("missed", "not run"):
            self.assertFalse(results.scenario_row("a claim", result(control=control), "ci/relay").good)

    def test_a_result_that_says_too_little(self):
        for name in ("name", "passed", "control", "figure", "seconds"):
            short = result()
            del short[name]
            with self.assertRaises(results.BadResult):
                results.scenario_row("a claim", short, "ci/relay")

    def test_what_did_not_run_is_said(self):
        row = results.missing_row("ws", "a claim", "no node here", "ci/relay")
        self.assertEqual(row.not_run, "no node here")


class Files(unittest.TestCase):
    def test_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.json"
            with self.assertRaises(results.BadResult):
                results.read(path)
            for text in ("{", "[]"):
                path.write_text(text)
                with self.assertRaises(results.BadResult):
                    results.read(path)
            path.write_text(json.dumps(result()))
            self.assertEqual(results.read(path)["seed"], 7)


class Load(unittest.TestCase):
    def test_figures(self):
        text = results.load_text(load())
        self.assertIn("TLS, 16 outstanding: 300/s, 6.0 per fdatasync, 90 us", text)
        self.assertIn("without TLS, 16 outstanding", text)
        self.assertIn("100 streams: 20 MB", text)

    def test_a_missed_goal_is_said(self):
        self.assertIn("goals missed: memory", results.load_text(load(["memory"])))
        self.assertIn("goals missed: none", results.load_text(load()))

    def test_too_little(self):
        with self.assertRaises(results.BadResult):
            results.load_text({"series": []})
        short = load()
        del short["series"][0]["points"][0]["seconds"]
        with self.assertRaises(results.BadResult):
            results.load_text(short)


class Suites(unittest.TestCase):
    def test_what_tests_say_is_the_figure(self):
        output = "Running main() from x.cc\npower cuts: 300 states\n[==========] 2 tests ran.\n[  PASSED  ] 2 tests.\n"
        self.assertEqual(suites.figure(output), "power cuts: 300 states")
        self.assertEqual(suites.RAN.search(output).group(1), "2")

    def test_none_passed_is_bad(self):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "tests"
            for text, good in (("echo '[  PASSED  ] 0 tests.'", False), ("echo '[  PASSED  ] 1 test.'", True),
                               ("echo '[  PASSED  ] 1 test.'; exit 1", False)):
                program.write_text(f"#!/bin/sh\n{text}\n")
                program.chmod(0o755)
                self.assertEqual(suites.row(suites.SUITES[0], program, False, "ci/relay").good, good, text)


WAL = "</d/relay.db-wal>"


class Synced(unittest.TestCase):
    write = f"7  pwrite64(4{WAL}, \"x\"..., 4096, 0) = 4096"
    sync = f"7  fdatasync(4{WAL}) = 0"
    answer = '8  sendmsg(9<socket:[1]>, {msg_iov=[{iov_base="HTTP/1.1 200 OK\\r\\n"...}]}, 0) = 300'

    def test_in_order(self):
        self.assertEqual(synced.early([self.write, self.sync, self.answer] * 2, 2), (2, []))

    def test_too_early(self):
        seen, wrong = synced.early([self.write, self.answer, self.sync], 1)
        self.assertEqual((seen, len(wrong)), (1, 1))

    def test_nothing_written_or_not_synced_at_all(self):
        self.assertEqual(len(synced.early([self.answer], 1)[1]), 1)
        failed = self.sync.replace("= 0", "= -1 EIO (Input/output error)")
        self.assertEqual(len(synced.early([self.write, failed, self.answer], 1)[1]), 1)
        other = self.sync.replace("-wal", "-shm")
        self.assertEqual(len(synced.early([self.write, other, self.answer], 1)[1]), 1)

    def test_a_sync_that_is_under_way(self):
        begun = f"7  fdatasync(4{WAL} <unfinished ...>"
        ended = "7  <... fdatasync resumed>) = 0"
        self.assertEqual(synced.early([self.write, begun, ended, self.answer], 1), (1, []))
        self.assertEqual(len(synced.early([self.write, begun, self.answer, ended], 1)[1]), 1)
        # What is written meanwhile need not be covered.
        self.assertEqual(len(synced.early([self.write, begun, self.write, ended, self.answer], 1)[1]), 1)


class Table(unittest.TestCase):
    def test_each_has_a_claim_and_a_name_of_its_own(self):
        self.assertEqual(len({scenario.name for scenario in SCENARIOS}), len(SCENARIOS))
        for scenario in SCENARIOS:
            self.assertTrue(scenario.claim.strip())

    def test_the_long_form_is_not_smaller(self):
        def count(arguments):
            return int(arguments[arguments.index("--count") + 1]) if "--count" in arguments else 0

        for scenario in SCENARIOS:
            self.assertGreaterEqual(count(scenario.arguments(True)), count(scenario.arguments(False)))


if __name__ == "__main__":
    unittest.main()
