#!/usr/bin/env python3
"""Runs the programs of the properties, and each of them against the faults that it must see.

Called by ci/properties with a build folder in which everything is built. Prints one line for each
claim; with --rows writes them for ci/review. Everything is by count and seed, nothing by time, so
the same call plays the same scripts.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "ci" / "review_tools"))
import rows  # noqa: E402

HERE = Path(__file__).resolve().parent
# What a device can be told of the protocol's fourteen reasons: every sending chain of a device
# exists, and none reaches its end.
REASONS = {
    "malformed", "bad_signature", "low_order_point", "unknown_prekey", "decryption_failed",
    "duplicate_message", "too_many_skipped", "replayed_bootstrap", "no_session", "too_large",
    "stale_state", "restart_limited",
}

CHECKS = ("agreement", "unchanged", "once", "secrecy", "recovery", "damage")


@dataclass
class Amounts:
    """How much each part does, in each of `jobs` processes."""

    talk: int  # scripts for agreement, unchanged and once, in one go
    secrecy: int
    recovery: int
    every: int  # of the damages one in so many

    @staticmethod
    def of(long: bool) -> Amounts:
        return Amounts(50_000, 1_000, 8_000, 1) if long else Amounts(1_206, 30, 402, 47)


@dataclass
class Outcome:
    """What one or more runs of a program said."""

    status: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)
    text: str = ""

    def take(self, text: str, status: int) -> None:
        self.status = max(self.status, status)
        self.text += text
        for line in text.splitlines():
            words = line.split()
            if line.startswith("violated "):
                self.violations.append(line.removeprefix("violated "))
            elif line.startswith("refused ") and len(words) == 3:
                self.refusals[words[1]] = self.refusals.get(words[1], 0) + int(words[2])
            elif line.startswith("seeds "):
                self.seeds.append(words[1])
            elif re.fullmatch(r"[a-z_]+ \d+", line):
                self.counts[words[0]] = self.counts.get(words[0], 0) + int(words[1])

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)


class Bench:
    """The programs of one build folder."""

    def __init__(self, build: Path, jobs: int, seed: int) -> None:
        self.programs = build / "core" / "tests" / "model"
        self.jobs = jobs
        self.seed = seed

    def call(self, commands: list[list[str]]) -> Outcome:
        """Runs the commands side by side and adds up what they say."""
        outcome = Outcome()
        start = time.monotonic()
        with ThreadPoolExecutor(self.jobs) as pool:
            for done in pool.map(self._one, commands):
                outcome.take(done.stdout, done.returncode)
                if done.returncode not in (0, 1):
                    outcome.violations.append(f"{' '.join(done.args)}: {done.stderr.strip()}")
        outcome.seconds = time.monotonic() - start
        return outcome

    @staticmethod
    def _one(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def properties(self, checks: list[str], runs: int, size: int = 200) -> Outcome:
        chosen = [word for check in checks for word in ("--check", check)]
        return self.call([
            [str(self.programs / "smx_properties"), "run", *chosen, "--runs", str(runs), "--size",
             str(size), "--seed", str(self.seed + 1_000_000 * job), "--keep",
             str(self.programs / f"failing-{checks[0]}-{job}.script")]
            for job in range(self.jobs)])

    def damage(self, every: int) -> Outcome:
        return self.call([
            [str(self.programs / "smx_damage"), str(ROOT / "vectors"), "--every", str(every),
             "--shard", f"{job}/{self.jobs}"] for job in range(self.jobs)])

    def replay(self) -> Outcome:
        return self.call([[str(self.programs / "smx_properties"), "replay",
                           str(HERE / "regressions")]])


def all_planted() -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in sorted((HERE / "planted").glob("*.json"))]


def planted(check: str) -> list[dict[str, str]]:
    return [fault for fault in all_planted() if fault["check"] == check]


def fit() -> int:
    """Whether each planted fault still has its place in the core, and each check its faults."""
    faults = all_planted()
    wrong = [f"{fault['name']}: its text is not in core/{fault['file']} exactly once"
             for fault in faults
             if (ROOT / "core" / fault["file"]).read_text().count(fault["find"]) != 1]
    wrong += [f"no fault is planted for {check}" for check in CHECKS if not planted(check)]
    wrong += [f"{fault['name']}: no check is called {fault['check']}" for fault in faults
              if fault["check"] not in CHECKS]
    listed = (HERE / "CMakeLists.txt").read_text()
    wrong += [f"{fault['name']}: not in SMX_PLANTED of CMakeLists.txt" for fault in faults
              if f"  {fault['name']}" not in listed]
    for line in wrong:
        print(line)
    print(f"{len(faults)} planted faults, {len(wrong)} things wrong with them")
    return 1 if wrong else 0


def caught(bench: Bench, check: str) -> tuple[bool, str]:
    """Whether each planted fault that this check must see is seen by it; what was said of each."""
    faults = planted(check)
    commands = []
    for fault in faults:
        program = str(bench.programs / f"smx_planted_{fault['name']}")
        if check == "damage":
            commands.append([program, str(ROOT / "vectors"), "--every", "47"])
        else:
            commands.append([program, "run", "--check", check, "--runs", "804", "--shrink", "no",
                             "--seed", str(bench.seed)])
    said = []
    good = bool(faults)
    with ThreadPoolExecutor(bench.jobs) as pool:
        for fault, done in zip(faults, pool.map(bench._one, commands)):
            # Seen by the check itself: not a program that could not start.
            seen = done.returncode == 1 and f"violated {check}" in done.stdout
            good &= seen
            said.append(f"{fault['name']} ({fault['clause']}): {'caught' if seen else 'NOT CAUGHT'}")
    return good, "; ".join(said)


def independence(bench: Bench) -> tuple[bool, str, bool, str]:
    """The model includes nothing of the core; a copy of it that does must be refused."""
    depends = bench.programs / "model-depends.txt"
    # Ninja's answer is per file; what the compiler read for the model's objects.
    build = bench.programs.parents[2]
    listed = subprocess.run(["ninja", "-C", str(build), "-t", "deps"], capture_output=True,
                            text=True, check=True).stdout
    blocks = [block for block in listed.split("\n\n") if "smx_reference_model.dir" in block]
    depends.write_text("\n".join(blocks))
    tool = str(HERE / "independence.py")
    held = subprocess.run([sys.executable, tool, str(HERE / "reference"), "--depends",
                           str(depends)], capture_output=True, text=True, check=False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "reference"
        shutil.copytree(HERE / "reference", copy)
        source = copy / "ratchet.cpp"
        source.write_text('#include "smx/limits.h"\n' + source.read_text())
        control = subprocess.run([sys.executable, tool, str(copy)], capture_output=True,
                                 text=True, check=False)
    return (held.returncode == 0 and bool(blocks), held.stdout.strip().splitlines()[-1],
            control.returncode == 1 and "smx/limits.h" in control.stdout,
            'a copy of the model with #include "smx/limits.h"')


class Review:
    """Collects the lines and prints each as it comes."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.rows: list[rows.Row] = []

    def add(self, name: str, claim: str, clauses: str, figure: str, control: bool, faults: str,
            passed: bool, seconds: float) -> None:
        row = rows.Row(f"properties.{name}", claim, tuple(clauses.split()), self.command, figure,
                       "yes" if control else "no", faults, passed, round(seconds, 1))
        self.rows.append(row)
        print(f"{'held  ' if passed else 'FAILED'}  {name}: {figure}; {seconds:.0f} s\n"
              f"        control: {faults}", flush=True)


