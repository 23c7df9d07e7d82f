"""Judges what was built for another machine: the driver by the vectors, the unit tests by themselves."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import command

# An emulator is slower than what the runner's patience is made for.
SLOW = "10"


@dataclass(frozen=True)
class Verdict:
    """What the vectors came to."""

    passed: int
    planned: int
    platform: str  # as the driver's hello names it
    worst: str  # the first case that did not pass, and what it came to; empty if all did
    text: str  # what the runner could not judge at all

    @property
    def good(self) -> bool:
        return self.planned > 0 and self.passed == self.planned and not self.text


def vectors(smx: Path, driver: list[str], name: str, jobs: int, log: Path, *,
            fail_fast: bool = False) -> Verdict:
    words = [str(smx), "conformance", "run", "--platforms", str(_registry(driver, name, log)),
             "--platform", name, "--slow", SLOW, "--jobs", str(jobs), "--json"]
    if fail_fast:
        words.append("--fail-fast")
    ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           check=False)
    log.write_text(ended.stdout + ended.stderr)
    if ended.returncode not in (0, 1):
        return Verdict(0, 0, "", "", f"exit {ended.returncode}: {ended.stderr.strip()[:200]}")
    report = json.loads(ended.stdout)
    (platform,) = report["platforms"]
    cases = [case for file in platform["files"] for case in file["cases"]]
    worst = next((f"{case['id']}: {case['outcome']}" for case in cases
                  if case["outcome"] not in ("pass", "not_run")), "")
    faults = "; ".join(map(str, report["runner_faults"] + platform["faults"]))
    return Verdict(platform["outcomes"]["pass"], platform["planned"],
                   (platform.get("hello") or {}).get("platform", ""), worst, faults)


@dataclass(frozen=True)
class Tests:
    passed: int
    failed: int
    good: bool
    first: str  # the first that failed


def unit_tests(program: list[str], log: Path) -> Tests:
    """One run of a GoogleTest program. The seed is the one that the project's own tests have."""
    status = command.run(program, log, {**os.environ, "RC_PARAMS": "seed=20261121"})
    text = log.read_text(errors="replace")
    passed = re.search(r"^\[  PASSED  \] (\d+) tests?", text, re.MULTILINE)
    failed = re.findall(r"^\[  FAILED  \] (\S+) \(", text, re.MULTILINE)
    count = int(passed[1]) if passed else 0
    return Tests(count, len(failed), status == 0 and count > 0, failed[0] if failed else "")


def _registry(driver: list[str], name: str, log: Path) -> Path:
    """A registry of this one platform: words stay words there, whatever a path holds."""
    path = log.with_suffix(".platforms.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"platforms": [{"name": name, "command": driver, "requires": []}]}))
    return path
