"""A small run with figures that are easy to check by head."""

import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]
ROOT = TOOLS.parents[1]
sys.path.insert(0, str(TOOLS))

UNIT_NS = 1000.0


def work(name, x, **counters):
    return {"name": name, "cpu_ns": x * UNIT_NS, "iterations": 10, "counters": counters}


def run(number, works, executable="smx-bench", group="messages", unit_ns=UNIT_NS):
    return {"round": number, "group": group, "load": 0.5, "executable": executable, "unit_ns": unit_ns,
            "peak_kb": 5000, "seconds": 1.0, "works": works}


def document(runs, **changes):
    made = {
        "format": "smx-bench", "version": 1, "date": "2026-01-02T03:04:05Z", "seconds": 61.0,
        "machine": {"cpu": "A <fast> one", "processors": 2, "memory_mb": 4096, "system": "Debian, x86_64",
                    "compiler": "g++ 12.2.0", "flags": "-O3", "libraries": {"libsodium": "1.0.18"},
                    "commit": "0123456789abcdef", "changed": False},
        "load": {"before": 0.1, "after": 0.9},
        "settings": {"rounds": 3, "min_time_s": 0.1, "filter": None, "growth": True, "quick": False},
        "not_run": {}, "failed": {}, "processes": {}, "profile": {}, "shares": {}, "runs": runs,
    }
    made.update(changes)
    return made


def good_runs():
    """Three rounds in which every target that is measured is met."""
    runs = []
    for number, noise in ((1, 1.0), (2, 1.1), (3, 0.9)):
        runs.append(run(number, [work("floor/encrypt/64", 0.03 * noise),
                                 work("ours/encrypt/64", 0.045 * noise, allocs=0)]))
        runs.append(run(number, [work("signal/encrypt/64", 0.18 * noise)], "smx-bench-signal"))
        runs.append(run(number, [work(f"growth/chain/{size}", 0.05 * noise) for size in (1, 10, 100, 1000)]
                        + [work(f"growth/fan-out/{size}", 0.05 * size * noise) for size in (1, 10, 100)],
                        group="growth"))
    return runs