def talk_rows(review: Review, bench: Bench, amounts: Amounts) -> list[Outcome]:
    talk = bench.properties(["agreement", "unchanged", "once"], amounts.talk)
    missing = sorted(REASONS - talk.refusals.keys())
    refused = sum(talk.refusals.values())
    seeds = ", ".join(talk.seeds)
    good = talk.status == 0
    for check in ("agreement", "unchanged", "once"):
        control, faults = caught(bench, check)
        if check == "agreement":
            review.add(check, "On random scripts the core and a reference model that shares no code "
                       "with it agree on every verdict, reason, byte sent, plaintext and state",
                       "DR-12 SMX1-16 SES-12 SES-23 SES-30 ERR-01",
                       f"{talk['runs']} runs, {talk['steps']} steps, {talk['compared']} operations "
                       f"compared, {len(talk.refusals)} kinds of refusal"
                       + (f", never {' '.join(missing)}" if missing else "")
                       + f", seeds {seeds}",
                       control, faults, good and not missing, talk.seconds)
        elif check == "unchanged":
            review.add(check, "A refused operation changes no byte of the state, in memory or in the "
                       "store", "ERR-05 DR-21 SMX1-18 SES-15 SES-17",
                       f"{refused} refusals in the same runs", control, faults,
                       good and refused > 0, 0)
        else:
            review.add(check, "Every genuine message within the bounds opens exactly once",
                       "DR-08 DR-13 DR-17 SES-16 SMX1-06",
                       f"{talk['opened']} messages opened, none twice; {talk['owed']} handed over in "
                       "calm scripts for the first time, none lost", control, faults,
                       good and talk["owed"] > 0, 0)
    return [talk]


