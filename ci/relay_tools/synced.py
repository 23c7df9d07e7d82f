"""Nothing is acknowledged before the system said that it is on the disk: read from the system's calls."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import results
from results import rows

CLAIM = "a message is acknowledged after fdatasync of its log returned, as the system's calls show"
PLANTED = "a library whose fdatasync returns at once and asks the system for nothing"
CALLS = "fdatasync,fsync,pwrite64,pwritev,write,writev,sendmsg,sendto"

WRITE = re.compile(r"^(\d+) +pwrite(?:64|v)\(\d+<[^>]*-wal>")
SYNC = re.compile(r"^(\d+) +f(?:data)?sync\(\d+<[^>]*-wal>(?:\) += 0| <unfinished)")
SYNCED = re.compile(r"^(\d+) +(?:f(?:data)?sync\(\d+<[^>]*-wal>\) += 0|<\.\.\. f(?:data)?sync resumed>\) += 0)")
ANSWER = re.compile(r"^\d+ +(?:sendmsg|sendto|write|writev)\(.*\"HTTP/1\.1 200 ")


class CannotTrace(RuntimeError):
    """Why the system's calls cannot be seen here."""


def early(trace: list[str], answers: int) -> tuple[int, list[str]]:
    """Of the last `answers` answers: how many were seen, and what is wrong with each that is wrong."""
    found = []
    dirty = wrote = False
    syncing: set[str] = set()
    for line in trace:
        if WRITE.match(line):
            dirty = wrote = True
            syncing.clear()  # a sync that is under way need not cover it
        if begun := SYNC.match(line):
            syncing.add(begun.group(1))
        if (ended := SYNCED.match(line)) and ended.group(1) in syncing:
            syncing.discard(ended.group(1))
            dirty = False
        if ANSWER.match(line):
            found.append("left before what was written was synced" if dirty
                         else "" if wrote else "nothing was written for it")
            wrote = False
    last = found[-answers:]
    return len(last), [what for what in last if what]


def traced(relay: Path, folder: Path, messages: int, environment: dict[str, str]) -> list[str]:
    """The calls of a relay that took so many messages, one after the other."""
    # Only here: without this package nothing else of ci/relay is missed.
    from client import Person, Relay

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    trace = folder / "calls.txt"
    command = ["strace", "-D", "-f", "-qq", "-y", "-s", "32", "-e", f"trace={CALLS}", "-e", "signal=none",
               "-o", str(trace)]
    for name, value in environment.items():
        command += ["-E", f"{name}={value}"]
    with Relay([*command, str(relay)], folder / "dev") as started:
        alice, bob = Person(started, "+447700900001"), Person(started, "+447700900002")
        alice.found()
        alice.admit(bob)
        for number in range(messages):
            alice.send(bob, f"traced-{number}")
    wait_for_tracer(trace)
    return read(trace)


def read(trace: Path) -> list[str]:
    return trace.read_text(errors="replace").splitlines() if trace.exists() else []


def wait_for_tracer(trace: Path) -> None:
    """Its file is whole when it does not grow any more; the relay has ended."""
    deadline = time.monotonic() + 30
    size = -1
    while time.monotonic() < deadline:
        now = trace.stat().st_size if trace.exists() else 0
        if now == size:
            return
        size = now
        time.sleep(0.5)


def look_for_strace() -> None:
    if shutil.which("strace") is None:
        raise CannotTrace("no strace here")
    tried = subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise CannotTrace(f"strace may not trace here: {results.one_line(tried.stderr)[:120]}")
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise CannotTrace("the package cryptography of Python is not here") from error


def row(relay: Path, counter: Path, folder: Path, messages: int, evidence: str) -> rows.Row:
    start = time.monotonic()
    try:
        look_for_strace()
    except CannotTrace as why:
        return results.missing_row("synced", CLAIM, str(why), evidence)
    seen, wrong = early(traced(relay, folder / "synced", messages, {}), messages)
    if seen < messages:
        wrong.append(f"only {seen} answers were seen")
    lies = {"LD_PRELOAD": str(counter), "SMX_BENCH_NO_SYNC": "1"}
    _, planted = early(traced(relay, folder / "synced-control", messages, lies), messages)
    figure = f"{seen} messages, one at a time: {len(wrong)} acknowledged early"
    if wrong:
        figure += f"; {wrong[0]}"
    return rows.Row(id="relay.synced", claim=CLAIM, clauses=("0051",), evidence=evidence, figure=figure,
                    control="yes" if len(planted) == messages else "no",
                    planted=f"{PLANTED}: {len(planted)} of {messages} seen as early", passed=not wrong,
                    seconds=round(time.monotonic() - start, 1))
