#!/usr/bin/env python3
"""Looks for secrets in the memory and in a core dump of smx-secrets-subject.

The subject plays a scenario, tells the secrets that it had (veiled), stops, and aborts when it goes
on. Each secret is searched for in all of its memory but the stacks, and in its core dump, in these
forms: its bytes, its 32-bit words in the machine's order, hexadecimal and Base64.
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

VEIL = 0x5A
SCENARIOS = ("hold", "use_up", "refuse", "move_each", "destroy")


class CannotScan(Exception):
    """What kept the subject from running or from being read, as one line."""


@dataclass
class Secret:
    name: str
    expected: str
    forms: tuple[bytes, ...]
    memory: int = 0
    stack: int = 0
    dump: int = 0
    found_in: list[str] = field(default_factory=list)

    def problem(self, dumped: bool) -> str:
        """What is wrong with the copies that were found; empty when nothing is."""
        wanted = {"none": (0, 0), "one": (1, 1), "undumped": (1, None), "some": (1, None)}[self.expected]
        few = self.memory < wanted[0]
        many = wanted[1] is not None and self.memory > wanted[1]
        if few or many:
            return f"{self.memory} in memory, expected {self.expected}"
        if dumped and self.expected in ("none", "undumped") and self.dump:
            return f"{self.dump} in the core dump, expected none"
        if dumped and self.expected in ("one", "some") and self.name != "guarded" and \
                self.name != "root_key_slot" and not self.dump:
            return "not in the core dump, which is how the dump is seen to be whole"
        return ""


@dataclass
class Outcome:
    secrets: list[Secret]
    searched: int  # bytes of memory
    dumped: int  # bytes of the core dump, 0 when there was none
    no_dump: str = ""

    def problems(self) -> list[str]:
        found = ((s.name, s.problem(self.dumped > 0)) for s in self.secrets)
        return [f"{name}: {problem}" for name, problem in found if problem]


def forms(secret: bytes) -> tuple[bytes, ...]:
    words = b"".join(secret[i:i + 4][::-1] for i in range(0, len(secret), 4))
    # Two thirds of a Base64 text, which do not depend on what follows.
    encoded = base64.b64encode(secret)[:len(secret) // 3 * 4]
    return secret, words, secret.hex().encode(), secret.hex().upper().encode(), encoded


def parse(line: str) -> Secret:
    kind, name, expected, veiled = line.split()
    if kind != "secret":
        raise CannotScan(f"the subject said: {line.strip()}")
    secret = bytes(byte ^ VEIL for byte in bytes.fromhex(veiled))
    return Secret(name, expected, forms(secret))


def read_memory(pid: int, secrets: list[Secret]) -> tuple[int, list[tuple[int, int]]]:
    searched = 0
    stacks = []
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) (....)", line)
            assert match
            begin, end = int(match[1], 16), int(match[2], 16)
            is_stack = line.endswith("[stack]")
            if is_stack:
                stacks.append((begin, end))
            if line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            try:
                memory.seek(begin)
                content = memory.read(end - begin)
            except OSError:
                if "r" in match[3]:
                    raise
                continue
            searched += len(content)
            for secret in secrets:
                count = sum(content.count(form) for form in secret.forms)
                if is_stack:
                    secret.stack += count
                else:
                    secret.memory += count
    return searched, stacks


def read_dump(path: Path, secrets: list[Secret], stacks: list[tuple[int, int]]) -> int:
    """The segments of an ELF core file (64 bits, little-endian) but for the stacks."""
    content = path.read_bytes()
    if content[:6] != b"\x7fELF\x02\x01":
        raise CannotScan("the core dump is no 64-bit little-endian ELF file")
    at = int.from_bytes(content[32:40], "little")
    size, number = (int.from_bytes(content[i:i + 2], "little") for i in (54, 56))
    for header in (content[at + i * size:at + (i + 1) * size] for i in range(number)):
        offset, address, length = (int.from_bytes(header[i:i + 8], "little") for i in (8, 16, 32))
        if any(begin < address + length and address < end for begin, end in stacks):
            continue
        segment = content[offset:offset + length]
        for secret in secrets:
            secret.dump += sum(segment.count(form) for form in secret.forms)
    return len(content)


def allow_dumps() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def why_no_dump() -> str:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        return "the hard limit on core dumps is 0"
    if pattern.startswith("|") or "/" in pattern:
        return f"the kernel hands core dumps elsewhere ({pattern})"
    return ""


def scan(subject: Path, scenario: str, leaked: str = "") -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        command = [str(subject.resolve()), scenario, *([leaked] if leaked else [])]
        environment = {**os.environ, "GCOV_PREFIX": folder}
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, preexec_fn=allow_dumps,
                                   env=environment, text=True)
        try:
            secrets = []
            assert process.stdout
            for line in process.stdout:
                if line == "ready\n":
                    break
                secrets.append(parse(line))
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                raise CannotScan(f"{' '.join(command)}: ended before it could be looked at ({status})")
            searched, stacks = read_memory(process.pid, secrets)
            os.kill(process.pid, signal.SIGCONT)
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        outcome = Outcome(secrets, searched, 0, why_no_dump())
        files = sorted(Path(folder).glob("core*"))
        if not outcome.no_dump and not files:
            outcome.no_dump = "the kernel wrote no core dump"
        elif files:
            outcome.dumped = read_dump(files[0], secrets, stacks)
        return outcome


def report(scenario: str, outcome: Outcome) -> None:
    stack = sum(1 for secret in outcome.secrets if secret.stack)
    dump = f"{outcome.dumped >> 10} KiB of core dump" if outcome.dumped else f"no core dump: {outcome.no_dump}"
    print(f"{scenario}: {len(outcome.secrets)} secrets in {outcome.searched >> 10} KiB of memory and {dump}; "
          f"{len(outcome.problems())} problems ({stack} of them have a spilled copy on the stack)")
    for problem in outcome.problems():
        print(f"  {problem}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subject", type=Path, help="the program smx-secrets-subject")
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="only this one; all of them")
    parser.add_argument("--leaks", action="store_true",
                        help="leave a copy of each secret in turn, which must be found")
    given = parser.parse_args()
    failed = 0
    try:
        for scenario in given.scenario or SCENARIOS:
            outcome = scan(given.subject, scenario)
            report(scenario, outcome)
            failed += len(outcome.problems())
            if not given.leaks or scenario == "hold":
                continue
            for name in dict.fromkeys(secret.name for secret in outcome.secrets):
                problems = scan(given.subject, scenario, name).problems()
                if not any(problem.startswith(f"{name}:") for problem in problems):
                    print(f"  {name}: a copy left in freed memory was not found")
                    failed += 1
    except (CannotScan, OSError) as error:
        print(f"scan: {error}", file=sys.stderr)
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
