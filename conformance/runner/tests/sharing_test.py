"""Runs that are shared by several drivers or machines, and runs that end early."""

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

from command_support import FIXTURES, HERE, SMALL, driver, outcomes, outside_run, run, smx


class Jobs(unittest.TestCase):
    def test_the_report_is_the_same_for_any_number(self):
        """Also of drivers that fail or stop the platform. Not of one that sends what nobody asked for:
        at which request that is noticed is a matter of time, with one driver as with many."""
        for name, arguments in (("replay", ()), ("wrong_bytes", ()), ("dies", ()), ("wrong_id", ()),
                                ("rejects_faults", ("--fail-fast",)),
                                ("wrong_bytes", ("--fail-fast", "--filter", "small/*e*"))):
            with self.subTest(name):
                reports = [outside_run(run(name, "--json", "--jobs", jobs, *arguments))
                           for jobs in (1, 2, 5)]
                self.assertEqual(json.dumps(reports[0]), json.dumps(reports[1]))
                self.assertEqual(json.dumps(reports[0]), json.dumps(reports[2]))

    def test_a_driver_that_never_starts_well_is_given_up_at_the_same_case(self):
        command = shlex.join([sys.executable, "-c", "raise SystemExit(1)"])
        reports = [outside_run(smx("run", "--vectors", FIXTURES, "--driver", command, "--json", "--jobs",
                                   jobs)) for jobs in (1, 4)]
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(list(outcomes(reports[0]).values()), ["crash"] * 3 + ["not_run"] * 3)

    def test_a_bad_farewell_is_one_fault_however_many_drivers_show_it(self):
        script = (HERE / "bad_drivers" / "replay.py").read_text("utf-8")
        self.assertIn("sys.exit(0)", script)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "leaves_badly.py")
            path.write_text(script.replace("sys.exit(0)", "sys.exit(7)"), encoding="utf-8")
            command = shlex.join([sys.executable, "-B", str(path), str(SMALL)])
            done = smx("run", "--vectors", FIXTURES, "--driver", command, "--json", "--jobs", 3)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(outside_run(done)["platforms"][0]["faults"]), 1)
        self.assertEqual(json.loads(done.stdout)["run"]["platforms"][0]["starts"], 3)


class Shards(unittest.TestCase):
    def test_the_shards_are_the_whole(self):
        whole = outcomes(outside_run(run("replay", "--json")))
        parts = {}
        for number in (1, 2):
            done = run("replay", "--json", "--shard", f"{number}/2")
            self.assertEqual(done.returncode, 0, done.stderr)
            part = outcomes(outside_run(done))
            self.assertFalse(part.keys() & parts.keys(), "a case is in two shards")
            parts |= part
        self.assertEqual(parts, whole)

    def test_what_is_no_shard_is_refused(self):
        for text in ("0/2", "3/2", "half", "1/2/3"):
            done = run("replay", "--shard", text)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)
        # One case cannot be in two shards: the other one is empty, which is never a pass.
        statuses = {run("replay", "--filter", "small/target", "--shard", f"{number}/2").returncode
                    for number in (1, 2)}
        self.assertEqual(statuses, {0, 2})


class Interruption(unittest.TestCase):
    def interrupted(self, signal_number, jobs):
        """Exit status and report of a run that hangs in small/target until the signal comes."""
        with tempfile.TemporaryDirectory() as folder:
            note = pathlib.Path(folder, "pid")
            path = pathlib.Path(folder, "hangs.py")
            path.write_text(
                "import os, sys, time\n"
                f"sys.path.insert(0, {str(HERE / 'bad_drivers')!r})\n"
                "import replay\n"
                "class Hangs(replay.Replay):\n"
                "    def serve(self, request):\n"
                "        if self.in_target and request['op'] == 'dr.encrypt':\n"
                f"            open({str(note)!r} + '~', 'w').write(str(os.getpid()))\n"
                f"            os.rename({str(note)!r} + '~', {str(note)!r})\n"
                "            time.sleep(600)\n"
                "        super().serve(request)\n"
                "replay.main(Hangs)\n", encoding="utf-8")
            command = shlex.join([sys.executable, "-B", str(path), str(SMALL)])
            arguments = [os.environ["SMX_BIN"], "conformance", "run", "--vectors", str(FIXTURES),
                         "--driver", command, "--slow", "100", "--jobs", str(jobs), "--report-dir",
                         f"{folder}/reports"]
            with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True) as process:
                wait_until(note.exists, "the driver did not come to the case")
                process.send_signal(signal_number)
                output, _ = process.communicate(timeout=60)
            child = int(note.read_text("utf-8"))
            wait_until(lambda: has_ended(child), "the driver lives on")
            report = json.loads(pathlib.Path(folder, "reports", "report.json").read_text("utf-8"))
            return process.returncode, report, output

    def test_a_partial_report_is_written_and_no_driver_lives_on(self):
        for signal_number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            returned, report, output = self.interrupted(signal_number, 1)
            self.assertEqual(returned, status)
            self.assertEqual(outcomes(report)["small/target"], "not_run")
            self.assertIn("pass", outcomes(report).values())
            self.assertEqual(sum(report["outcomes"].values()), report["planned"])
            self.assertNotEqual(report["verdict"], "passed")
            self.assertIn("interrupted: what had not been run by then is not_run", output)

    def test_other_drivers_are_ended_too(self):
        returned, report, _ = self.interrupted(signal.SIGINT, 2)
        self.assertEqual(returned, 130)
        self.assertEqual(outcomes(report)["small/target"], "not_run")


def wait_until(condition, otherwise):
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise)
        time.sleep(0.02)


def has_ended(process):
    """True if there is no such process, or only its remains that nobody has collected."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


if __name__ == "__main__":
    unittest.main()
