"""One libFuzzer program run for a while, and what it said of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import places

sys.path.insert(0, str(places.FUZZ / "tools"))
from expect_broken import found  # noqa: E402  (one reading of what a finding looks like)

EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
RATE = re.compile(r"stat::average_exec_per_sec:\s*(\d+)")
COVER = re.compile(r"\bcov: (\d+) ft: (\d+) corp: (\d+)")
SLOWEST_INPUT = 60  # seconds, on a machine that does other things too; beyond it is a finding
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:malloc_context_size=6",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}


@dataclass(frozen=True)
class Outcome:
    target: str
    executions: int
    rate: int
    edges: int
    features: int
    inputs: int  # in the corpus at the end
    seconds: float
    finding: str  # what broke, empty if nothing did
    input: Path | None  # that broke it
    log: Path

    @property
    def passed(self) -> bool:
        return not self.finding

    @property
    def found_fault(self) -> bool:
        """It said what broke: a program that only ends badly has found no planted fault."""
        return bool(self.finding) and not self.finding.startswith("exit status")


def environment(profile: Path | None = None) -> dict[str, str]:
    # Nobody reads the profile of a run that only fuzzes.
    chosen = str(profile) if profile else os.devnull
    return {**os.environ, **SANITIZERS, "LLVM_PROFILE_FILE": chosen}


def run(target: str, seconds: int, seed: int, program: str, keep: Path) -> Outcome:
    """Fuzzes for `seconds`, after its stored inputs. New inputs go to `keep`/corpus."""
    corpus = keep / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    log = keep / f"{program}.log"
    finding = keep / f"{program}-"
    for old in keep.glob(f"{program}-*"):
        old.unlink()
    command = [places.program(program), f"-max_total_time={seconds}", f"-seed={seed}",
               f"-artifact_prefix={finding}", "-print_final_stats=1", f"-timeout={SLOWEST_INPUT}",
               "-rss_limit_mb=2560", "-verbosity=1", "-use_value_profile=0"]
    dictionary = places.FUZZ / "dictionaries" / f"{target}.dict"
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    start = time.monotonic()
    with log.open("w") as out:
        status = subprocess.run([*map(str, command), str(corpus), *map(str, places.stored(target))],
                                stdout=out, stderr=subprocess.STDOUT, env=environment(),
                                check=False).returncode
    text = log.read_text(errors="replace")
    covers = COVER.findall(text)
    what = ""
    if status != 0:
        what = found(text) or f"exit status {status}"
    inputs = sorted(keep.glob(f"{program}-*"))
    return Outcome(target, number(EXECUTED, text), number(RATE, text),
                   *(int(value) for value in (covers[-1] if covers else (0, 0, 0))),
                   time.monotonic() - start, what, inputs[0] if inputs else None, log)


def number(pattern: re.Pattern, text: str) -> int:
    match = pattern.search(text)
    return int(match.group(1)) if match else 0


def replay(target: str, profile: Path | None, folders: list[Path]) -> str:
    """Puts every input of the folders to a target; what broke, or nothing."""
    status = subprocess.run(
        [str(places.program(f"smx_fuzz_{target}")), "-runs=0", f"-timeout={SLOWEST_INPUT}",
         *map(str, folders)],
        capture_output=True, text=True, errors="replace", env=environment(profile), check=False)
    if status.returncode == 0:
        return ""
    return found(status.stderr) or f"exit status {status.returncode}"
