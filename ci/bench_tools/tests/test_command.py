"""The command line: what ends with which status, in how many lines."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import sample
import pages


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def saved(self, document, name="run.json"):
        path = self.folder / name
        path.write_text(pages.compact(document), encoding="utf-8")
        return str(path)

    def call(self, *arguments):
        return subprocess.run([sys.executable, str(sample.TOOLS), *arguments], capture_output=True,
                              text=True, check=False)

    def refused(self, expected, *arguments):
        run = self.call(*arguments)
        self.assertEqual((run.returncode, run.stdout), (2, ""), run.stderr)
        self.assertEqual(len(run.stderr.splitlines()), 1)
        self.assertIn(expected, run.stderr)

    def test_wrong_use(self):
        self.refused("unrecognized arguments: --fast", "--fast")
        self.refused("not a regular expression", "--filter", "(")
        self.refused("--rounds takes", "--rounds", "0")
        self.refused("not with --quick", "--write-docs", "--quick")
        self.refused("cannot be read", "--from", str(self.folder / "none.json"))

    def test_files_that_are_no_run(self):
        (self.folder / "list.json").write_text("[]", encoding="utf-8")
        self.refused("not a run", "--from", str(self.folder / "list.json"))
        newer = self.saved({**sample.document([]), "version": 2})
        self.refused("version 2", "--from", newer)

    def test_status_follows_the_targets(self):
        good = sample.document(sample.good_runs())
        run = self.call("--from", self.saved(good))
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("5 of 5 targets met", run.stdout)
        bad = json.loads(json.dumps(good))
        for entry in bad["runs"]:
            for work in entry["works"]:
                if work["name"] == "signal/encrypt/64":
                    work["cpu_ns"] /= 2
        run = self.call("--from", self.saved(bad))
        self.assertEqual(run.returncode, 1)
        self.assertIn("MISSED: encrypt 64 B: against signal: 2.00 times faster, target >= 3.0", run.stdout)
        run = self.call("--from", self.saved({**good, "failed": {"olm/x": "olm/x: no key"}}))
        self.assertEqual(run.returncode, 1)
        self.assertIn("NO FIGURE: olm/x: no key", run.stdout)

    def test_part_of_a_run_is_not_published(self):
        part = sample.document(sample.good_runs())
        part["settings"]["filter"] = "encrypt"
        run = self.call("--from", self.saved(part), "--write-docs")
        self.assertEqual(run.returncode, 2)
        self.assertIn("not a whole run", run.stderr)

    def test_filter_compare_and_json(self):
        path = self.saved(sample.document(sample.good_runs()))
        run = self.call("--from", path, "--filter", "^ours/", "--compare", path)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertNotIn("signal", run.stdout.split("spread:")[0])
        self.assertIn("+0.0 %", run.stdout)
        run = self.call("--from", path, "--json")
        self.assertEqual(json.loads(run.stdout)["format"], "smx-bench")
        self.refused("no such work", "--from", path, "--filter", "nothing")

    def test_help_teaches(self):
        run = self.call("--help")
        self.assertEqual(run.returncode, 0)
        for word in ("--compare", "--write-docs", "Exit status", "X25519"):
            self.assertIn(word, run.stdout)
