"""smx conformance mutants as people run it, with made-up bugs and few vectors."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SMX_SOURCE"])
FOUND = {
    "name": "found",
    "clause": "PRIM-19",
    "description": "The block counter starts at 0.",
    "family": "key_schedule",
    "file": "primitives.mjs",
    "find": "Buffer.of(counter)",
    "replace": "Buffer.of(counter - 1)",
}


class Bench(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        for implementation in ("cpp", "javascript"):
            (self.root / "bugs" / implementation).mkdir(parents=True)
        self.vectors("hkdf-v1.json")

    def vectors(self, name):
        """The vectors are this file alone."""
        shutil.rmtree(self.root / "vectors", ignore_errors=True)
        (self.root / "vectors").mkdir()
        shutil.copy(SOURCE / "vectors" / name, self.root / "vectors")

    def describe(self, implementation="javascript", **changed):
        bug = {**FOUND, **changed}
        path = self.root / "bugs" / implementation / f"{bug['name']}.json"
        path.write_text(json.dumps(bug), encoding="utf-8")

    def mutants(self, *more, bugs=None, source=SOURCE):
        command = [os.environ["SMX_BIN"], "conformance", "mutants", "--source", source,
                   "--bugs", bugs or self.root / "bugs", "--vectors", self.root / "vectors", *more]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              timeout=300, check=False)


class Mutants(Bench):
    def test_a_bug_that_is_found(self):
        self.describe()
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("hkdf/rfc5869/a1", done.stdout)
        self.assertIn("step 0 hkdf.sha256: okm", done.stdout)
        self.assertTrue(done.stdout.endswith("killed: 1/1\n"), done.stdout)

    def test_a_harmless_change_survives_and_fails_the_run(self):
        self.describe()
        self.describe(name="harmless", find="const kZeroKey =", replace="const  kZeroKey =")
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("NOT KILLED: harmless (javascript)", done.stdout)
        self.assertIn("killed: 1/2", done.stdout)

    def test_a_written_reason_excuses_a_survivor(self):
        self.describe(name="harmless", find="const kZeroKey =", replace="const  kZeroKey =",
                      equivalent="only a space is added")
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("equivalent: harmless (javascript): only a space is added", done.stdout)

    def test_two_that_say_the_same_fail_the_run(self):
        self.describe()
        self.describe(name="again", replace="Buffer.of(counter + 1)")
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("said twice, one clause and one first divergence: again, found", done.stdout)

    def test_a_driver_that_does_not_start_is_no_kill(self):
        self.describe(name="broken", find="const kZeroKey =", replace="const const =")
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("NOT KILLED: broken (javascript), nothing is named", done.stdout)

    def test_names_are_given_blind(self):
        self.describe()
        table = self.root / "table.json"
        done = self.mutants("--write-fingerprints", table)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(json.loads(table.read_text())["blind"]["right"], 1)
        done = self.mutants("--fingerprints", table, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(json.loads(done.stdout)["blind"]["of"], 1)

    def test_a_bug_that_the_table_has_under_another_name_fails_the_run(self):
        self.describe()
        done = self.mutants()
        self.assertIn("named wrongly: found (javascript) as hkdf-counter-from-zero", done.stdout)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)

    def test_bad_input_is_one_line_and_status_2(self):
        self.describe()
        for more, said in (
            (("--only", "absent"), "--only absent: no bug has that name"),
            (("--remove", "no/such"), "--remove no/such: no case has that id"),
            (("--implementation", "cpp"), "no bug is left to plant"),
            (("--write-fingerprints", self.root / "x", "--only", "found"),
             "--write-fingerprints: the table is of all bugs and all cases"),
        ):
            done = self.mutants(*more)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertIn(said, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.describe(find="no such text")
        done = self.mutants()
        self.assertEqual(done.returncode, 2)
        self.assertIn("javascript/found.json: find: occurs 0 times in primitives.mjs", done.stderr)

    def test_without_a_source_tree_it_says_so(self):
        self.describe()
        done = self.mutants(source=self.root)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no source tree here", done.stderr)

    def test_recorded_files_are_left_out(self):
        self.describe()
        shutil.copy(SOURCE / "vectors" / "dr-v1-live-result.json", self.root / "vectors")
        done = self.mutants("--remove", "live/burst", "--fail-fast")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no case has that id", done.stderr)
        self.vectors("dr-v1-live-result.json")
        done = self.mutants("--fail-fast")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no case is left that was made and not recorded", done.stderr)

    def test_check_tries_nothing_and_names_a_stale_table(self):
        self.describe()
        done = self.mutants("--check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 bugs, at least 75 are wanted", done.stdout)
        self.assertIn("--write-fingerprints", done.stdout)


class SoleKillers(Bench):
    """Of the pinned bugs: without the case that alone finds one, the gate is red."""

    SAMPLE = (
        ("skip-bound-off-by-one", "dr-interop/skip-bounds/current-chain"),
        ("spk-is-remembered", "dr-interop/keys/spk-b-later"),
        ("length-before-chain", "dr-interop/send/no-chain-before-too-large"),
    )

    def test_removing_one_turns_the_gate_red(self):
        self.vectors("dr-v1-interop.json")
        pinned = SOURCE / "conformance" / "mutants"
        only = ["--implementation", "javascript", "--fail-fast"]
        for name, _ in self.SAMPLE:
            only += ["--only", name]
        done = self.mutants(*only, bugs=pinned)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("killed: 3/3", done.stdout)
        for name, case in self.SAMPLE:
            only += ["--remove", case]
        done = self.mutants(*only, bugs=pinned)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for name, _ in self.SAMPLE:
            self.assertIn(f"NOT KILLED: {name} (javascript)", done.stdout)


if __name__ == "__main__":
    unittest.main()
