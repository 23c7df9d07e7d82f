"""Fuzzes every target, measures what their inputs reach, and looks for planted faults.

With SECONDS each target runs for so long, two at a time (SMX_JOBS). The stored inputs (seeds made
of the vectors, fuzz/corpus, fuzz/regressions) come first; new ones are kept below build/fuzz-run.
Coverage is that of the stored inputs alone, so it is the same in every run: each line of the files
in fuzz/coverage-files.txt that they do not reach has to be explained in fuzz/uncovered.txt.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import coverage
import engine
import places

sys.path.insert(0, str(places.ROOT / "ci/review_tools"))
from rows import Row, write  # noqa: E402

SHORT = 6
LONG = 240
CONTROL = 25  # seconds that a planted fault may stay unfound
GOAL = 95.0
LEAST_TARGETS = 18


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ci/fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit status: 0 nothing found but what was planted; 1 a crash, an unexplained line, or a "
               "planted fault that was not found; 2 wrong use, or it does not build\n\n"
               "examples:\n  ci/fuzz                     all of it, in about four minutes\n"
               "  ci/fuzz 60 --target device  one target for a minute\n"
               "  ci/fuzz --long              about half an hour on two cores")
    parser.add_argument("seconds", nargs="?", type=int, metavar="SECONDS",
                        help=f"of each target (default {SHORT}; with --long {LONG})")
    parser.add_argument("--long", action="store_true", help="the long form")
    parser.add_argument("--target", action="append", metavar="NAME", choices=places.targets(),
                        help="only this one; may be given again: " + ", ".join(places.targets()))
    parser.add_argument("--rows", type=Path, metavar="FILE", help="write the rows of ci/review")
    parser.add_argument("--seed", type=int, default=20261121, help="of the fuzzer (default %(default)s)")
    parser.add_argument("--no-setup", action="store_true", help="install nothing")
    given = parser.parse_args()
    if given.seconds is None:
        given.seconds = LONG if given.long else SHORT
    if given.seconds < 1:
        parser.error("SECONDS must be at least 1")
    given.jobs = max(1, int(os.environ.get("SMX_FUZZ_JOBS", "2")))
    return given


def say(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def build(given: argparse.Namespace) -> None:
    """Exits with 2 and the end of the log when something does not build."""
    log = places.ROOT / "build/ci-logs/fuzz-build.log"
    for what, command in (
            ("configuring build/fuzz", ["cmake", "--preset", "fuzz"]),
            ("building the targets and their controls",
             ["cmake", "--build", "--preset", "fuzz", "-j", str(given.jobs), "--target", "smx_fuzz",
              "smx_fuzz_controls"])):
        say(f"{what} ...")
        with log.open("a" if "--build" in command else "w") as out:
            if subprocess.run(command, cwd=places.ROOT, stdout=out, stderr=subprocess.STDOUT,
                              check=False).returncode != 0:
                print("\n".join(log.read_text(errors="replace").splitlines()[-30:]), file=sys.stderr)
                print(f"ci/fuzz: {what} failed; see {log.relative_to(places.ROOT)}", file=sys.stderr)
                sys.exit(2)


def missing_tool() -> str:
    """The first program that this machine lacks; empty if it has all."""
    tools = ("clang++-19", "llvm-profdata-19", "llvm-cov-19")
    return next((tool for tool in tools if shutil.which(tool) is None), "")


def not_run(given: argparse.Namespace, tool: str) -> int:
    print(f"ci/fuzz: not run: {tool} is missing")
    if given.rows:
        write(given.rows, [Row("fuzz", "no input breaks a target's invariant", (), "ci/fuzz", "none",
                               "not run", f"{tool} is missing", False, 0.0, f"{tool} is missing")])
    return 0


def several(given: argparse.Namespace, what, targets: list[str]) -> list:
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        return list(pool.map(what, targets))


def fuzz(given: argparse.Namespace, targets: list[str]) -> list[engine.Outcome]:
    def one(target: str) -> engine.Outcome:
        say(f"fuzzing {target} ...")
        return engine.run(target, given.seconds, given.seed, f"smx_fuzz_{target}", places.RUN)

    return several(given, one, targets)


def controls(given: argparse.Namespace, targets: list[str]) -> dict[str, engine.Outcome]:
    """Each target with a planted fault: what found it, if anything did."""
    keep = places.RUN / "controls"
    keep.mkdir(parents=True, exist_ok=True)

    def one(target: str) -> engine.Outcome:
        say(f"planted fault in what {target} tests ...")
        return engine.run(target, CONTROL, given.seed, f"smx_fuzz_control_{target}", keep)

    return dict(zip(targets, several(given, one, targets), strict=True))


def measure(given: argparse.Namespace) -> tuple[coverage.Coverage, list[str], bool]:
    """Coverage of the stored inputs, what is wrong with it, and whether a gap would be seen."""
    folder = places.RUN / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    targets = places.targets()

    def one(target: str) -> tuple[Path, str]:
        profile = folder / f"{target}.profraw"
        say(f"lines reached by the stored inputs of {target} ...")
        return profile, engine.replay(target, profile, places.stored(target))

    runs = several(given, one, targets)
    broken = [f"{target}: a stored input: {what}"
              for target, (_, what) in zip(targets, runs, strict=True) if what]
    if broken:
        return coverage.Coverage(), broken, False
    coverage.merge([profile for profile, _ in runs], folder / "all.profdata")
    result = coverage.measure(folder / "all.profdata", targets)
    explained = coverage.explanations()
    problems = coverage.problems(result, explained)
    # The control: without the inputs of one target its lines are missed, and that is said; and an
    # explanation of a line that is reached is said to be stale.
    without = [profile for profile, _ in runs if profile.stem != "state"]
    coverage.merge(without, folder / "without.profdata")
    gap = coverage.problems(coverage.measure(folder / "without.profdata", targets), explained)
    stale = coverage.problems(result, [*explained, (coverage.listed()[0], "return {};", "made up here")])
    return result, problems, len(gap) > len(problems) and len(stale) == len(problems) + 1


def authentication() -> tuple[bool, str, bool]:
    """The check that no build switches authentication off, and its own planted faults."""
    checks = places.ROOT / "ci/checks"
    check = subprocess.run([sys.executable, "-B", str(checks / "authentication.py")],
                           capture_output=True, text=True, check=False)
    control = subprocess.run([sys.executable, "-B", "-m", "unittest", "test_authentication"],
                             cwd=checks / "tests", capture_output=True, text=True, check=False)
    figure = (check.stdout.strip() or check.stderr.strip()).splitlines()[-1]
    return check.returncode == 0, figure.removeprefix("authentication: "), control.returncode == 0


def main() -> int:
    given = arguments()
    start = time.monotonic()
    if tool := missing_tool():
        return not_run(given, tool)
    build(given)
    built = time.monotonic()
    targets = given.target or places.targets()
    places.RUN.mkdir(parents=True, exist_ok=True)
    outcomes = fuzz(given, targets)
    planted = controls(given, targets)
    rows = []
    problems = []
    print(f"{'target':<16}{'executions':>12}{'exec/s':>9}{'edges':>7}{'features':>9}{'inputs':>7}"
          f"{'s':>5}  planted fault caught")
    for outcome in outcomes:
        control = planted[outcome.target]
        caught = "no" if not control.found_fault else f"yes, in {control.seconds:.0f} s: {control.finding[:60]}"
        print(f"{outcome.target:<16}{outcome.executions:>12,}{outcome.rate:>9,}{outcome.edges:>7,}"
              f"{outcome.features:>9,}{outcome.inputs:>7,}{outcome.seconds:>5.0f}  {caught}")
        if not outcome.passed:
            problems.append(f"{outcome.target}: {outcome.finding} ({outcome.input or outcome.log})")
        if not control.found_fault:
            problems.append(f"{outcome.target}: the planted fault was not found within {CONTROL} s")
    caught = sum(1 for control in planted.values() if control.found_fault)
    executions = sum(outcome.executions for outcome in outcomes)
    rows.append(Row(
        "fuzz.targets", "no input breaks a target's invariant, under ASan and UBSan",
        ("ERR-05", "SMX1-11", "DRV1-04", "KEY-25", "STO-08", "STO-17", "DR-21"),
        "ci/fuzz --long" if given.long else "ci/fuzz",
        f"{len(outcomes)} targets, {executions:,} executions, "
        f"{sum(1 for outcome in outcomes if not outcome.passed)} findings",
        "yes" if caught == len(planted) else "no",
        f"a fault in what each target tests: {caught} of {len(planted)} found",
        all(outcome.passed for outcome in outcomes)
        and (bool(given.target) or len(outcomes) >= LEAST_TARGETS),
        time.monotonic() - built))

    if not given.target:
        begin = time.monotonic()
        try:
            result, wrong, seen = measure(given)
        except coverage.CoverageError as error:
            result, wrong, seen = coverage.Coverage(), [str(error)], False
        problems += wrong
        missed = sum(len(lines) for lines in result.missed.values())
        figure = (f"{result.share:.1f} % of {result.lines} lines, "
                  f"{100 * result.branches_reached / max(1, result.branches):.1f} % of "
                  f"{result.branches} branches in {len(coverage.listed())} files; "
                  f"{missed} lines missed")
        print(f"\nstored inputs reach {figure}")
        if result.share < GOAL:
            problems.append(f"the stored inputs reach {result.share:.1f} %, less than {GOAL:.0f} %")
        rows.append(Row("fuzz.lines", "the parsers' lines are reached by stored inputs, or explained",
                        (), "ci/fuzz", figure, "yes" if seen else "no",
                        "the inputs of one target left out; an explanation of a line that is reached",
                        not wrong and result.share >= GOAL, time.monotonic() - begin))
        passed, figure, seen = authentication()
        rows.append(Row("fuzz.authentication", "no build of the library turns authentication off", (),
                        "python3 ci/checks/authentication.py", figure, "yes" if seen else "no",
                        "a fuzzer's macro, a condition in a judge, a switch of the build", passed, 0.3))
        print(f"no build turns authentication off: {figure}")
        if not passed:
            problems.append(f"authentication: {figure}")
    problems += [f"{row.id}: its control was not caught" for row in rows if row.control == "no"]
    for problem in problems:
        print(f"ci/fuzz: {problem}")
    print(f"{time.monotonic() - start:.0f} s, of which {built - start:.0f} s to build")
    if given.rows:
        write(given.rows, rows)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