def secret_rows(review: Review, bench: Bench, amounts: Amounts) -> list[Outcome]:
    secrecy = bench.properties(["secrecy"], amounts.secrecy)
    control, faults = caught(bench, "secrecy")
    review.add("secrecy", "No 32-byte string in a device's plain state opens a frame that it sent or "
               "opened before, and no secret that is spent is still there",
               "DR-13 DR-22 X3DH-11 SMX1-07",
               f"{secrecy['runs']} runs, {secrecy['strings']} strings tried, "
               f"{secrecy['spent_secrets']} spent secrets looked for, seeds "
               f"{', '.join(secrecy.seeds)}", control, faults,
               secrecy.status == 0 and secrecy["strings"] > 0 and secrecy["spent_secrets"] > 0,
               secrecy.seconds)
    recovery = bench.properties(["recovery"], amounts.recovery)
    control, faults = caught(bench, "recovery")
    review.add("recovery", "A stolen state opens nothing that comes after a ratchet step with a pair "
               "drawn since", "DR-07",
               f"{recovery['runs']} runs: stolen states opened {recovery['thief_opened']} frames "
               f"before that step and none of {recovery['thief_failed']} after it, seeds "
               f"{', '.join(recovery.seeds)}", control, faults,
               recovery.status == 0 and recovery["thief_opened"] > 0
               and recovery["thief_failed"] > 0, recovery.seconds)
    return [secrecy, recovery]


def damage_rows(review: Review, bench: Bench, amounts: Amounts) -> list[Outcome]:
    damage = bench.damage(amounts.every)
    control, faults = caught(bench, "damage")
    share = "all" if amounts.every == 1 else f"one in {amounts.every}"
    review.add("damage", "Every positive SMX1 and DR_V1 vector, truncated or with a bit flipped, is "
               "refused with the state unchanged, and accepted as it is afterwards",
               "SMX1-02 SMX1-11 SMX1-18 DRV1-02 DRV1-05 DR-21",
               f"{damage['messages']} messages, {damage['truncations']} truncations and "
               f"{damage['flips']} flips ({share}; {damage['left_out']} left out), "
               f"{damage['state_digests']} comparisons of the state", control, faults,
               damage.status == 0 and damage["messages"] > 0, damage.seconds)
    return [damage]


def other_rows(review: Review, bench: Bench) -> list[Outcome]:
    replay = bench.replay()
    kept = replay.text.count(": held")
    fault = bench.programs / "smx_planted_failures-forgotten-by-a-first-message"
    script = HERE / "regressions" / "first-message-forgets-failures.script"
    control = bench.call([[str(fault), "replay", str(script)]])
    review.add("kept", "What random scripts found once stays found", "SES-22 DR-15 SES-02 KEY-21",
               f"{kept} kept scripts", control.status == 1,
               "failures-forgotten-by-a-first-message, by its script: "
               + ("caught" if control.status == 1 else "NOT CAUGHT"),
               replay.status == 0 and kept > 0, replay.seconds)
    held, figure, seen, how = independence(bench)
    review.add("independence", "The reference model includes nothing of the core", "", figure, seen,
               f"{how}: {'caught' if seen else 'NOT CAUGHT'}", held, 0)
    return [replay]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--build", type=Path, help="the folder in which the programs are built")
    what.add_argument("--fit", action="store_true",
                      help="only look whether the planted faults fit the core")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261121)
    given = parser.parse_args()
    if given.fit:
        return fit()
    bench = Bench(given.build.resolve(), max(1, given.jobs), given.seed)
    if not (bench.programs / "smx_damage").exists():
        print(f"evidence.py: {given.build} holds no smx_damage: build it first", file=sys.stderr)
        return 2
    amounts = Amounts.of(given.long)
    review = Review("ci/properties --long" if given.long else "ci/properties")
    outcomes = talk_rows(review, bench, amounts)
    outcomes += secret_rows(review, bench, amounts)
    outcomes += damage_rows(review, bench, amounts)
    outcomes += other_rows(review, bench)
    for outcome in outcomes:
        for violation in outcome.violations:
            print(f"\nviolated: {violation}")
        for script in re.findall(r"--- script\n(.*?)--- end", outcome.text, re.DOTALL):
            print(f"{script}Keep it: put these lines into core/tests/model/regressions/NAME.script")
    if given.rows:
        rows.write(given.rows, review.rows)
    bad = [row.id for row in review.rows if not row.good]
    print(f"{len(review.rows) - len(bad)} of {len(review.rows)} claims hold with their control caught"
          + (f"; not: {', '.join(bad)}" if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
