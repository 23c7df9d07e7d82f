"""The rows of ci/secrets, which builds what this runs."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "ci" / "review_tools"), str(ROOT / "core" / "tests" / "secrets")]

import canaries  # noqa: E402
import rows  # noqa: E402
import scan  # noqa: E402

TESTS = ROOT / "build" / "secrets" / "core" / "tests"
SUBJECT = TESTS / "secrets" / "smx-secrets-subject"
UNWIPED = TESTS / "secrets" / "smx-secrets-subject-unwiped"
EVIDENCE = "ci/secrets"
# The classes of R21 under the names that the subject gives them; those that no wipe of ours can leave
# behind, because libsodium frees their memory, are found by a planted copy alone.
STORES = ("memory", "sealed", "sqlite", "sealed-sqlite")
WIPED_BY_US = ("signed_prekey", "one_time_prekey", "ratchet_private", "root_key", "sending_chain", "skipped_key",
               "bootstrap_key", "plaintext", "x25519_private", "ed25519_private", "dh_output", "message_key",
               "aead_key")


def clock(since: float) -> float:
    return round(time.monotonic() - since, 1)


def tell(text: str) -> None:
    print(text, flush=True)


def program(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Thousands of stores in files, none of which has to outlive a crash of the machine.
    memory = Path("/dev/shm")
    environment = os.environ | ({"TMPDIR": str(memory)} if os.access(memory, os.W_OK) else {})
    return subprocess.run([str(path), *arguments], capture_output=True, text=True, check=False, env=environment)


def passed_tests(path: Path, chosen: str) -> tuple[bool, int]:
    done = program(path, f"--gtest_filter={chosen}")
    found = re.search(r"\[  PASSED  \] (\d+) test", done.stdout)
    number = int(found[1]) if found else 0
    if done.returncode:
        tell(done.stdout[-2000:])
    return done.returncode == 0 and number > 0, number


def locked() -> rows.Row:
    start = time.monotonic()
    tests_passed, tests = passed_tests(TESTS / "secrets" / "smx_secrets_test", "*Lock*")
    held = {s.name: s for s in scan.scan(SUBJECT, "hold").secrets}
    guarded = [s for s in held.values() if s.expected == "undumped"]
    # What is not guarded is in the core dump: so the dump would show a guarded key that it had.
    caught = all(s.dump > 0 for s in held.values() if s.expected == "some")
    good = tests_passed and all(s.memory and not s.dump for s in guarded)
    return rows.Row(
        id="secrets.locked",
        claim="identity, store and root keys are in locked memory that no core dump holds, or the call fails",
        clauses=("0048", "ERR-05"), evidence=EVIDENCE,
        figure=f"{tests} tests, at limits of 0 and of 16 pages; {len(guarded)} live keys, 0 in the core dump",
        control="yes" if caught else "no", planted="live keys in ordinary memory, which the same dump must show",
        passed=good, seconds=clock(start))


def move_only() -> rows.Row:
    start = time.monotonic()
    good, _ = passed_tests(TESTS / "secrets" / "smx_secrets_test", "MoveOnly*")
    command = ["g++", "-std=c++23", "-fsyntax-only", f"-I{ROOT}/core/tests", f"-I{ROOT}/core/include",
               str(ROOT / "core" / "tests" / "secrets" / "copyable.cpp")]
    like = subprocess.run(command, capture_output=True, text=True, check=False)
    copyable = subprocess.run([*command, "-DSMX_COPYABLE"], capture_output=True, text=True, check=False)
    caught = like.returncode == 0 and copyable.returncode != 0 and "a secret can be copied" in copyable.stderr
    text = (ROOT / "core" / "tests" / "secrets" / "move_only.cpp").read_text()
    types = len(re.findall(r"each\(\w+\)", text)) - 2  # the two definitions
    return rows.Row(
        id="secrets.move-only", claim="every type that holds a secret can be moved and not copied", clauses=("ERR-04",),
        evidence=EVIDENCE, figure=f"{types} types asserted; the list is that of the headers",
        control="yes" if caught else "no", planted="the same holder with a copy constructor: must not compile",
        passed=good, seconds=clock(start))


def residue() -> list[rows.Row]:
    start = time.monotonic()
    outcomes = {scenario: scan.scan(SUBJECT, scenario) for scenario in scan.SCENARIOS}
    problems = [f"{scenario}: {problem}" for scenario, o in outcomes.items() for problem in o.problems()]
    for problem in problems:
        tell(f"  {problem}")
    pairs = [(scenario, name) for scenario, o in outcomes.items() if scenario != "hold"
             for name in dict.fromkeys(s.name for s in o.secrets)]
    missed = [pair for pair in pairs if not any(
        problem.startswith(f"{pair[1]}:") for problem in scan.scan(SUBJECT, *pair).problems())]
    unwiped = {problem.split(":")[0] for scenario in scan.SCENARIOS
               for problem in scan.scan(UNWIPED, scenario).problems()}
    unseen = [name for name in WIPED_BY_US if name not in unwiped]
    for name in [f"{scenario}: {name}" for scenario, name in missed] + unseen:
        tell(f"  planted and not found: {name}")
    number = sum(len(o.secrets) for o in outcomes.values())
    searched = sum(o.searched for o in outcomes.values()) >> 20
    stack = sum(1 for o in outcomes.values() for s in o.secrets if s.stack and s.expected == "none")
    control = "no" if missed or unseen else "yes"
    planted = (f"a copy of each of {len(pairs)} in freed memory; a core that overwrites nothing "
               f"({len(WIPED_BY_US)} classes found)")
    seconds = clock(start)
    wanted = {scenario: [p for p in o.problems() if "core dump" in p] for scenario, o in outcomes.items()}
    dumped = sum(o.dumped for o in outcomes.values()) >> 10
    no_dump = next((o.no_dump for o in outcomes.values() if not o.dumped), "")
    memory = rows.Row(id="secrets.memory", claim="no copy stays in memory after use, refusal, move and destruction",
                      clauses=("X3DH-11", "DR-22", "0048"), evidence=EVIDENCE,
                      figure=f"{number} secrets in {len(outcomes)} scenarios, {searched} MiB searched: "
                             f"{len(problems) - sum(map(len, wanted.values()))} wrong; {stack} on a stack",
                      control=control, planted=planted, passed=all("core dump" in p for p in problems),
                      seconds=seconds)
    dump = rows.Row(id="secrets.core-dump", claim="nor in a core dump", clauses=("X3DH-11", "DR-22", "0048"),
                    evidence=EVIDENCE,
                    figure=f"{dumped} KiB of core dumps: {sum(map(len, wanted.values()))} wrong",
                    control=control if dumped else "not run", planted=planted if dumped else "nothing was dumped",
                    passed=not any(wanted.values()), seconds=0, not_run=no_dump)
    return [memory, dump]


def canary() -> rows.Row:
    start = time.monotonic()
    names = [name for name, command in canaries.DRIVERS.items()
             if name == "cpp" or program(Path("/usr/bin/env"), "which", command[0]).returncode == 0]
    out, known = canaries.scan(names)
    found = out.found(known)
    for line in found:
        tell(f"  {line}")
    leaking, drawn = canaries.scan(names, leak=True)
    caught = [line for line in leaking.found(drawn) if "stderr" in line]
    return rows.Row(
        id="secrets.canaries", claim="no secret is in what the command and the drivers print, log, report or write",
        clauses=("ERR-04",), evidence=EVIDENCE,
        figure=f"{len(known)} secrets, {out.runs} runs ({out.refused} refused), {out.size >> 10} KiB of output: "
               f"{len(found)} found",
        control="yes" if caught else "no", planted="a debug line that prints each private key as it is drawn",
        passed=not found, seconds=clock(start))


def allocations() -> rows.Row:
    start = time.monotonic()
    calls = failed = wrong = 0
    good = True
    for store in STORES:
        done = program(TESTS / "smx-failing-memory", store)
        found = re.search(r"(\d+) calls, (\d+) failed allocations .*, (\d+) problems", done.stdout)
        good = good and done.returncode == 0 and found is not None
        if done.returncode:
            tell(done.stdout[-2000:] + done.stderr[-500:])
        if found:
            calls, failed, wrong = max(calls, int(found[1])), failed + int(found[2]), wrong + int(found[3])
    planted = program(TESTS / "smx-failing-memory", "planted")
    caught = planted.returncode == 1 and "the state changed" in planted.stdout
    return rows.Row(
        id="secrets.allocations",
        claim="a failing allocation ends a call with its error, changes nothing, and the next call works",
        clauses=("ERR-05", "SES-17", "STO-05"), evidence=EVIDENCE,
        figure=f"{calls} calls over {len(STORES)} kinds of store, {failed} failed allocations: {wrong} wrong, "
               + ("0 crashes" if good else "or a crash"),
        control="yes" if caught else "no", planted="a store that changes before it has the memory", passed=good,
        seconds=clock(start))


def long_allocations(row: rows.Row) -> rows.Row:
    """The same with operator new alone failing, inside the core, where all of its state is compared."""
    start = time.monotonic()
    good, number = passed_tests(TESTS / "smx_out_of_memory_test", "*")
    return rows.Row(id="secrets.allocations-inside", claim="the same, with the whole state in memory compared",
                    clauses=("ERR-05",), evidence=f"{EVIDENCE} --long",
                    figure=f"{number} tests of 18 operations", control=row.control,
                    planted=row.planted, passed=good, seconds=clock(start))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="ci/secrets", description="Secrets and failing allocations: guarded and locked memory, what stays in "
        "memory and in core dumps, what the programs print, and every call with every allocation failing. Each line "
        "has a planted fault that must be caught in the same run.",
        epilog="Exit status: 0 all of it holds and each control was caught; 1 something does not hold (named); "
        "2 wrong use, or something does not build. Bounded: about 1 minute and the build; --long: a minute more.")
    parser.add_argument("--long", action="store_true",
                        help="also the core's own allocation tests, with all state compared")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="the lines of ci/review as JSON")
    parser.add_argument("--no-setup", action="store_true", help="do not look for missing packages first")
    parser.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.check_arguments:
        return 0
    parts: list[tuple[str, Callable[[], rows.Row | list[rows.Row]]]] = [
        ("guarded and locked memory", locked), ("types that can only be moved", move_only),
        ("what stays in memory and in core dumps", residue), ("what the programs print and write", canary),
        ("every allocation failing", allocations)]
    found: list[rows.Row] = []
    try:
        for what, part in parts:
            tell(f"{what} ...")
            made = part()
            found += made if isinstance(made, list) else [made]
        if given.long:
            found.append(long_allocations(found[-1]))
    except (canaries.CannotScan, scan.CannotScan, OSError, subprocess.TimeoutExpired) as error:
        print(f"ci/secrets: {error}", file=sys.stderr)
        return 2
    for row in found:
        verdict = "not run" if row.not_run else "good" if row.good else "BAD"
        tell(f"{verdict:8} {row.id}: {row.figure}; control caught: {row.control}"
             + (f" ({row.not_run})" if row.not_run else ""))
    if given.rows:
        rows.write(given.rows, found)
    return 0 if all(row.good for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
