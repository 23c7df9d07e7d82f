"""How many instructions of our own code a few calls take: a gate that a busy machine does not move.

Runs the program smx-instructions under callgrind and counts, for each of its works and for one call:
  instructions  what our own objects execute; of the C library, libsodium and OpenSSL nothing counts,
                so that their updates move no number
  calls         into libsodium and OpenSSL, by function: one more X25519 is many instructions of theirs
                and hardly one of ours
The numbers are kept in ci/instructions.json, each with the reason for which it was last moved.

  ci/instructions                                      builds (build/release), counts, judges
  ci/instructions --update --reason 'what cost what'   moves the numbers that changed

More than 3 % above its number, or one more call, fails. More than 3 % below is said and does not fail:
move the number, or the next change may use up what was won. A number that moved up against the last
commit of the file without a new reason fails, too.
The numbers hold for one compiler version and its options. With another one nothing is counted: not
run, which is not passed.

Exit status: 0 all within their numbers; 1 something is above (named); 2 wrong use, or it does not
build or run; 3 not run: another compiler.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import machine
from callgrind import Profile

ROOT = Path(__file__).resolve().parents[2]
PINNED = Path("ci/instructions.json")
PROGRAM = Path("core/bench/instructions/smx-instructions")
# Calls between two marks of the program: kCalls of core/bench/instructions/instructions.cpp.
CALLS = 32
TOLERANCE = 0.03
# A move by less than this is the randomness of keys, and no reason to write a new number.
NOISE = 0.002


class CannotCount(Exception):
    """Something is missing or fails: one line."""


def own_object(name):
    return name.startswith(("smx-", "libsmx_"))


def primitive_object(name):
    return name.startswith(("libsodium", "libcrypto"))


def toolchain(build):
    """What the numbers depend on beside our code."""
    found = sorted(build.glob("CMakeFiles/*/CMakeCXXCompiler.cmake"))
    if not found:
        raise CannotCount(f"{build} is not configured")
    text = found[-1].read_text(encoding="utf-8")
    values = dict(re.findall(r'^set\((CMAKE_CXX_COMPILER_(?:ID|VERSION)) "([^"]*)"\)', text, re.MULTILINE))
    return {
        "compiler": f"{values['CMAKE_CXX_COMPILER_ID']} {values['CMAKE_CXX_COMPILER_VERSION']}",
        "flags": machine.compiler(build)["flags"],
        "architecture": platform.machine(),
    }


def count(text):
    """One dump: its work, and its numbers for one call."""
    profile = Profile(text)
    functions = profile.of_objects(own_object)
    calls = profile.calls_between(own_object, primitive_object)
    return profile.trigger, {
        "instructions": round(sum(functions.values()) / CALLS),
        "calls": {name: round(number / CALLS, 2) for name, number in sorted(calls.items())},
        "functions": {name: cost / CALLS for name, cost in functions.items()},
    }


def counted(build):
    """Work -> its numbers."""
    folder = build / "instructions"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("callgrind.out*"):
        old.unlink()
    command = ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no",
               f"--callgrind-out-file={folder}/callgrind.out", str(build / PROGRAM)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as fault:
        raise CannotCount("valgrind is not installed") from fault
    if run.returncode != 0:
        raise CannotCount(f"{PROGRAM.name} under callgrind: exit {run.returncode}: {run.stderr.strip()[-200:]}")
    dumps = [count(path.read_text(encoding="utf-8")) for path in folder.glob("callgrind.out.*")]
    works = {work: numbers for work, numbers in dumps if work}
    if not works or not all(numbers["instructions"] for numbers in works.values()):
        raise CannotCount("callgrind counted nothing of our own")
    return dict(sorted(works.items()))


def judge(works, pinned):
    """Failures and notes, a line each."""
    failures, notes = [], []
    for work in sorted(works.keys() | pinned.keys()):
        if work not in pinned:
            failures.append(f"{work}: has no number in {PINNED}")
            continue
        if work not in works:
            failures.append(f"{work}: has a number, but {PROGRAM.name} does not do it")
            continue
        new, old = works[work], pinned[work]
        change = new["instructions"] / old["instructions"] - 1
        line = f"{work}: {new['instructions']:,} instructions, {100 * change:+.1f} % against {old['instructions']:,}"
        if change > TOLERANCE:
            failures.append(f"{line}; most of them in {_top(new['functions'])}")
        elif change < -TOLERANCE:
            notes.append(f"{line}: move the number down")
        for function in sorted(new["calls"].keys() | old["calls"].keys()):
            more = new["calls"].get(function, 0) - old["calls"].get(function, 0)
            was = f"{work}: {function} {new['calls'].get(function, 0):g} times, was {old['calls'].get(function, 0):g}"
            if more >= 0.5:
                failures.append(was)
            elif more <= -0.5:
                notes.append(f"{was}: move the number down")
    return failures, notes


def short(function):
    """A function's name without arguments, template arguments and our own namespace."""
    name = function.replace("(anonymous namespace)::", "").partition("(")[0]
    while "<" in name and re.search(r"<[^<>]*>", name):
        name = re.sub(r"<[^<>]*>", "", name)
    return name.rpartition(" ")[2].removeprefix("smx::") or function[:40]


