"""smx conformance as people run it: exit codes, reports, one clear line for what is wrong."""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE / "fixtures"
SMALL = FIXTURES / "small-v1.json"


def smx(*arguments, **options):
    """Runs `smx conformance` with the small vectors."""
    command = [os.environ["SMX_BIN"], "conformance", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def driver(name, *arguments):
    words = [sys.executable, "-B", HERE / "bad_drivers" / f"{name}.py", SMALL, *arguments]
    return shlex.join(map(str, words))


def run(name, *arguments, **options):
    return smx("run", "--vectors", FIXTURES, "--driver", driver(name), *arguments, **options)


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
            (vectors / "small-v1.json").write_bytes(SMALL.read_bytes())
            entry = {"file": "small-v1.json", "sha256": "0" * 64, "suite": "small", "suite_version": 1,
                     "spec_revision": 1, "adr": ["0001"], "cases": 6, "agreed_by": ["cpp"]}
            manifest = {"schema": "smx-manifest-1", "spec_revision": 1, "spec_sha256": "0" * 64,
                        "files": [entry]}
            (vectors / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
            done = smx("run", "--vectors", vectors, "--driver", driver("replay"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("small-v1.json: its SHA-256 is not the one that MANIFEST.json pins", done.stderr)

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
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "known.json")
            path.write_text(json.dumps({"schema": "smx-known-failures-1", "known_failures": [entry]}),
                            encoding="utf-8")
            excused = run("wrong_bytes", "--known-failures", path)
            unexpected = run("replay", "--known-failures", path)
        self.assertEqual(excused.returncode, 0, excused.stdout)
        self.assertIn("driver: 1 known failures, as accepted", excused.stdout)
        self.assertEqual(unexpected.returncode, 1)
        self.assertIn("driver small/target: passes: remove the entry", unexpected.stdout)

    def test_an_interrupted_run_leaves_no_driver_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            note = pathlib.Path(folder, "pid")
            script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
            command = shlex.join([sys.executable, "-c", script])
            with subprocess.Popen(
                    [os.environ["SMX_BIN"], "conformance", "run", "--vectors", str(FIXTURES), "--driver",
                     command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                deadline = time.monotonic() + 60
                while not (note.exists() and note.read_text("utf-8")):
                    self.assertLess(time.monotonic(), deadline, "the driver was not started")
                    time.sleep(0.02)
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(60), -signal.SIGTERM)
            child = int(note.read_text("utf-8"))
            self.assertTrue(ends(child), "the driver lives on")


def ends(process):
    """True once there is no such process, or only its remains that nobody has collected."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            state = pathlib.Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


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
