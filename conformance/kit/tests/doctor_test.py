"""smx conformance doctor over drivers that are well and drivers that are not.

SMX_BIN and SMX_GOOD name the command and the C++ driver; SMX_NODE, if it is set, node.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RUNNER_BAD = ROOT / "conformance" / "runner" / "tests" / "bad_drivers"
SMX = os.environ["SMX_BIN"]
GOOD = os.environ["SMX_GOOD"]
# Where an answer is awaited that comes, the time only bounds a broken machine; where none comes, it
# is waited for in full.
SILENCE = ("--timeout", "1500")


def doctor(*arguments, command=(GOOD,), environment=None):
    plain = {**os.environ, "LC_ALL": "C", **(environment or {})}
    return subprocess.run([SMX, "conformance", "doctor", *arguments, "--", *map(str, command)],
                          capture_output=True, text=True, check=False, timeout=300, env=plain)


def spoilt(name, *argument):
    folder = HERE / "bad_drivers" if name == "spoils" else RUNNER_BAD
    return (sys.executable, "-B", HERE / "over_good.py", folder / f"{name}.py", GOOD, *argument)


def smallest_cases():
    """A few cases for each operation, so that vectors are read in no time."""
    files = {}
    for path in sorted((ROOT / "vectors").glob("*-v1*.json")):
        document = json.loads(path.read_text("utf-8"))
        cases = [case for group in document["groups"] for case in group["cases"]]
        cases.sort(key=lambda case: (len(case["steps"]), len(json.dumps(case))))
        kept = set()
        for op in {step["op"] for case in cases for step in case["steps"]}:
            for valid in ("valid", "invalid"):
                with_op = [case["id"] for case in cases
                           if case["result"] == valid and any(step["op"] == op for step in case["steps"])]
                kept.update(with_op[:3])
        for group in document["groups"]:
            group["cases"] = [case for case in group["cases"] if case["id"] in kept]
        document["groups"] = [group for group in document["groups"] if group["cases"]]
        used = {flag for group in document["groups"] for case in group["cases"] for flag in case["flags"]}
        document["flags"] = {name: note for name, note in document["flags"].items() if name in used}
        files[path.name] = json.dumps(document)
    return files


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.vectors = folder.name
        for name, text in smallest_cases().items():
            pathlib.Path(folder.name, name).write_text(text, encoding="utf-8")

    def findings(self, command, *arguments):
        done = doctor("--vectors", self.vectors, "--json", *arguments, command=command)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(report["healthy"], done.returncode == 0)
        return report

    def caught(self, command, message, *arguments, check=None):
        """The driver is not healthy, and the first wrong check says why."""
        report = self.findings(command, *arguments)
        wrong = [entry for part in ("conversation", "ops", "features", "farewell")
                 for entry in report[part] if entry["health"] == "wrong"]
        self.assertTrue(wrong, f"not caught: {command}")
        self.assertIn(message, wrong[0]["message"])
        if check is not None:
            self.assertEqual(wrong[0]["name"], check)
        self.assertIn(wrong[0]["name"], report["next"]["text"])
        return wrong[0]

    def test_the_cpp_driver_is_healthy(self):
        done = doctor("--vectors", self.vectors)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("WRONG", done.stdout)
        self.assertIn("next: every operation is there: run all pinned cases", done.stdout)
        self.assertTrue(done.stdout.isascii())
        self.assertIn("\u2713", doctor("--vectors", self.vectors,
                                       environment={"LC_ALL": "C.UTF-8", "NO_COLOR": ""}).stdout)

    def test_the_javascript_driver_is_healthy(self):
        node = os.environ.get("SMX_NODE")
        if node:
            driver = ROOT / "conformance" / "drivers" / "javascript" / "driver.mjs"
            self.assertTrue(self.findings((node, driver))["healthy"])

    def test_over_a_good_driver_nothing_changes(self):
        self.assertTrue(self.findings(spoilt("spoils", "nothing"))["healthy"])

    def test_bad_drivers_of_the_runner(self):
        for name, message in (
            ("dies", "exit status 3"),
            ("killed", "signal 9"),
            ("babbles", "the reply to dr.encrypt"),
            ("wrong_id", "has the id of another request"),
            ("invalid_json", "dr.encrypt"),
            ("refuses_announced", "unsupported"),
            ("rejects_faults", "the driver answers reject"),
            ("reports_error", "out of memory"),
            ("oversized", "1048576 bytes"),
            ("two_replies", "that no request asked for"),
        ):
            with self.subTest(name):
                self.caught(spoilt(name), message)

    def test_forms_of_replies(self):
        for form in ("upper_case_hex", "no_trace", "unknown_reason", "unknown_member", "missing_output",
                     "duplicate_member"):
            with self.subTest(form):
                self.caught(spoilt("bad_forms", form), "dr.encrypt")

    def test_a_state_that_moves_when_it_refuses(self):
        self.caught(spoilt("moves_state"), "another digest")

    def test_silence(self):
        self.caught(spoilt("mute"), "no reply to hello in time", *SILENCE, check="starts and says hello")
        self.caught(spoilt("silent"), "no reply", *SILENCE, check="dr.init")

    def test_a_driver_that_does_not_leave(self):
        self.caught(spoilt("stays"), "had to be stopped", check="bye, and exit status 0")

    def test_standard_error_is_read_and_shown(self):
        report = self.findings(spoilt("floods_stderr"))
        self.assertTrue(report["healthy"])
        self.assertIn("progress", report["farewell"][-1]["message"])

    def test_what_only_a_doctor_asks(self):
        for kind, check, message in (
            ("trips_over_cr", "CR before LF is a blank", "exit status 1"),
            ("ends_at_long_lines", "lines of up to 1 MiB", "exit status 5"),
            ("cuts_long_lines", "lines of up to 1 MiB", "a line of exactly 1 MiB"),
            ("takes_any_bytes", "a line that is no request", "bytes that are not UTF-8"),
            ("ignores_members", "what is wrong in a request", "a member that the op does not have"),
            ("lax_hex", "hkdf.sha256", "upper-case hex in salt"),
            ("defaults", "hmac.sha256", "message left out"),
            ("keeps_handles", "sessions end with their case", "is still known to dr.state"),
            ("does_not_draw", "randomness that is not injected is drawn", "the same identity_key twice"),
            ("rejects_request_faults", "what is wrong in a request", "the driver answers reject"),
            ("knows_everything", "an unknown operation is unsupported", "the driver answers ok"),
            ("traces_unasked", "hkdf.sha256", "trace that nobody asked for"),
            ("invents_steps", "trace", "x25519 has no steps"),
            ("swaps_counters", "drv1.parse", ""),
            ("flips_a_byte", "hkdf.sha256", "first at byte 4"),
            ("forgets_bye", "hello names what every driver has", "does not announce bye"),
            ("ids_as_text", "starts and says hello", "id of another request"),
        ):
            with self.subTest(kind):
                self.caught(spoilt("spoils", kind), message, check=check)

    def test_silence_about_nonsense(self):
        self.caught(spoilt("spoils", "silent_about_nonsense"), "no reply in time", *SILENCE,
                    check="a line that is no request")

    def test_a_wrong_byte_is_explained(self):
        wrong = self.caught(spoilt("spoils", "swaps_counters"), "want", check="drv1.parse")
        self.assertIn("docs/spec/dr-frame.md [DRV1-01]", wrong["see"])
        self.assertTrue(wrong["case"].startswith("drv1-parse/"))

    def test_an_operation_that_is_not_announced(self):
        report = self.findings(spoilt("spoils", "hides_x25519"))
        self.assertTrue(report["healthy"])
        self.assertEqual(report["ops"][0]["health"], "note")
        self.assertEqual(report["next"]["text"], "announce x25519 in hello: it is answered already")

    def test_an_operation_that_no_case_can_reach(self):
        report = self.findings(spoilt("spoils", "announces_half"))
        reached = {entry["name"]: entry for entry in report["ops"]}["dr.encrypt"]
        self.assertEqual(reached["health"], "note")
        self.assertIn("every pinned case with it also needs dr.", reached["message"])

    def test_a_driver_that_cannot_be_started(self):
        done = doctor("--vectors", self.vectors, command=("no-such-program-here",))
        self.assertEqual(done.returncode, 2)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("no-such-program-here cannot be started", done.stderr)

    def test_bad_usage(self):
        self.assertEqual(subprocess.run([SMX, "conformance", "doctor"], capture_output=True,
                                        check=False, timeout=60).returncode, 2)
        self.assertEqual(doctor("--slow", "0").returncode, 2)
        self.assertEqual(doctor("--vectors", self.vectors + "/none").returncode, 2)


if __name__ == "__main__":
    unittest.main()
