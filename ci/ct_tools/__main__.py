"""No branch and no memory index of the core depends on a secret: the evidence, run again.

  ci/constant-time [--long] [--rows FILE] [--no-setup]

  builds       the core by g++ and clang 19 at -O0, -O1, -O2, -O3 and -Os; in each, every case of
               core/tests/ct under valgrind with the secrets marked undefined, and planted leaks that
               must be reported
  declassified the list of the points at which something becomes public (core/tests/ct/declassified.txt):
               no more than its cap, each with a reason, each used
  AES          a processor without AES instructions is refused, for short and long messages; with the
               fallback accepted, valgrind reports OpenSSL's tables
  timing       does the clock tell secrets apart (core/tests/timing)? An advisory: a high t is shown and
               fails nothing, a planted leak that is not found does

  --long       10,000,000 measurements instead of 1,000,000 (about two minutes more)
  --rows FILE  the lines of ci/review as JSON

Builds in build/ct-gcc and build/ct-clang; full output in build/ci-logs/constant-time/. Exit status: 0
nothing was reported and every control was caught; 1 otherwise (named); 2 wrong use, or it does not build.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ci" / "review_tools"))

import declassified  # noqa: E402
import rows  # noqa: E402
import runs  # noqa: E402

COMMAND = "ci/constant-time"
COMPILERS = {"gcc": "g++", "clang": "clang++-19"}
LEVELS = ("O0", "O1", "O2", "O3", "Os")
PROGRAMS = "core/tests/ct"
LOGS = ROOT / "build" / "ci-logs" / "constant-time"
BOTH = "200000200000000"
MASKS = (BOTH, "200000000000000", "200000000")
MEASUREMENTS = 1_000_000
LONG_MEASUREMENTS = 10_000_000
HIGH_T = 5
# A processor of before 2010: no AES-NI, no PCLMULQDQ.
OLD_PROCESSOR = "core2duo"


def program(compiler: str, name: str, level: str) -> Path:
    return ROOT / "build" / f"ct-{compiler}" / PROGRAMS / f"{name}_{level}"


def run(name: str, command: list[str], **environment: str) -> subprocess.CompletedProcess:
    """Runs it with its output kept in LOGS/name.*."""
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", check=False)
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"{name}.out").write_text(done.stdout, encoding="utf-8")
    (LOGS / f"{name}.err").write_text(done.stderr, encoding="utf-8")
    return done


def valgrind(name: str, command: list[str], **environment: str) -> subprocess.CompletedProcess:
    return run(name, ["valgrind", "--quiet", "-s", "--error-limit=no",
                      f"--suppressions={ROOT / declassified.SUPPRESSIONS}", *command], **environment)


def one_build(compiler: str, level: str) -> tuple[runs.CtRun, float]:
    start = time.monotonic()
    done = valgrind(f"{compiler}-{level}", [str(program(compiler, "smx_ct", level))])
    return runs.ct_run(done.stdout, done.stderr), time.monotonic() - start


def build_row(compiler: str, level: str, result: runs.CtRun, seconds: float) -> rows.Row:
    reports = sum(result.reports.values())
    controls = len(result.caught) + len(result.missed)
    figure = f"{result.cases} cases, {reports} reports"
    wrong = [*result.reports, *result.failed]
    if wrong:
        figure += f" ({', '.join(wrong)}: see build/ci-logs/constant-time/{compiler}-{level}.err)"
    missed = f"; missed: {', '.join(result.missed)}" if result.missed else ""
    return rows.Row(
        id=f"ct.{compiler}.{level}",
        claim=f"as {compiler} -{level} compiles the core, no branch and no memory index depends on a secret",
        clauses=("PRIM-11", "PRIM-20"), evidence=COMMAND, figure=figure,
        control="yes" if result.all_caught else "no",
        planted=f"{len(result.caught)} of {controls} leaks caught in this build: "
                f"{', '.join(result.caught)}{missed}; a constant-time twin of each stays silent",
        passed=result.clean, seconds=round(seconds, 1))


def builds(compilers: list[str], jobs: int) -> tuple[list[rows.Row], set[str]]:
    wanted = [(compiler, level) for compiler in compilers for level in LEVELS]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        results = list(pool.map(lambda pair: one_build(*pair), wanted))
    out = [build_row(*pair, *result) for pair, result in zip(wanted, results, strict=True)]
    used: set[str] = set().union(*(result.used for result, _ in results))
    return out, used


def declassified_row(used: set[str]) -> rows.Row:
    start = time.monotonic()
    tree = declassified.read_tree(ROOT)
    wrong = declassified.problems(tree, used)
    found, planted = declassified.caught(tree, used)
    listed, _ = declassified.parse(tree.listed)
    figure = f"{len(listed.points)} points, cap {listed.cap}, {len(used)} used"
    if wrong:
        figure += f"; {'; '.join(wrong)}"
    return rows.Row(
        id="ct.declassified", claim="every point at which something becomes public is listed with a reason, "
                                    "and none is there without need",
        clauses=("0047",), evidence=COMMAND, figure=figure,
        control="yes" if found == planted else "no",
        planted=f"{found} of {planted} faults in copies of the list found: over the cap, no reason, no point, "
                "no entry, a suppression of our own code, an entry that is not used",
        passed=not wrong, seconds=round(time.monotonic() - start, 1))


def processors(probe: str, argument: str) -> tuple[int, list[str]]:
    """Probes that end well, and what those say that do not; qemu's only where there is one."""
    good, wrong = 0, []
    for mask in MASKS:
        done = run(f"aes-mask-{mask}", [probe, argument], OPENSSL_ia32cap=f"~0x{mask}")
        good += done.returncode == 0
        wrong += done.stderr.splitlines()[:1]
    qemu = shutil.which("qemu-x86_64")
    if qemu:
        done = run("aes-old-processor", [qemu, "-cpu", OLD_PROCESSOR, probe, argument])
        good += done.returncode == 0
        wrong += done.stderr.splitlines()[:1]
    return good, wrong


