"""callgrind.py, over a real dump and over small ones."""

import unittest
from pathlib import Path

import sample
import callgrind
import instructions

DATA = Path(__file__).parent / "data"

SMALL = """
desc: Trigger: Client Request: encrypt
positions: line
events: Ir
ob=(1) /usr/lib/libcrypto.so.3
fn=(1) SHA256_Update
0 900
ob=(2) build/smx-instructions
fn=(2) smx::seal(int)
0 10
+3 5
cob=(1)
cfn=(1)
calls=4 0
0 900
* 7
cfn=(3) smx::wipe()
calls=2 0
0 60
fn=(3)
0 60
totals: 982
"""


class Reading(unittest.TestCase):
    def test_own_cost_without_that_of_the_called(self):
        profile = callgrind.Profile(SMALL)
        self.assertEqual(profile.trigger, "encrypt")
        self.assertEqual(profile.of_objects(lambda name: name == "smx-instructions"),
                         {"smx::seal(int)": 22, "smx::wipe()": 60})
        self.assertEqual(sum(profile.costs.values()), 982)

    def test_calls_between_objects(self):
        profile = callgrind.Profile(SMALL)
        self.assertEqual(profile.calls_between(instructions.own_object, instructions.primitive_object),
                         {"SHA256_Update": 4})

    def test_saved_dump_adds_up(self):
        text = (DATA / "encrypt.callgrind").read_text(encoding="utf-8")
        profile = callgrind.Profile(text)
        total = int(next(line for line in text.splitlines() if line.startswith("totals:")).split()[1])
        self.assertEqual(sum(profile.costs.values()), total)
        work, numbers = instructions.count(text)
        self.assertEqual((work, numbers["instructions"]), ("encrypt", 4888))
        self.assertEqual(numbers["calls"]["SHA256_Update"], 18)
        self.assertNotIn("memset", " ".join(numbers["functions"]))