def top(functions, most):
    """The dearest functions by their short names: [[name, instructions]]."""
    merged = {}
    for function, cost in functions.items():
        merged[short(function)] = merged.get(short(function), 0) + cost
    first = sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [[name, round(cost)] for name, cost in first]


def _top(functions):
    return ", ".join(f"{name} {cost:,}" for name, cost in top(functions, 3))


def without_reason(pinned, before):
    """The numbers that are higher than in an earlier version of the file, with the reason of then."""
    found = []
    for work, old in before.items():
        new = pinned.get(work)
        if new is None or new["reason"] != old["reason"]:
            continue
        more_calls = any(number > old["calls"].get(name, 0) for name, number in new["calls"].items())
        if new["instructions"] > old["instructions"] * (1 + NOISE) or more_calls:
            found.append(f"{work}: the number went up without a new reason")
    return found


def earlier_version(root, text):
    """The works of the file's last commit that differs from `text`; empty without git or history."""
    log = subprocess.run(["git", "-C", str(root), "log", "--format=%H", "-n", "2", "--", str(PINNED)],
                         capture_output=True, text=True, check=False)
    for revision in log.stdout.split() if log.returncode == 0 else []:
        shown = subprocess.run(["git", "-C", str(root), "show", f"{revision}:{PINNED}"],
                               capture_output=True, text=True, check=False)
        if shown.returncode == 0 and shown.stdout != text:
            return json.loads(shown.stdout)["works"]
    return {}


def moved(works, pinned, reason):
    """The pinned works with the numbers of now; what did not change keeps its number and reason."""
    result = {}
    for work, new in works.items():
        old = pinned.get(work)
        fresh = {"instructions": new["instructions"], "calls": new["calls"], "reason": reason}
        if old and old["calls"] == new["calls"] and \
                abs(new["instructions"] / old["instructions"] - 1) <= NOISE:
            fresh = old
        result[work] = fresh
    return result


def write(path, used, works):
    path.write_text(json.dumps({"toolchain": used, "works": works}, indent=1) + "\n", encoding="utf-8")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="ci/instructions", description=__doc__, usage="ci/instructions [options]",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="move the numbers that changed")
    parser.add_argument("--reason", metavar="TEXT", help="why they moved (with --update): what it buys")
    parser.add_argument("--json", action="store_true", help="print what was counted, by function, and judge nothing")
    parser.add_argument("--no-build", action="store_true", help="count the program as it is")
    options = parser.parse_args(arguments)
    if options.update != (options.reason is not None):
        parser.error("--update and --reason go together")
    if options.update and len(options.reason.strip()) < 15:
        parser.error("--reason has to say what the numbers moved for")
    return options


def main(arguments):
    options = parse(arguments)
    build = ROOT / "build" / "release"
    path = ROOT / PINNED
    used = toolchain(build)
    if not path.exists() and not options.update:
        raise CannotCount(f"{PINNED} is missing: make it with --update --reason")
    text = path.read_text(encoding="utf-8") if path.exists() else '{"toolchain": {}, "works": {}}'
    document = json.loads(text)
    pinned = document["toolchain"]
    if pinned != used and not options.update and not options.json:
        differs = [f"{key} {pinned.get(key)}, this is {used[key]}" for key in used if used[key] != pinned.get(key)]
        print(f"instruction counts: not run: the numbers are for {'; '.join(differs)}")
        return 3
    works = counted(build)
    if options.json:
        print(json.dumps({"toolchain": used, "works": works}, indent=1))
        return 0
    if options.update:
        kept = document["works"] if document["toolchain"] == used else {}
        result = moved(works, kept, options.reason.strip())
        write(path, used, result)
        changed = [work for work in result if result[work] != kept.get(work)]
        print(f"{PINNED}: {len(changed)} of {len(result)} numbers moved: {', '.join(changed) or 'none'}")
        return 0
    failures, notes = judge(works, document["works"])
    failures += without_reason(document["works"], earlier_version(ROOT, text))
    for line in [*failures, *(f"note: {note}" for note in notes)]:
        print(line)
    if failures:
        print("cheaper again, or moved in the same commit: ci/instructions --update --reason 'what it buys'")
    numbers = ", ".join(f"{work} {works[work]['instructions']:,}" for work in works)
    print(f"instruction counts: {len(failures)} problem(s), {len(notes)} note(s); {numbers}")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotCount as reason:
        print(f"ci/instructions: {reason}", file=sys.stderr)
        sys.exit(2)
