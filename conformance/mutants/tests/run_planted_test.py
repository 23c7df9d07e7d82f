#!/usr/bin/env python3
"""run_planted.py against a made-up driver, made-up bugs and an smx that answers as it is told."""

import json
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "run_planted.py"
FAMILIES = ("key_schedule", "codec", "ratchet", "session")

# Reads the planted module and answers with what it says after "plant:": a JSON of status and case.
FAKE_SMX = """#!{python}
import json, pathlib, shlex, sys
driver = shlex.split(sys.argv[sys.argv.index("--driver") + 1])[1]
text = pathlib.Path(driver).read_text()
answer = json.loads(text.split("plant:")[1].splitlines()[0])
case = answer["case"]
cases = [{{"id": "a/first", "outcome": "pass"}}] + ([case] if case else [])
cases.append({{"id": "a/last", "outcome": "not_run"}})
print(json.dumps({{"platforms": [{{"files": [{{"cases": cases}}]}}]}}))
sys.exit(answer["status"])
"""


def failing(name, **more):
    """What the fake run answers for a bug that is found."""
    divergence = {"kind": "trace", "where": f"step.{name}", "field": {"name": "part"}}
    case = {"id": "a/second", "outcome": "mismatch", "step": 1, "op": "x25519",
            "message": "differs", "divergence": divergence}
    return {"status": 1, "case": {**case, **more}}


class Planted(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        self.driver, self.bugs = self.root / "driver", self.root / "bugs"
        self.driver.mkdir()
        self.bugs.mkdir()
        self.set_driver({"status": 0, "case": None})
        self.smx = self.root / "smx"
        self.smx.write_text(FAKE_SMX.format(python=sys.executable))
        self.smx.chmod(self.smx.stat().st_mode | stat.S_IXUSR)
        for family in FAMILIES:
            for number in range(7):
                self.plant(f"{family.replace('_', '-')}-{number}", family=family)

    def set_driver(self, answer):
        (self.driver / "driver.mjs").write_text(f"// plant:{json.dumps(answer)}\n// end\n")

    def plant(self, name, answer=None, **more):
        answer = answer if answer is not None else failing(name)
        bug = {"name": name, "clause": "DR-01", "description": "made up", "family": "codec",
               "file": "driver.mjs", "find": '{"status": 0, "case": null}',
               "replace": json.dumps(answer), **more}
        (self.bugs / f"{name}.json").write_text(json.dumps(bug))

    def run_script(self, *more):
        command = [sys.executable, str(SCRIPT), "--smx", str(self.smx),
                   "--driver", str(self.driver), "--bugs", str(self.bugs),
                   "--vectors", str(self.root), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    def test_all_found(self):
        done = self.run_script()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("28 of 28 planted bugs were found and named", done.stdout)
        self.assertIn("step.codec-3 [part]", done.stdout)

    def test_the_shipped_driver_is_not_touched(self):
        before = (self.driver / "driver.mjs").read_bytes()
        self.run_script("--only", "codec-1")
        self.assertEqual((self.driver / "driver.mjs").read_bytes(), before)
        self.assertEqual(len(list(self.driver.iterdir())), 1)

    def test_a_survivor(self):
        self.plant("codec-3", answer={"status": 0, "case": None}, find="// end", replace="//")
        done = self.run_script()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, "codec-3 .*NOT KILLED.*survived")

    def test_a_failure_that_names_nothing(self):
        for outcome in ("error", "crash", "timeout", "protocol_violation"):
            self.plant("codec-3", answer=failing("codec-3", outcome=outcome))
            done = self.run_script("--only", "codec-3")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stdout, f"NOT KILLED.*{outcome}")

    def test_a_run_that_could_not_be_made(self):
        self.plant("codec-3", answer={"status": 2, "case": None})
        done = self.run_script("--only", "codec-3")
        self.assertEqual(done.returncode, 1)
        self.assertIn("exit status 2", done.stdout)

    def test_a_driver_that_does_not_pass_by_itself(self):
        self.set_driver(failing("everything"))
        for path in self.bugs.iterdir():
            bug = json.loads(path.read_text())
            changed = {"find": "step.everything", "replace": "step." + path.stem}
            path.write_text(json.dumps({**bug, **changed}))
        done = self.run_script()
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing is proven: exit status 1: a/second", done.stdout)

    def test_two_bugs_that_are_the_same(self):
        self.plant("codec-3", answer=failing("codec-4"))
        done = self.run_script()
        self.assertEqual(done.returncode, 1)
        self.assertIn("not told apart, same clause and same first divergence: codec-3, codec-4",
                      done.stdout)

    def test_descriptions_that_do_not_fit(self):
        for more, said in (
            ({"find": "no such text"}, "find: occurs 0 times"),
            ({"find": "//"}, "find: occurs 2 times"),
            ({"find": "// end", "replace": "// end"}, "replace: changes nothing"),
            ({"file": "other.mjs"}, "no module other.mjs"),
            ({"file": "../driver/driver.mjs"}, "no module"),
            ({"name": "another"}, "name: not that of the file"),
            ({"family": "style"}, "family: not one of"),
            ({"surplus": "x"}, "the members have to be"),
            ({"clause": ""}, "clause: not a text"),
            ({"family": "ratchet"}, "codec: 6 bugs, at least 7"),
        ):
            self.plant("codec-3")
            bug = json.loads((self.bugs / "codec-3.json").read_text())
            (self.bugs / "codec-3.json").write_text(json.dumps({**bug, **more}))
            done = self.run_script()
            self.assertEqual(done.returncode, 2, said)
            self.assertIn(said, done.stderr)
        (self.bugs / "codec-3.json").write_text("{")
        self.assertEqual(self.run_script().returncode, 2)

    def test_an_unknown_name(self):
        done = self.run_script("--only", "none-such")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no bug named none-such", done.stderr)


if __name__ == "__main__":
    unittest.main()