def refusal_row() -> rows.Row:
    start = time.monotonic()
    probe = str(program("gcc", "smx_cpu_probe", "O2"))
    supported = run("aes-supported", [probe]).returncode == 0
    good, wrong = processors(probe, "masked")
    control = run("aes-control", [str(program("gcc", "smx_cpu_probe_control", "O2")), "masked"],
                  OPENSSL_ia32cap=f"~0x{BOTH}")
    noticed = control.returncode == 1 and "does not hold: init refuses" in control.stderr
    qemu = shutil.which("qemu-x86_64") is not None
    wanted = len(MASKS) + qemu
    figure = (f"{good} of {wanted} refused ({len(MASKS)} masks of OpenSSL's"
              f"{f', qemu -cpu {OLD_PROCESSOR}' if qemu else '; no qemu-x86_64 here'}), "
              f"accepted only when told; 4 sizes by two libraries")
    if wrong:
        figure += f"; {wrong[0]}"
    return rows.Row(
        id="ct.aes_refusal", claim="a processor without AES and carry-less multiplication is refused unless the "
                                   "caller accepts the fallback",
        clauses=("PRIM-21", "0047"), evidence=COMMAND, figure=figure, control="yes" if noticed else "no",
        planted="the look at the processor replaced by one that is always content (smx_cpu_probe_control)",
        passed=supported and good == wanted, seconds=round(time.monotonic() - start, 1))


def tables_row() -> rows.Row:
    """Why it is refused: what the fallback does is reported; and the library that was not told refuses."""
    start = time.monotonic()
    ct = str(program("gcc", "smx_ct", "O2"))
    refused = valgrind("tables-refused", [ct, "cases"], OPENSSL_ia32cap=f"~0x{BOTH}").returncode == 2
    result_of = valgrind("tables", [ct, "tables"], OPENSSL_ia32cap=f"~0x{BOTH}")
    result = runs.ct_run(result_of.stdout, result_of.stderr)
    reports = sum(result.reports.values())
    named = "encrypt_long" in result.reports and "decrypt_long" in result.reports
    return rows.Row(
        id="ct.aes_tables", claim="the cases would see AES by tables, and do not run where the library refuses",
        clauses=("PRIM-21",), evidence=COMMAND,
        figure=f"with the fallback accepted {reports} reports in {len(result.reports)} of {result.cases} cases; "
               f"without, init {'refuses' if refused else 'DOES NOT REFUSE'}",
        control="yes" if named else "no",
        planted="OpenSSL's AES-GCM without AES instructions (OPENSSL_ia32cap), in the core's own cases",
        passed=refused, seconds=round(time.monotonic() - start, 1))


