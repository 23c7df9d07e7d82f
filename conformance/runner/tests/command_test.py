"""smx conformance as people run it: exit codes, reports, one clear line for what is wrong."""

import json
import pathlib
import shlex
import sys
import tempfile
import unittest

from command_support import FIXTURES, driver, pinned, run, smx

class Run(unittest.TestCase):
    def test_all_passed(self):
        done = run("replay", "--name", "mine")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.splitlines()[:2], ["file           mine", "small-v1.json  6/6"])
        self.assertIn("planned 6, outcomes 6: 6 pass", done.stdout)
        self.assertEqual(done.stderr, "", "no progress line in a pipe")
        self.assertNotIn("\x1b", done.stdout)

    def test_a_failure(self):
        done = run("wrong_bytes")
        self.assertEqual(done.returncode, 1)
        self.assertIn("small/target step 2 dr.encrypt", done.stdout)
        self.assertIn("dr.aad[0..31] IK_A: want", done.stdout)

    def test_a_driver_that_does_not_exist_is_nothing_run(self):
        done = smx("run", "--vectors", FIXTURES, "--driver", "no-such-program-here")
        self.assertEqual(done.returncode, 3)
        self.assertIn("not run: there is no program no-such-program-here", done.stdout)

    def test_bad_input_is_one_line_and_status_2(self):
        for arguments in (
            ("--vectors", FIXTURES / "absent", "--driver", "cat"),
            ("--vectors", FIXTURES, "--driver", "'open"),
            ("--vectors", FIXTURES, "--driver", "cat", "--filter", "no/such/case"),
            ("--vectors", FIXTURES, "--driver", "cat", "--timeout", "0"),
            ("--vectors", FIXTURES, "--driver", "cat", "--known-failures", FIXTURES / "absent.json"),
            ("--vectors", FIXTURES, "--platform", "no-such-platform"),
            ("--vectors", FIXTURES, "--platforms", FIXTURES / "small-v1.json"),
        ):
            with self.subTest(arguments):
                done = smx("run", *arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_file_that_is_not_the_pinned_one_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            vectors = pathlib.Path(folder)
            pinned(vectors)
            with open(vectors / "small-v1.json", "a", encoding="utf-8") as file:
                file.write(" ")
            done = smx("run", "--vectors", vectors, "--driver", driver("replay"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("small-v1.json: its SHA-256 is not the one that MANIFEST.json pins", done.stderr)

    def test_other_vectors_than_the_required_ones_are_refused_before_anything_starts(self):
        with tempfile.TemporaryDirectory() as folder:
            vectors = pathlib.Path(folder, "vectors")
            vectors.mkdir()
            sha256 = pinned(vectors)
            note = pathlib.Path(folder, "started")
            toucher = shlex.join([sys.executable, "-c", f"open({str(note)!r}, 'w')"])
            self.assertIn(f"manifest {sha256}", smx("list", "--vectors", vectors).stdout)
            right = smx("run", "--vectors", vectors, "--driver", driver("replay"),
                        "--require-manifest", sha256)
            self.assertEqual(right.returncode, 0, right.stderr)
            for where, required in ((vectors, "0" * 64), (FIXTURES, sha256), (vectors, sha256[:-1]),
                                    (vectors, sha256.upper())):
                done = smx("run", "--vectors", where, "--driver", toucher, "--require-manifest",
                           required)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(required, done.stderr)
            self.assertFalse(note.exists(), "a driver was started")

    def test_reports(self):
        with tempfile.TemporaryDirectory() as folder:
            first = run("wrong_bytes", "--report-dir", f"{folder}/a/b")
            second = run("wrong_bytes", "--report-dir", f"{folder}/c", "--json")
            self.assertEqual((first.returncode, second.returncode), (1, 1))
            reports = [json.loads(pathlib.Path(folder, name, "report.json").read_text("utf-8"))
                       for name in ("a/b", "c")]
            junits = [pathlib.Path(folder, name, "junit.xml").read_bytes() for name in ("a/b", "c")]
        self.assertEqual(json.loads(second.stdout), reports[1])
        self.assertEqual(reports[0]["platforms"][0]["hello"]["name"], "replay")
        for report in reports:
            del report["run"]
        self.assertEqual(json.dumps(reports[0]), json.dumps(reports[1]))
        self.assertEqual(junits[0], junits[1])

    def test_the_runners_own_cost_is_shown(self):
        self.assertRegex(run("replay", "--name", "mine", "--jobs", "2").stdout,
                         r"(?m)^mine: 2 drivers in \d+ ms, \d+ us of the runner's own for each case$")

    def test_filters_and_fail_fast(self):
        done = run("wrong_bytes", "--filter", "small/h*", "--filter", "small/device")
        self.assertEqual(done.returncode, 0)
        self.assertIn("planned 2, outcomes 2: 2 pass", done.stdout)
        done = run("rejects_faults", "--fail-fast")
        self.assertIn("outcomes 6: 1 mismatch 5 not_run", done.stdout)

    def test_unsupported_is_excused_only_when_asked(self):
        self.assertEqual(run("no_features").returncode, 1)
        self.assertEqual(run("no_features", "--allow-unsupported").returncode, 0)

    def test_known_failures(self):
        entry = {"platform": "driver", "case": "small/target", "outcome": "mismatch", "step": 2,
                 "where": "dr.aad", "reason": "kept for this test", "issue": "tracker 7",
                 "expires": "9999-12-31"}

        def known(name="wrong_bytes", arguments=(), **changes):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "known.json")
                path.write_text(json.dumps({"schema": "smx-known-failures-1",
                                            "known_failures": [entry | changes]}), encoding="utf-8")
                return run(name, "--known-failures", path, *arguments)

        excused = known()
        self.assertEqual(excused.returncode, 0, excused.stdout)
        self.assertIn("driver: 1 known failures, as accepted", excused.stdout)
        self.assertEqual(known(arguments=["--fail-fast"]).returncode, 0, "it does not stop the run")
        self.assertEqual(known(arguments=["--filter", "small/h*"]).returncode, 0, "outside the run")
        for problem, done in (
            ("driver small/target: passes: remove the entry", known("replay")),
            ("driver small/target: another symptom: accepted mismatch at step 3 in dr.aad, got mismatch "
             "at step 2 in dr.aad", known(step=3)),
            ("another symptom: accepted mismatch at step 2 in dr.key", known(where="dr.key")),
            ("another symptom: accepted crash at step 2 in dr.aad", known(outcome="crash")),
            ("driver small/target: the entry has expired", known(expires="2020-01-01")),
            ("driver small/gone: no case has this id", known(case="small/gone")),
            ("mine small/target: no platform of this run or of the registry has this name",
             known(platform="mine")),
        ):
            with self.subTest(problem):
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn(f"known failure: {problem}" if problem.startswith(("driver", "mine"))
                              else problem, done.stdout)
        self.assertEqual(known(reason="short").returncode, 2)


class ListAndExplain(unittest.TestCase):
    def test_list(self):
        done = smx("list", "--vectors", FIXTURES)
        self.assertEqual(done.returncode, 0)
        self.assertIn("6 cases, 3 of them negative", done.stdout)
        listed = json.loads(smx("list", "--json", "--vectors", FIXTURES).stdout)
        self.assertIn("small/target", listed["files"][0]["cases"])
        self.assertIn("small/target  A message each way",
                      smx("list", "--cases", "--vectors", FIXTURES).stdout)

    def test_explain(self):
        done = smx("explain", "small/frame-flags", "--vectors", FIXTURES)
        self.assertEqual(done.returncode, 0)
        self.assertIn("must be refused: malformed", done.stdout)
        unknown = smx("explain", "small/none", "--vectors", FIXTURES)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("no case has the id small/none", unknown.stderr)

    def test_the_pinned_vectors_are_found_without_being_told(self):
        done = smx("list", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(sum(len(file["cases"]) for file in json.loads(done.stdout)["files"]), 400)


if __name__ == "__main__":
    unittest.main()
