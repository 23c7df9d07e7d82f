"""Vectors to seeds, and a failing input back to a vector, as people run the commands."""

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
TREE = HERE.parents[2]
JAVASCRIPT = TREE / "conformance" / "drivers" / "javascript"
DRIVER = os.environ["SMX_DRIVER"]


def smx(*arguments):
    command = [os.environ["SMX_BIN"], *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def words(*arguments):
    return shlex.join(map(str, arguments))


def planted(fault):
    return words(sys.executable, "-B", HERE / "planted_driver.py", fault, DRIVER)


def judged(vectors, driver):
    """Exit status and outcome of the one case of a directory."""
    done = smx("conformance", "run", "--vectors", vectors, "--driver", driver, "--json")
    report = json.loads(done.stdout)
    counts = report["platforms"][0]["outcomes"]
    return done.returncode, {name: count for name, count in counts.items() if count}


class FuzzBridge(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)

    def mutant(self):
        """A copy of the JavaScript driver that takes frames with any flags, against [DRV1-04]."""
        shutil.copytree(JAVASCRIPT, self.folder / "javascript",
                        ignore=shutil.ignore_patterns("tests", "CMakeLists.txt"))
        path = self.folder / "javascript" / "drv1.mjs"
        text = path.read_text("utf-8")
        self.assertEqual(text.count(" || bytes[4] !== 0x00) {"), 1)
        path.write_text(text.replace(" || bytes[4] !== 0x00) {", ") {"), "utf-8")
        return words("node", self.folder / "javascript" / "driver.mjs")

    def from_crash(self, content, kind, *arguments):
        """The directory of the vector that was made of a failing input."""
        crash = self.folder / "crash"
        crash.write_bytes(content)
        (self.folder / "mine").mkdir()
        done = smx("vectors", "from-crash", crash, "--kind", kind, "--driver", DRIVER,
                   "--output", self.folder / "mine" / "crash.json", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return self.folder / "mine"

    def test_as_many_seeds_as_cases(self):
        manifest = json.loads((TREE / "vectors" / "MANIFEST.json").read_text("utf-8"))
        cases = []
        for file in manifest["files"]:
            document = json.loads((TREE / "vectors" / file["file"]).read_text("utf-8"))
            cases += [case["id"] for group in document["groups"] for case in group["cases"]]
        done = smx("vectors", "export-seeds", self.folder / "seeds", "--vectors", TREE / "vectors")
        self.assertEqual(done.returncode, 0, done.stderr)
        seeds = {path.name for path in (self.folder / "seeds" / "script").iterdir()}
        self.assertEqual(seeds, {case.replace("/", "+") + ".jsonl" for case in cases})
        self.assertEqual(len(seeds), len(cases))
        self.assertIn(f"{len(cases)} cases", done.stdout)

    def test_formats(self):
        small = TREE / "conformance" / "runner" / "tests" / "fixtures"
        for name, folders in (("raw", {"dr_frame"}), ("driver", {"script"})):
            out = self.folder / name
            done = smx("vectors", "export-seeds", out, "--vectors", small, "--format", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual({path.name for path in out.iterdir()}, folders | {"seeds.json"})
        again = smx("vectors", "export-seeds", self.folder / "raw", "--vectors", small)
        self.assertEqual(again.returncode, 2)
        self.assertIn("is not empty", again.stderr)

    def test_a_crash_comes_back(self):
        vectors = self.from_crash(b"\xff" * 30 + b"planted" + b"\x00" * 9, "dr_frame",
                                  "--against", planted("dies_on_frame"))
        self.assertEqual(judged(vectors, DRIVER), (0, {"pass": 1}))
        self.assertEqual(judged(vectors, planted("dies_on_frame")), (1, {"crash": 1}))

    def test_a_crash_comes_back_without_a_second_driver(self):
        vectors = self.from_crash(b"planted", "dr_frame", "--expect", "reject:malformed",
                                  "--id", "mine/planted")
        self.assertEqual(judged(vectors, DRIVER)[0], 0)
        self.assertEqual(judged(vectors, planted("dies_on_frame"))[0], 1)
        text = (vectors / "crash.json").read_text("utf-8")
        self.assertIn('"id": "mine/planted"', text)

    def test_a_mutant_is_caught_by_the_vector_of_its_seed(self):
        mutant = self.mutant()
        script = b"".join(
            json.dumps({"op": "drv1.parse", "frame": b"DRV1".hex() + flags + "11" * 60}).encode()
            + b"\n" for flags in ("00", "02", "00"))
        vectors = self.from_crash(script, "script", "--against", mutant)
        case = json.loads((vectors / "crash.json").read_text("utf-8"))["groups"][0]["cases"][0]
        self.assertEqual(len(case["steps"]), 1, "two of the three requests were not needed")
        self.assertEqual(case["reason"], "malformed")
        self.assertEqual(judged(vectors, DRIVER)[0], 0)
        self.assertEqual(judged(vectors, words("node", JAVASCRIPT / "driver.mjs"))[0], 0)
        self.assertEqual(judged(vectors, mutant), (1, {"mismatch": 1}))

    def test_the_vector_goes_to_standard_output(self):
        (self.folder / "crash").write_bytes(b"SMX1")
        done = smx("vectors", "from-crash", self.folder / "crash", "--kind", "smx1", "--driver", DRIVER)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["suite"], "from-crash")

    def test_where_no_vector_can_be_made(self):
        crash = self.folder / "crash"
        crash.write_bytes(b"SMX1")
        cases = (
            (1, "do not disagree", ("--kind", "smx1", "--against", DRIVER)),
            (1, "gives no verdict", ("--kind", "smx1", "--driver", "cat")),
            (2, "line 1: not valid JSON", ("--kind", "script")),
            (2, "the magic is not SMXB", ("--kind", "bundle")),
            (2, "--expect reject:nothing", ("--kind", "smx1", "--expect", "reject:nothing")),
            (2, "--kind", ("--kind", "state")),
            (2, ".json", ("--kind", "smx1", "--output", self.folder / "crash.txt")),
            (2, "crash.json", ("--kind", "smx1", "--id", "No", "--output", self.folder / "crash.json")),
        )
        for status, told, arguments in cases:
            with self.subTest(told):
                done = smx("vectors", "from-crash", crash, "--driver", DRIVER, *arguments)
                if "cat" in arguments:
                    done = smx("vectors", "from-crash", crash, *arguments)
                    told = "hello"
                self.assertEqual(done.returncode, status, done.stdout + done.stderr)
                self.assertIn(told, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"crash"})


if __name__ == "__main__":
    unittest.main()
