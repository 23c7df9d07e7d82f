"""instructions.py: the gate closes on what became slower, and on a number moved without a reason."""

import copy
import re
import unittest
from pathlib import Path

import sample
import instructions

SAVED = (Path(__file__).parent / "data" / "encrypt.callgrind").read_text(encoding="utf-8")


def counted(text):
    work, numbers = instructions.count(text)
    return {work: numbers}


def pinned():
    return instructions.moved(counted(SAVED), {}, "as it was on the first day")


class Gate(unittest.TestCase):
    def test_same_dump_passes(self):
        self.assertEqual(instructions.judge(counted(SAVED), pinned()), ([], []))

    def slower(self, part):
        """The saved dump with one function of ours that executes `part` of the work's count more."""
        more = round(part * sum(counted(SAVED)["encrypt"]["functions"].values()) * instructions.CALLS)
        number = re.search(r"^ob=\((\d+)\) \S*smx-instructions$", SAVED, re.MULTILINE).group(1)
        return SAVED.replace("\ntotals:", f"\nob=({number})\nfn=(9999) smx::slow()\n0 {more}\n\ntotals:")

    def test_planted_slow_down_of_four_per_cent_fails_and_two_pass(self):
        failures, _ = instructions.judge(counted(self.slower(0.04)), pinned())
        self.assertEqual(len(failures), 1)
        self.assertIn("encrypt: 5,083 instructions, +4.0 % against 4,888", failures[0])
        self.assertEqual(instructions.judge(counted(self.slower(0.02)), pinned()), ([], []))

    def test_more_inside_a_library_moves_nothing(self):
        number = re.search(r"^ob=\((\d+)\) \S*libcrypto\.so\.3$", SAVED, re.MULTILINE).group(1)
        text = SAVED.replace("\ntotals:", f"\nob=({number})\nfn=(9999) AES_slow\n0 99999999\n\ntotals:")
        self.assertEqual(instructions.judge(counted(text), pinned()), ([], []))

    def test_one_more_call_of_a_primitive_fails(self):
        now = counted(SAVED)
        now["encrypt"]["calls"]["crypto_scalarmult_curve25519"] = 1.0
        failures, _ = instructions.judge(now, pinned())
        self.assertEqual(failures, ["encrypt: crypto_scalarmult_curve25519 1 times, was 0"])

    def test_fewer_is_a_note(self):
        old = pinned()
        old["encrypt"]["instructions"] = 6000
        old["encrypt"]["calls"]["SHA256_Update"] += 2
        failures, notes = instructions.judge(counted(SAVED), old)
        self.assertEqual(failures, [])
        self.assertEqual(len(notes), 2)

    def test_work_without_number_and_number_without_work(self):
        self.assertEqual(len(instructions.judge(counted(SAVED), {})[0]), 1)
        self.assertEqual(len(instructions.judge({}, pinned())[0]), 1)


class Reasons(unittest.TestCase):
    def test_number_that_went_up_needs_a_new_reason(self):
        before, now = pinned(), pinned()
        now["encrypt"]["instructions"] += 300
        self.assertEqual(len(instructions.without_reason(now, before)), 1)
        now["encrypt"]["reason"] = "the journal is kept in the same commit"
        self.assertEqual(instructions.without_reason(now, before), [])

    def test_call_that_was_added_needs_a_new_reason(self):
        before, now = pinned(), pinned()
        now["encrypt"]["calls"] = {**now["encrypt"]["calls"], "crypto_scalarmult_curve25519": 1.0}
        self.assertEqual(len(instructions.without_reason(now, before)), 1)

    def test_number_that_went_down_needs_none(self):
        before, now = pinned(), pinned()
        now["encrypt"]["instructions"] -= 300
        self.assertEqual(instructions.without_reason(now, before), [])

    def test_update_keeps_what_did_not_change(self):
        old = pinned()
        noise = copy.deepcopy(counted(SAVED))
        noise["encrypt"]["instructions"] += 5
        self.assertEqual(instructions.moved(noise, old, "a new reason that is not needed"), old)
        noise["encrypt"]["instructions"] += 500
        self.assertEqual(instructions.moved(noise, old, "what it buys")["encrypt"]["reason"], "what it buys")


class Names(unittest.TestCase):
    def test_arguments_and_templates_are_left_out(self):
        for name, short in (
                ("smx::HmacKey::tag(std::initializer_list<std::span<unsigned char const, 18ul> >)", "HmacKey::tag"),
                ("smx::(anonymous namespace)::append_number(std::string&)", "append_number"),
                ("void smx::wipe<std::vector<int> >(int)", "wipe"),
                ("memcmp@plt", "memcmp@plt")):
            self.assertEqual(instructions.short(name), short)

    def test_dearest_first_and_overloads_together(self):
        costs = {"smx::a(int)": 3, "smx::a(long)": 4, "smx::b()": 5, "smx::c()": 1}
        self.assertEqual(instructions.top(costs, 2), [["a", 7], ["b", 5]])


class Constants(unittest.TestCase):
    def test_the_program_makes_as_many_calls_as_are_divided_by(self):
        source = (sample.ROOT / "core/bench/instructions/instructions.cpp").read_text(encoding="utf-8")
        self.assertIn(f"kCalls = {instructions.CALLS};", source)
