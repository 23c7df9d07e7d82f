"""Unit tests that have a long form: what the store promises when processes, disks and power fail."""

from __future__ import annotations

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import results
from results import rows

RAN = re.compile(r"^\[  PASSED  \] (\d+) tests?\.$", re.MULTILINE)
LONG = "SMX_RELAY_LONG"


@dataclass(frozen=True)
class Suite:
    name: str
    claim: str
    tests: str  # as of --gtest_filter
    control: str  # tests that plant a fault and pass when it was seen
    planted: str


SUITES = (
    Suite("store-kills", "nothing that the store answered is lost, whatever call of the system a kill meets",
          "KillTest.Loses*", "KillTest.Control*", "a store that answers before the commit"),
    Suite("store-power", "nor over power cuts that drop, reorder and tear what was not synced",
          "PowerCutTest.Loses*", "PowerCutTest.Control*", "a store without syncs; one that answers before the commit"),
    Suite("store-errors", "with a full disk or a failing one nothing is answered that is not stored, reads go on, "
          "and so does all else once it is mended", "*StorageErrorsTest.AtEachCall/*", "KillTest.Control*",
          "a store that answers before the commit, to the judge that these tests share"),
)


def figure(output: str) -> str:
    """What the tests printed themselves, without the frame of the library."""
    said = [line for line in output.splitlines() if line.strip() and not line.startswith(("[", "Running ", "Note: "))]
    return results.one_line("; ".join(said))


def run(program: Path, tests: str, long: bool) -> tuple[int, str]:
    """How many tests passed, 0 unless all did, and what they said."""
    done = subprocess.run([str(program), f"--gtest_filter={tests}", "--gtest_brief=1"], capture_output=True, text=True,
                          errors="replace", check=False, env=os.environ | {LONG: "1" if long else "0"})
    ran = RAN.search(done.stdout)
    return (int(ran.group(1)) if ran and done.returncode == 0 else 0), figure(done.stdout)


def row(suite: Suite, program: Path, long: bool, evidence: str) -> rows.Row:
    start = time.monotonic()
    passed, said = run(program, suite.tests, long)
    caught, _ = run(program, suite.control, False)
    return rows.Row(id=f"relay.{suite.name}", claim=suite.claim, clauses=("0051",), evidence=evidence,
                    figure=f"{passed} tests passed: {said}", control="yes" if caught else "no",
                    planted=f"{suite.planted}: {caught} tests saw it", passed=passed > 0,
                    seconds=round(time.monotonic() - start, 1))
