"""The core on other machines: ARM of 64 and 32 bits, 32-bit x86 and big-endian IBM Z, emulated.

  ci/cross                    all four: every vector through each machine's driver, and the planted
                              faults that it must show; on armhf and s390x the tests of the byte layer
  ci/cross s390x armhf        these machines only
  ci/cross --long             at -O2, the unit tests of six layers on every machine; each planted
                              fault on every machine: it must pass where what it takes for granted
                              is true

For each machine the C++ core, its driver and its tests are built with Debian's cross compiler against
Debian's own packages of that machine, which are fetched by name into build/sysroots. They are run by
qemu's user mode; the judge, `smx conformance run`, is a program of this machine. A machine without
AES instructions for OpenSSL is told to go on (--accept-variable-time-aes), and its driver says so.

Exit status: 0 every machine gave every pinned byte and every planted fault was found; 1 one did not
(named); 2 wrong use, or something does not build. A machine that cannot be had here is named as not
run; if none can, that is a failure, too.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ci/review_tools"))

import rows  # noqa: E402
from fault import BuildFailed, Unavailable  # noqa: E402
from machine import MACHINES, Machine  # noqa: E402
from planted import read_all  # noqa: E402
from session import Session  # noqa: E402
from sysroot import Sysroots  # noqa: E402


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"ci/cross: {message} (see ci/cross --help)\n")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="ci/cross", description=__doc__, usage="ci/cross [options] [MACHINE...]",
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machines", nargs="*", metavar="MACHINE",
                        help=f"one of {', '.join(m.name for m in MACHINES)} (default: all)")
    parser.add_argument("--long", action="store_true", help="-O2, more tests, all controls")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="write rows for ci/review there")
    parser.add_argument("--no-setup", action="store_true", help="install nothing")
    parser.add_argument("--plan", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--smx", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    known = {machine.name: machine for machine in MACHINES}
    for name in options.machines:
        if name not in known:
            parser.error(f"no machine {name!r} (known: {', '.join(known)})")
    options.machines = [m for m in MACHINES if not options.machines or m.name in options.machines]
    return options


def available(machines: list[Machine], sysroots: Sysroots) -> dict[str, str]:
    """Fetches what is missing. The reason for each machine that cannot be had."""
    reasons = {m.name: m.missing() for m in machines if m.missing()}
    wanted = sysroots.missing([m for m in machines if m.name not in reasons])
    if wanted:
        print("fetching packages of " + ", ".join(m.debian for m in wanted) + " ...", flush=True)
        sysroots.fetch_lists(wanted)
    for machine in wanted:
        try:
            sysroots.fetch(machine)
        except Unavailable as reason:
            reasons[machine.name] = str(reason)
    return reasons


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.plan:
        return 0
    logs = ROOT / "build/ci-logs/cross"
    sysroots = Sysroots(ROOT / "build/sysroots", logs)
    faults = read_all()
    out: list[rows.Row] = []
    reasons = available(options.machines, sysroots)
    for machine in options.machines:
        session = Session(machine, sysroots.of(machine), ROOT, logs, options)
        if machine.name in reasons:
            print(f"{machine.name}: not run: {reasons[machine.name]}")
            out.append(session.not_run(reasons[machine.name]))
            continue
        start = time.monotonic()
        try:
            out.extend(session.run(faults))
        except BuildFailed as failure:
            print(failure, file=sys.stderr)
            return 2
        print(f"{machine.name}: {time.monotonic() - start:.0f} s", flush=True)
    if options.rows:
        rows.write(options.rows, out)
    if all(row.not_run for row in out):
        print("no machine could be run")
        return 1
    bad = [row.id for row in out if not row.good]
    print(f"not as it must be: {', '.join(bad)}" if bad else
          f"{sum(not row.not_run for row in out)} of {len(out)} rows run, all good")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
