"""The measuring: rounds in which every executable runs once for each group of works, in turn."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass

import figures
import instructions
import machine
import shares
import spawn
import works


class CannotRun(Exception):
    """Something that has to be there is not, or fails: one line."""


@dataclass
class Settings:
    rounds: int
    # Seconds for each work in each round; Google Benchmark's --benchmark_min_time.
    min_time: float
    filter: re.Pattern | None
    growth: bool
    starts: int


class Progress:
    """One line that is written over, on a terminal only."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.shown = sys.stderr.isatty()

    def step(self, what):
        self.done += 1
        self.say(f"[{self.done}/{self.total}] {what}")

    def say(self, what):
        if self.shown:
            print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)

    def end(self):
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def listed(executable):
    """The names of an executable's benchmarks, as it writes them."""
    run = subprocess.run([str(executable), "--benchmark_list_tests"], capture_output=True, text=True,
                         check=False)
    if run.returncode != 0:
        raise CannotRun(f"{executable.name} --benchmark_list_tests: exit {run.returncode}: "
                        f"{last_line(run.stderr)}")
    return run.stdout.split()


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it says nothing"


def chosen(names, settings):
    """Group -> benchmarks to run, without the unit."""
    groups = {}
    for name in names:
        plain = works.plain_name(name)
        if plain == works.UNIT:
            continue
        group = works.group_of(plain)
        if group == "growth" and not settings.growth:
            continue
        if settings.filter and not settings.filter.search(plain):
            continue
        groups.setdefault(group, []).append(name)
    return groups


def pattern_of(names):
    """A filter of Google Benchmark that takes the unit and exactly these."""
    escaped = [re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1", name) for name in [works.UNIT, *names]]
    return f"^({'|'.join(escaped)})$"


def run_group(executable, names, settings, scratch):
    """One start of an executable for one group: what it measured."""
    output = scratch / f"{executable.name}.json"
    command = [executable, "--benchmark_format=json", f"--benchmark_min_time={settings.min_time}",
               f"--benchmark_filter={pattern_of(names)}"]
    ended = spawn.run(command, output)
    if ended.status != 0:
        raise CannotRun(f"{executable.name}: exit {ended.status}: {last_line(ended.stderr)}")
    unit, found, failed = figures.parse(json.loads(output.read_text(encoding="utf-8")))
    output.unlink()
    if unit is None:
        raise CannotRun(f"{executable.name} did not measure {works.UNIT}")
    return {"executable": executable.name, "unit_ns": round(unit, 2), "peak_kb": ended.peak_kb,
            "seconds": round(ended.wall_s, 2), "works": found}, failed


def executables(folder, build_notes):
    """Executable -> its path, or why it is not run."""
    found, absent = {}, {}
    for name, (who, module) in works.EXECUTABLES.items():
        path = folder / name
        if who in build_notes:
            # An executable of an earlier build may still lie there.
            absent[who] = build_notes[who]
        elif path.exists():
            found[name] = path
        elif who == works.OURS:
            raise CannotRun(f"{name} was not built")
        else:
            absent[who] = f"{module} is not installed"
    return found, absent


def all_rounds(folder, settings, build_notes, scratch):
    """Every raw run, the peers that were not run, and the works that failed with their message."""
    found, absent = executables(folder, build_notes)
    plan = {name: chosen(listed(path), settings) for name, path in found.items()}
    groups = [group for group in [*works.GROUPS, *sorted({g for p in plan.values() for g in p})]
              if any(group in groups for groups in plan.values())]
    groups = list(dict.fromkeys(groups))
    if not groups:
        raise CannotRun("the filter leaves no work")
    runs, failed = [], {}
    progress = Progress(settings.rounds * sum(len(groups) for groups in plan.values()))
    for number in range(1, settings.rounds + 1):
        for group in groups:
            # Another one starts in each round, so that none always runs after the same neighbour.
            names = [name for name in plan if group in plan[name]]
            for name in names[(number - 1) % len(names):] + names[:(number - 1) % len(names)]:
                progress.step(f"round {number} of {settings.rounds}: {group}, {name}")
                try:
                    run, bad = run_group(found[name], plan[name][group], settings, scratch)
                except CannotRun as reason:
                    failed[f"{name}, {group}"] = f"{group}: {reason}"
                    continue
                failed.update({entry.partition(":")[0]: entry for entry in bad})
                runs.append({"round": number, "group": group, "load": machine.load(), **run})
    progress.end()
    if not runs:
        raise CannotRun(next(iter(failed.values())))
    return runs, absent, failed


def processes(build, root, runs, settings, scratch):
    """What starting the command and judging all vectors cost."""
    smx = build / "cli" / "smx"
    times = sorted(spawn.wall_ms([str(smx), "--version"]) for _ in range(settings.starts))
    version = spawn.run([smx, "--version"], scratch / "version.txt")
    command = [smx, "conformance", "run", "--platforms", root / "conformance" / "platforms.json",
               "--platform", "cpp", "--report-dir", scratch / "reports"]
    vectors = [spawn.run(command, scratch / "vectors.txt") for _ in range(min(settings.rounds, 3))]
    for ended in [version, *vectors]:
        if ended.status != 0:
            raise CannotRun(f"{smx.name}: exit {ended.status}: {last_line(ended.stderr)}")
    peaks = [run["peak_kb"] for run in runs if run["executable"] == "smx-bench"
             and run["group"] == "messages"]
    return {
        "start_ms": round(times[len(times) // 2], 2),
        "start_ms_lowest": round(times[0], 2),
        "starts": len(times),
        "start_peak_kb": version.peak_kb,
        # The shortest: what else runs can only add to wall time.
        "vectors_s": round(min(ended.wall_s for ended in vectors), 3),
        "vectors_cpu_s": round(min(ended.cpu_s for ended in vectors), 3),
        "vectors_peak_kb": max(ended.peak_kb for ended in vectors),
        **({"bench_peak_kb": max(peaks)} if peaks else {}),
    }


def time_shares(folder, scratch):
    """Work -> per cent of its time by library."""
    progress = Progress(0)
    executable = folder / "smx-bench"
    found = shares.of_all(executable, listed(executable), scratch, progress.say)
    progress.end()
    return found


def profile(build):
    """Work -> where its own instructions go, and its calls into libsodium and OpenSSL."""
    if not (build / instructions.PROGRAM).exists():
        return {}
    return {work: {"instructions": numbers["instructions"], "top": instructions.top(numbers["functions"], 6),
                   "calls": numbers["calls"]}
            for work, numbers in instructions.counted(build).items()}


def whole_run(root, build, settings, build_notes):
    """The document that is written as JSON: everything raw, nothing judged."""
    scratch = build / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    began, before = time.time(), machine.load()
    runs, absent, failed = all_rounds(build / "core" / "bench", settings, build_notes, scratch)
    costs = {} if settings.filter else processes(build, root, runs, settings, scratch)
    # Quick looks do without: these take half a minute, valgrind and perf.
    whole = settings.growth and not settings.filter
    spent = profile(build) if whole else {}
    parts = time_shares(build / "core" / "bench", scratch) if whole else {}
    return {
        "format": "smx-bench",
        "version": 1,
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "seconds": round(time.time() - began, 1),
        "machine": machine.describe(root, build),
        "load": {"before": before, "after": machine.load()},
        "settings": {"rounds": settings.rounds, "min_time_s": settings.min_time,
                     "filter": settings.filter.pattern if settings.filter else None,
                     "growth": settings.growth},
        "not_run": absent,
        "failed": failed,
        "processes": costs,
        "profile": spent,
        "shares": parts,
        "runs": runs,
    }
