"""The rows of ci/relay, which builds what this runs."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import npm
import results
import suites
import synced
from results import ROOT, rows
from scenarios import SCENARIOS, Scenario

BUILD = ROOT / "build" / "relay-release" / "reference-server"
FOLDER = ROOT / "build" / "relay-storm"
WS = ROOT / "reference-server" / "tests" / "system" / "independent_client.js"
WS_CLAIM = "the same of limits and order, seen by a WebSocket client that is not ours (npm ws)"
NOT_HERE = 77
# Scenarios at once in the long form.
TOGETHER = 4


class CannotRun(RuntimeError):
    """A program of this command ended in a way that says nothing about the relay."""


def tell(text: str) -> None:
    print(text, flush=True)


def program(name: str) -> Path:
    found = sorted(path for path in BUILD.rglob(name) if path.is_file() and os.access(path, os.X_OK))
    if not found:
        raise CannotRun(f"there is no {name} under {BUILD.relative_to(ROOT)}")
    return found[0]


def run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT,
                          env=os.environ | (environment or {}))
    for line in done.stdout.splitlines():
        tell(f"  {line}")
    return done


def scenario_row(scenario: Scenario, relay: Path, long: bool, evidence: str) -> rows.Row:
    tell(f"{scenario.name} ...")
    out = FOLDER / f"{scenario.name}.json"
    command = [str(program("smx-relay-storm")), scenario.name, "--relay", str(relay), "--folder", str(FOLDER),
               "--json", str(out), *scenario.arguments(long)]
    if scenario.name == "takes":
        command += ["--split-relay", str(program("smx-relay-split-take"))]
    done = run(command)
    if done.returncode == NOT_HERE:
        why = done.stdout.strip().removeprefix("not run: ")
        return results.missing_row(scenario.name, scenario.claim, why, evidence)
    if done.returncode not in (0, 1):
        raise CannotRun(f"{scenario.name}: exit status {done.returncode}: {done.stderr.strip()[-600:]}")
    return results.scenario_row(scenario.claim, results.read(out), evidence)


def scenarios(relay: Path, long: bool, evidence: str) -> list[rows.Row]:
    """In the long form some side by side: most of the time they wait for what a user may do in a second."""
    with ThreadPoolExecutor(TOGETHER if long else 1) as pool:
        together = {s.name: pool.submit(scenario_row, s, relay, long, evidence) for s in SCENARIOS if not s.alone}
        found = {name: row.result() for name, row in together.items()}
    found |= {s.name: scenario_row(s, relay, long, evidence) for s in SCENARIOS if s.alone}
    return [found[s.name] for s in SCENARIOS]


def independent(relay: Path, long: bool, evidence: str) -> rows.Row:
    tell("ws ...")
    node = shutil.which("node")
    if node is None:
        return results.missing_row("ws", WS_CLAIM, "no node here", evidence)
    out = FOLDER / "ws.json"
    done = run([node, str(WS), "--relay", str(relay), "--folder", str(FOLDER / "ws"), "--json", str(out),
                "--messages", "5000" if long else "150", "--seconds", "10" if long else "3"],
               {"NODE_PATH": npm.search_path(npm.installed(FOLDER / "node"))})
    if done.returncode == NOT_HERE:
        return results.missing_row("ws", WS_CLAIM, done.stdout.strip().removeprefix("not run: "), evidence)
    if done.returncode not in (0, 1):
        raise CannotRun(f"ws: exit status {done.returncode}: {done.stderr.strip()[-600:]}")
    return results.scenario_row(WS_CLAIM, results.read(out), evidence)


def store(relay: Path, long: bool, evidence: str) -> list[rows.Row]:
    """What the store promises, and that the relay's own process keeps it."""
    found = []
    for suite in suites.SUITES:
        tell(f"{suite.name} ...")
        found.append(suites.row(suite, program("smx_relay_store_test"), long, evidence))
        tell(f"  {found[-1].figure}")
    tell("synced ...")
    try:
        found.append(synced.row(relay, program("smx-relay-sync-counter.so"), FOLDER, 1000 if long else 40, evidence))
    except (RuntimeError, subprocess.SubprocessError) as error:
        raise CannotRun(f"synced: {error}") from error
    tell(f"  {found[-1].figure}")
    return found


def load(relay: Path, long: bool) -> str:
    tell("load ...")
    out = FOLDER / "load.json"
    size = ["--seconds", "20", "--idle", "10000"] if long else ["--seconds", "4", "--connections", "400"]
    done = run([str(program("smx-relay-bench")), "--relay", str(relay), "--json", str(out), *size])
    if done.returncode:
        raise CannotRun(f"load: exit status {done.returncode}: {done.stderr.strip()[-600:]}")
    return results.load_text(results.read(out))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="ci/relay", description="The relay as a process, over its public interface: each line with a planted "
        "fault that must be caught in the same run, and what a message costs (measured, not judged).",
        epilog="Exit status: 0 all of it holds and each control was caught; 1 something does not hold (named); "
        "2 wrong use, or something does not build. Bounded: about 4 minutes and the build; --long: hours.")
    parser.add_argument("--long", action="store_true", help="100,000 prekeys, 1,000 kills, a million messages")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="the lines of ci/review as JSON")
    parser.add_argument("--no-setup", action="store_true", help="do not look for missing packages first")
    parser.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.check_arguments:
        return 0
    evidence = "ci/relay --long" if given.long else "ci/relay"
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        relay = program("smx-relay")
        found = scenarios(relay, given.long, evidence)
        found += store(relay, given.long, evidence)
        found.append(independent(relay, given.long, evidence))
        measured = load(relay, given.long)
    except (CannotRun, results.BadResult, OSError) as error:
        print(f"ci/relay: {error}", file=sys.stderr)
        return 2
    for row in found:
        verdict = "not run" if row.not_run else "good" if row.good else "BAD"
        tell(f"{verdict:8} {row.id}: {row.figure}; control caught: {row.control}"
             + (f" ({row.not_run})" if row.not_run else ""))
    tell(f"measured {measured}")
    if given.rows:
        rows.write(given.rows, found)
    return 0 if all(row.good for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