def timing_row(measurements: int) -> tuple[rows.Row, list[str]]:
    start = time.monotonic()
    done = run("timing", [str(program("gcc", "smx_timing", "O2")), "--measurements", str(measurements)])
    subjects, controls = runs.timings(done.stdout)
    high = [subject for subject in subjects if abs(subject.t) >= HIGH_T]
    missed = [control.name for control in controls if control.word != "caught"]
    worst = max(subjects, key=lambda subject: abs(subject.t))
    figure = (f"advisory: {len(subjects)} subjects, {measurements} measurements, highest |t| {abs(worst.t):.1f} "
              f"({worst.name})")
    if high:
        figure += f"; SHOWN, not judged: |t| >= {HIGH_T} of {', '.join(subject.name for subject in high)}"
    caught = ", ".join(f"{control.name} |t| {abs(control.t):.0f}" for control in controls)
    lines = [f"  {s.name:<28} {s.measurements:>10} measurements  t {s.t:8.2f}  crop {s.percentile:.2f}"
             for s in [*subjects, *controls]]
    row = rows.Row(
        id="ct.timing", claim="the clock does not tell secrets apart (advisory: a high t fails nothing, a leak "
                              "that is missed does)",
        clauses=("PRIM-20",), evidence=COMMAND, figure=figure, control="no" if missed else "yes",
        planted=f"early exits, in 100000 measurements each: {caught}", passed=True,
        seconds=round(time.monotonic() - start, 1))
    return row, lines


def why_not(compiler: str) -> str:
    """What keeps the builds by this compiler from running here; empty if nothing does."""
    if os.uname().machine != "x86_64":
        return "the suppressions are those of x86-64"
    tools = ("valgrind", COMPILERS[compiler])
    return ", ".join(f"{tool} is missing" for tool in tools if shutil.which(tool) is None)


def missing_row(name: str, why: str) -> rows.Row:
    return rows.Row(id=f"ct.{name}", claim=f"as {name} compiles the core, nothing depends on a secret",
                    clauses=("PRIM-20",), evidence=COMMAND, figure="nothing was run", control="not run", planted="nothing was run",
                    passed=False, seconds=0, not_run=why)


def say(row: rows.Row) -> None:
    state = "not run" if row.not_run else "ok" if row.good else "FAILED"
    print(f"{state:<8}{row.id:<16} {row.not_run or row.figure}")
    if not row.not_run:
        print(f"{'':<8}{'':<16} control {'caught' if row.control == 'yes' else 'NOT CAUGHT'}: {row.planted}",
              flush=True)


def checks(long: bool, jobs: int) -> list[rows.Row]:
    reasons = {compiler: why_not(compiler) for compiler in COMPILERS}
    there = [compiler for compiler in COMPILERS if not reasons[compiler]]
    out, used = builds(there, jobs)
    out += [missing_row(compiler, why) for compiler, why in reasons.items() if why]
    lines: list[str] = []
    if there:
        out.append(declassified_row(used))
    if "gcc" in there:
        row, lines = timing_row(LONG_MEASUREMENTS if long else MEASUREMENTS)
        out += [refusal_row(), tables_row(), row]
    for row in out:
        say(row)
    print("\n".join(lines))
    return out


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help=argparse.SUPPRESS)
    parser.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--missing", choices=COMPILERS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.check_arguments:
        return 0
    if options.missing:
        print(why_not(options.missing))
        return 0
    try:
        found = checks(options.long, options.jobs)
        if options.rows:
            rows.write(options.rows, found)
    except (runs.Unreadable, OSError) as reason:
        print(f"{COMMAND}: {reason}", file=sys.stderr)
        return 2
    good = sum(row.good for row in found)
    print(f"{good} of {len(found)} lines good")
    return 0 if good == len(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
