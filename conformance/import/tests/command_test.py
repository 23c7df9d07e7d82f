"""smx conformance wycheproof as people run it, on files of our own in Wycheproof's layout."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE / "checkout"


def smx(*arguments):
    command = [os.environ["SMX_BIN"], "conformance", "wycheproof", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def wrong(fault):
    words = [sys.executable, "-B", HERE / "wrong_driver.py", fault, os.environ["SMX_DRIVER"]]
    return shlex.join(map(str, words))


def report(fault, *arguments):
    done = smx(CHECKOUT, "--driver", wrong(fault), "--json", *arguments)
    return done.returncode, json.loads(done.stdout)


def unexpected(document):
    """File and tcId of each test that was not as ruled."""
    return {(file["file"], test["tcId"]) for file in document["files"]
            for platform in file["platforms"] for test in platform["unexpected"]}


class Wycheproof(unittest.TestCase):
    def test_a_right_driver(self):
        done = smx(CHECKOUT, "--driver", os.environ["SMX_DRIVER"], "--name", "cpp")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "", "no progress line in a pipe")
        self.assertIn("cpp: 37 tests: 32 as the profile says, 5 outside_profile, 0 unexpected",
                      done.stdout)
        self.assertIn("left alone: 3 files of other algorithms", done.stdout)
        row = next(line.split() for line in done.stdout.splitlines() if "all-zero" in line
                   and "acceptable" in line)
        self.assertEqual(row, "acceptable refused [PRIM-10] all-zero output 2 2".split())

    def test_every_test_is_counted_once(self):
        for fault in ("right", "dies", "no_hmac", "accepts_all_zero"):
            _, document = report(fault)
            for file in document["files"]:
                self.assertEqual(sum(rule["tests"] for rule in file["rules"]), file["tests"])
                for platform in file["platforms"]:
                    self.assertEqual(sum(platform["counts"].values()), file["tests"])

    def test_wrong_drivers_are_caught(self):
        x25519, gcm, ed25519 = "x25519_test.json", "aes_gcm_test.json", "ed25519_test.json"
        hmac, hkdf = "hmac_sha256_test.json", "hkdf_sha256_test.json"
        for fault, caught in {
            "right": set(),
            "accepts_all_zero": {(x25519, 6), (x25519, 7), (x25519, 8), (x25519, 10)},
            "refuses_high_bit": {(x25519, 2), (x25519, 3)},
            "accepts_cut_tag": {(gcm, 5), (gcm, 6)},
            "pads_short_keys": {(gcm, 7)},
            "no_order_check": {(ed25519, 2)},
            "cuts_hmac": {(hmac, 1), (hmac, 2), (hmac, 3), (hmac, 4)},
            "dies": {(hkdf, 1), (hkdf, 2)},
        }.items():
            with self.subTest(fault):
                status, document = report(fault)
                self.assertEqual(unexpected(document), caught)
                self.assertEqual(status, 1 if caught else 0)
                self.assertEqual(document["exit_status"], status)

    def test_what_is_not_announced_fails_unless_excused(self):
        status, document = report("no_hmac")
        self.assertEqual(status, 1)
        hmac = next(file for file in document["files"] if file["file"].startswith("hmac"))
        self.assertEqual(hmac["platforms"][0]["counts"]["unsupported"], 4)
        self.assertEqual(report("no_hmac", "--allow-unsupported")[0], 0)

    def test_two_runs_give_the_same_report(self):
        self.assertEqual(report("accepts_all_zero"), report("accepts_all_zero"))

    def test_a_difference_without_a_rule_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            text = (CHECKOUT / "testvectors_v1" / "hkdf_sha256_test.json").read_text("utf-8")
            pathlib.Path(folder, "hkdf_sha256_test.json").write_text(
                text.replace('"result": "valid"', '"result": "acceptable"', 1), "utf-8")
            done = smx(folder, "--driver", os.environ["SMX_DRIVER"])
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("driver unexplained: hkdf_sha256_test.json tcId 1", done.stdout)

    def test_bad_input_is_one_line_and_status_2(self):
        with tempfile.TemporaryDirectory() as folder:
            broken = pathlib.Path(folder, "broken")
            shutil.copytree(CHECKOUT / "testvectors_v1", broken)
            path = broken / "aes_gcm_test.json"
            path.write_text(path.read_text("utf-8").replace('"aad": ""', '"aad": "0"', 1), "utf-8")
            empty = pathlib.Path(folder, "empty")
            empty.mkdir()
            for arguments, told in (
                ((broken, "--driver", "cat"), "aes_gcm_test.json: tcId 1: aad is no byte string"),
                ((empty, "--driver", "cat"), "holds none of x25519_test.json"),
                ((empty / "absent", "--driver", "cat"), "no such directory"),
                ((CHECKOUT, "--platform", "no-such-platform"), "has none of that name"),
                ((), "required"),
            ):
                with self.subTest(told):
                    done = smx(*arguments)
                    self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                    self.assertEqual(done.stdout, "")
                    self.assertIn(told, done.stderr)

    def test_a_driver_that_does_not_exist_is_nothing_run(self):
        done = smx(CHECKOUT, "--driver", "no-such-program-here")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("not run: there is no program no-such-program-here", done.stdout)


if __name__ == "__main__":
    unittest.main()
