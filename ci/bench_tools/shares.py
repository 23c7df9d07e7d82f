"""Which library a work spends its time in, as perf samples it: where the rest of a figure goes.

The preparation of a work is sampled with it. Without perf, or where the kernel forbids it, there are
no shares; nothing is judged by them.
"""

import re
import subprocess

import works

# File name of a library -> the column it counts in; what is not listed is "other".
COLUMNS = {
    "ours": ("smx-",),
    "OpenSSL": ("libcrypto",),
    "libsodium": ("libsodium",),
    "C library": ("libc.so", "ld-linux", "libstdc++"),
    "SQLite": ("libsqlite",),
    "kernel": ("[kernel",),
}
OTHER = "other"
_LINE = re.compile(r"^\s*(\d+\.\d+)%\s+(\S+)")


def column(library):
    return next((name for name, starts in COLUMNS.items() if library.startswith(starts)), OTHER)


def parse(report):
    """Column -> per cent, of the output of perf report --sort dso."""
    found = {}
    for line in report.splitlines():
        sample = _LINE.match(line)
        if sample:
            name = column(sample.group(2))
            found[name] = round(found.get(name, 0) + float(sample.group(1)), 1)
    return found


def of_work(executable, name, scratch):
    """The shares of one benchmark; empty where perf does not work."""
    data = scratch / "perf.data"
    pattern = "^" + re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1", name) + "$"
    record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "4000", "-o", str(data), str(executable),
              f"--benchmark_filter={pattern}", "--benchmark_min_time=0.2"]
    try:
        if subprocess.run(record, capture_output=True, check=False).returncode != 0:
            return {}
        report = subprocess.run(["perf", "report", "-i", str(data), "--stdio", "--sort", "dso"],
                                capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return {}
    data.unlink(missing_ok=True)
    return parse(report.stdout) if report.returncode == 0 else {}


def of_all(executable, names, scratch, progress):
    """Work -> its shares, of our works in the order of the table."""
    found = {}
    ours = [name for name in names if works.split(name)[0] == works.OURS]
    for name in sorted(ours, key=lambda n: works.order(works.split(works.plain_name(n))[1])):
        progress(f"profile: {name}")
        parts = of_work(executable, name, scratch)
        if parts:
            found[works.split(works.plain_name(name))[1]] = parts
    return found
