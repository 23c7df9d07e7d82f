"""Everything that ci/cross does with one machine, and the rows that come of it."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

import build
import judge
import planted
from machine import Machine
from planted import Planted
from rows import Row

SEEN_RIGHT = "passes there, as it must"


class Session:
    def __init__(self, machine: Machine, sysroot: Path, source: Path, logs: Path,
                 options: Namespace) -> None:
        self._machine = machine
        self._logs = logs
        self._smx: Path = options.smx
        self._jobs: int = options.jobs
        self._long: bool = options.long
        self._build = build.Build(machine, sysroot, source, logs)
        self._again = f"ci/cross {machine.name}" + (" --long" if options.long else "")

    def run(self, faults: list[Planted]) -> list[Row]:
        """Raises BuildFailed."""
        name = self._machine.name
        layers = build.LONG_LAYERS if self._long else build.SHORT_LAYERS
        in_vectors = [f for f in faults if f.vectors and (self._long or name in f.vectors)]
        in_tests = [f for f in faults if f.tests and (self._long or name in f.tests)]
        tested = self._long or self._machine.tests_in_short_form
        start = time.monotonic()
        self._build.configure(faults, "-O2" if self._long else "-O1")
        self._build.build(["smx-driver-cpp", *(f"driver-{f.name}" for f in in_vectors),
                           *(f"smx_{layer}_test" for layer in layers if tested),
                           *(f"bytes-test-{f.name}" for f in in_tests if tested)], self._jobs)
        print(f"{name}: built in {time.monotonic() - start:.0f} s", flush=True)
        rows = [self._vectors(in_vectors, start)]
        if tested:
            rows.append(self._tests(layers, in_tests))
        return rows

    def not_run(self, reason: str) -> Row:
        return Row(f"cross.{self._machine.name}", self._claim(), (), self._again, "none",
                   "not run", "nothing was planted", False, 0, reason)

    def _claim(self) -> str:
        return f"the core gives every pinned byte on {self._machine.name} ({self._machine.what})"

    def _vectors(self, faults: list[Planted], start: float) -> Row:
        name = self._machine.name
        verdict = self._judge("smx-driver-cpp", "vectors", fail_fast=False)
        print(f"{name}: {verdict.passed} of {verdict.planned} cases pass; the driver says"
              f" {verdict.platform!r}; {verdict.worst}{verdict.text}".rstrip("; "), flush=True)
        announced = ("not constant-time" in verdict.platform) == self._machine.accepts_fallback
        if not announced:
            print(f"{name}: its driver does not say what it accepted")
        caught = [self._control(fault, name in fault.vectors, self._judge(
            f"driver-{fault.name}", fault.name, fail_fast=name in fault.vectors)) for fault in faults]
        return Row(f"cross.{name}", self._claim(), ("0049", "PRIM-21"), self._again,
                   f"{verdict.passed} of {verdict.planned} cases; {verdict.platform}",
                   "yes" if caught and all(caught) else "no",
                   "; ".join(f.description for f in planted.on(name, faults, "vectors")),
                   verdict.good and announced, round(time.monotonic() - start, 1))

    def _control(self, fault: Planted, must_fail: bool, verdict: judge.Verdict) -> bool:
        # A driver that the runner could not judge at all shows nothing.
        right = (bool(verdict.worst) if must_fail else verdict.good) and not verdict.text
        said = verdict.worst or verdict.text or (SEEN_RIGHT if not must_fail else "nothing failed")
        print(f"{self._machine.name}: planted {fault.name}: {'' if right else 'NOT AS IT MUST: '}"
              f"{said}", flush=True)
        return right

    def _judge(self, target: str, log: str, *, fail_fast: bool) -> judge.Verdict:
        return judge.vectors(
            self._smx, self._build.command_of(target) + self._machine.driver_arguments(),
            self._machine.name, self._jobs, self._logs / f"{self._machine.name}-{log}.json",
            fail_fast=fail_fast)

    def _tests(self, layers: tuple[str, ...], faults: list[Planted]) -> Row:
        name = self._machine.name
        start = time.monotonic()
        ran = {layer: self._unit(f"smx_{layer}_test") for layer in layers}
        bad = [f"{layer} ({tests.first or 'ended early'})"
               for layer, tests in ran.items() if not tests.good]
        passed = sum(tests.passed for tests in ran.values())
        print(f"{name}: {passed} unit tests of {', '.join(layers)} pass"
              + (f"; failed: {', '.join(bad)}" if bad else ""), flush=True)
        caught = []
        for fault in faults:
            tests = self._unit(f"bytes-test-{fault.name}")
            must_fail = name in fault.tests
            right = bool(tests.first) if must_fail else tests.good
            caught.append(right)
            print(f"{name}: planted {fault.name}, tests: {'' if right else 'NOT AS IT MUST: '}"
                  f"{tests.first or SEEN_RIGHT}", flush=True)
        return Row(f"cross.{name}.tests", f"the unit tests of {', '.join(layers)} pass on {name}",
                   ("0049",), self._again,
                   f"{passed} tests, {sum(tests.failed for tests in ran.values())} failed",
                   "yes" if all(caught) else "no",
                   "; ".join(f.description for f in planted.on(name, faults, "tests")) or
                   "nothing that this machine could show", not bad,
                   round(time.monotonic() - start, 1))

    def _unit(self, target: str) -> judge.Tests:
        return judge.unit_tests(self._build.command_of(target),
                                self._logs / f"{self._machine.name}-{target}.log")
