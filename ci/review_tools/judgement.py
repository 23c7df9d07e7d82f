"""The lines of ci/judgement, which builds what this runs."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import rows

ROOT = Path(__file__).resolve().parents[2]
SMX = ROOT / "build" / "release" / "cli" / "smx"
PLATFORMS = ROOT / "conformance" / "platforms.json"
# A bug that one case alone finds, and that case: without it the gate must be red.
SOLE = ("skip-bound-off-by-one", "dr-interop/skip-bounds/current-chain")


class CannotJudge(Exception):
    """What keeps the commands from running, as one line."""


def smx(*arguments: str) -> tuple[int, dict]:
    """Runs the command with --json; its exit status and what it wrote."""
    run = subprocess.run([str(SMX), "conformance", *arguments, "--json"], cwd=ROOT, capture_output=True,
                         text=True, check=False)
    if run.returncode not in (0, 1):
        said = (run.stderr.strip().splitlines() or ["nothing"])[-1]
        raise CannotJudge(f"smx conformance {arguments[0]}: exit status {run.returncode}: {said}")
    return run.returncode, json.loads(run.stdout)


def clock(since: float) -> float:
    return round(time.monotonic() - since, 1)


def planted_bug() -> tuple[bool, str]:
    """Whether the vectors fail a platform in which a bug was planted."""
    status, found = smx("mutants", "--implementation", "javascript", "--fail-fast", "--only", SOLE[0])
    return status == 0 and found["killed"] == 1, f"a bug in a copy of a platform ({SOLE[0]})"


def vectors() -> list[rows.Row]:
    start = time.monotonic()
    status, report = smx("run", "--platforms", str(PLATFORMS))
    caught, planted = planted_bug()
    run = [p for p in report["platforms"] if p["status"] == "run"]
    passed = sum(p["outcomes"]["pass"] for p in run)
    names = ", ".join(p["name"] for p in run)
    claim = "every platform gives the pinned bytes, verdicts and reasons of every case"
    out = [rows.Row(id="vectors", claim=claim, clauses=(), evidence="ci/conformance",
                    figure=f"{passed} of {report['planned']} cases on {names}",
                    control="yes" if caught else "no", planted=planted,
                    passed=status == 0 and passed == report["planned"] and bool(run), seconds=clock(start))]
    for platform in report["platforms"]:
        if platform["status"] != "run":
            why = platform.get("why") or platform.get("reason") or platform["status"]
            out.append(rows.Row(id=f"vectors.{platform['name']}", claim=f"{platform['name']}: {claim}",
                                clauses=(), evidence=f"ci/conformance --platform {platform['name']}",
                                figure="no case", control="not run", planted="nothing was run", passed=False,
                                seconds=0, not_run=str(why)))
    return out


def gate_is_red() -> bool:
    status, found = smx("mutants", "--implementation", "javascript", "--fail-fast", "--only", SOLE[0],
                        "--remove", SOLE[1])
    return status == 1 and found["killed"] == 0


def bugs(whole: bool) -> rows.Row:
    start = time.monotonic()
    if whole:
        run = subprocess.run([str(ROOT / "ci" / "mutants"), "--no-setup"], cwd=ROOT, capture_output=True,
                             text=True, check=False)
        lines = [line for line in run.stdout.splitlines() if line.startswith(("killed:", "named blind"))]
        passed, figure = run.returncode == 0, "; ".join(lines) or f"exit status {run.returncode}"
    else:
        status, found = smx("mutants", "--implementation", "javascript", "--fail-fast")
        passed = status == 0
        figure = f"killed {found['killed']} of {found['bugs']} planted in JavaScript"
    return rows.Row(id="mutants", claim="every planted bug is found by a vector", clauses=("0031", "0033"),
                    evidence="ci/mutants" if whole else "smx conformance mutants --implementation javascript --fail-fast",
                    figure=figure, control="yes" if gate_is_red() else "no",
                    planted=f"{SOLE[1]} taken out, which alone finds {SOLE[0]}", passed=passed,
                    seconds=clock(start))


def contradicted(source: Path, names: list[str], folder: Path) -> Path:
    """A copy of the files in which all valid tests of the first are called invalid."""
    for name in names:
        found = next(source.rglob(name))
        shutil.copy(found, folder / name)
    first = folder / names[0]
    document = json.loads(first.read_text(encoding="utf-8"))
    for test in (test for group in document["testGroups"] for test in group["tests"]):
        test["result"] = "invalid" if test["result"] == "valid" else test["result"]
    first.write_text(json.dumps(document), encoding="utf-8")
    return folder


def wycheproof(directory: Path | None) -> rows.Row:
    claim = "every test of Wycheproof inside the profile has the verdict that the clauses give"
    evidence = "smx conformance wycheproof DIR"
    clauses = ("PRIM-04", "PRIM-09", "PRIM-10", "PRIM-19")
    if directory is None:
        return rows.Row(id="wycheproof", claim=claim, clauses=clauses, evidence=evidence, figure="no test",
                        control="not run", planted="nothing was run", passed=False, seconds=0,
                        not_run="no checkout was named (--wycheproof DIR)")
    start = time.monotonic()
    status, found = smx("wycheproof", str(directory), "--platforms", str(PLATFORMS))
    tests = sum(file["tests"] for file in found["files"])
    counts: dict[str, int] = {}
    for file in found["files"]:
        for name, number in file["platforms"][0]["counts"].items():
            counts[name] = counts.get(name, 0) + number
    unexpected = sum(p["counts"]["unexpected"] for file in found["files"] for p in file["platforms"])
    with tempfile.TemporaryDirectory() as folder:
        copy = contradicted(directory, [file["file"] for file in found["files"]], Path(folder))
        red, _ = smx("wycheproof", str(copy), "--platforms", str(PLATFORMS), "--platform", "cpp")
    names = ", ".join(p["name"] for p in found["platforms"])
    shown = ", ".join(f"{number} {name}" for name, number in counts.items() if number and name != "unexpected")
    return rows.Row(id="wycheproof", claim=claim, clauses=clauses, evidence=evidence,
                    figure=f"{tests} tests on {names}: {shown}, {unexpected} unexpected",
                    control="yes" if red == 1 else "no", planted="valid tests called invalid",
                    passed=status == 0 and unexpected == 0, seconds=clock(start))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="ci/judgement", usage="ci/judgement [options] (see --help)")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--wycheproof", type=Path)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--check-arguments", action="store_true")
    options = parser.parse_args(arguments)
    if options.wycheproof and not options.wycheproof.is_dir():
        parser.error(f"--wycheproof {options.wycheproof}: no such directory")
    if options.check_arguments:
        return 0
    try:
        found = [*vectors(), bugs(options.long), wycheproof(options.wycheproof)]
    except CannotJudge as reason:
        print(f"ci/judgement: {reason}", file=sys.stderr)
        return 2
    for row in found:
        print(f"{row.id}: {f'not run: {row.not_run}' if row.not_run else row.figure}; "
              f"control ({row.planted}) caught: {row.control}")
    if options.rows:
        rows.write(options.rows, found)
    return 0 if all(row.good for row in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
