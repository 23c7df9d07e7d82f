"""measure.py over small programs that answer as the benchmarks do."""

import json
import os
import stat
import tempfile
import unittest
from pathlib import Path

import sample
import measure
import spawn

# Lists its works; else notes that it ran, and measures the unit and what the filter leaves.
PROGRAM = """#!{python}
import json, re, sys
from pathlib import Path
names = {names!r}
arguments = dict(a.lstrip("-").partition("=")[::2] for a in sys.argv[1:])
if "benchmark_list_tests" in arguments:
    print("\\n".join(names))
    sys.exit(0)
with open(Path(__file__).parent / "order.txt", "a") as file:
    file.write(Path(__file__).name + "\\n")
if {dies!r}:
    sys.exit("no key store")
chosen = [n for n in names if re.search(arguments["benchmark_filter"], n)]
print(json.dumps({{"context": {{}}, "benchmarks": [
    {{"name": n, "run_type": "iteration", "iterations": 1, "real_time": 1, "cpu_time": 2000.0,
      "time_unit": "ns"}} for n in chosen]}}))
"""


def settings(**changes):
    made = {"rounds": 2, "min_time": 0.01, "filter": None, "growth": True, "starts": 3}
    return measure.Settings(**{**made, **changes})


class Rounds(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def program(self, name, works, dies=False):
        path = self.folder / name
        text = PROGRAM.format(python=os.sys.executable, names=["unit/x25519", *works], dies=dies)
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def measured(self, **changes):
        return measure.all_rounds(self.folder, settings(**changes), {"omemo": "why not"}, self.folder)

    def test_programs_take_turns_and_another_begins_each_round(self):
        self.program("smx-bench", ["ours/encrypt/64", "ours/initiator"])
        self.program("smx-bench-signal", ["signal/encrypt/64"])
        runs, absent, failed = self.measured()
        order = (self.folder / "order.txt").read_text(encoding="utf-8").split()
        self.assertEqual(order, ["smx-bench", "smx-bench", "smx-bench-signal",
                                 "smx-bench", "smx-bench-signal", "smx-bench"])
        self.assertEqual([(r["round"], r["group"], r["unit_ns"]) for r in runs[:3]],
                         [(1, "handshake", 2000.0), (1, "messages", 2000.0), (1, "messages", 2000.0)])
        self.assertEqual(absent, {"omemo": "why not", "olm": "olm is not installed"})
        self.assertEqual(failed, {})

    def test_filter_takes_whole_names_only(self):
        self.program("smx-bench", ["ours/encrypt/64", "ours/encrypt/65536", "growth/chain/10"])
        runs, _, _ = self.measured(rounds=1, filter=measure.re.compile("encrypt/64"))
        self.assertEqual([w["name"] for run in runs for w in run["works"]], ["ours/encrypt/64"])
        with self.assertRaisesRegex(measure.CannotRun, "no work"):
            self.measured(filter=measure.re.compile("nothing"))

    def test_growth_can_be_left_out(self):
        self.program("smx-bench", ["ours/encrypt/64", "growth/chain/10"])
        runs, _, _ = self.measured(rounds=1, growth=False)
        self.assertEqual([run["group"] for run in runs], ["messages"])

    def test_peer_that_dies_is_named_and_the_others_are_measured(self):
        self.program("smx-bench", ["ours/encrypt/64"])
        self.program("smx-bench-olm", ["olm/encrypt/64"], dies=True)
        runs, _, failed = self.measured()
        self.assertEqual(len(runs), 2)
        self.assertEqual(list(failed.values()), ["messages: smx-bench-olm: exit 1: no key store"])

    def test_peer_of_an_earlier_build_is_left_alone(self):
        self.program("smx-bench", ["ours/encrypt/64"])
        self.program("smx-bench-omemo", ["omemo/encrypt/64"])
        runs, absent, _ = self.measured()
        self.assertEqual({run["executable"] for run in runs}, {"smx-bench"})
        self.assertEqual(absent["omemo"], "why not")

    def test_ours_must_be_there(self):
        self.program("smx-bench-olm", ["olm/encrypt/64"])
        with self.assertRaisesRegex(measure.CannotRun, "smx-bench was not built"):
            self.measured()


class Spawning(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.output = Path(folder.name) / "out"

    def test_status_output_and_errors(self):
        ended = spawn.run(["sh", "-c", "echo out; echo bad >&2; exit 7"], self.output)
        self.assertEqual((ended.status, ended.stderr), (7, "bad\n"))
        self.assertEqual(self.output.read_text(encoding="utf-8"), "out\n")

    def test_memory_of_a_small_program_is_not_ours(self):
        ours = int(next(line for line in Path("/proc/self/status").read_text("utf-8").splitlines()
                        if line.startswith("VmHWM")).split()[1])
        held = json.dumps(list(range(2_000_000)))
        ended = spawn.run(["sh", "-c", "exit 0"], self.output)
        self.assertGreater(len(held), 10_000_000)
        self.assertLess(ended.peak_kb, min(ours, 6000))

    def test_memory_of_a_large_program_is_seen(self):
        ended = spawn.run([os.sys.executable, "-c", "x = b'1' * 60_000_000"], self.output)
        self.assertGreater(ended.peak_kb, 58_000)
