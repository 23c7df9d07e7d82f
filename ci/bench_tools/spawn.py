"""Runs a program and says what it cost: wall time, processor time, peak memory.

The kernel counts the memory of the process that starts a program (this interpreter, some 15 MB) as
the program's own peak. So a shell starts it in the background and ends, and this process adopts it.
"""

import ctypes
import os
import subprocess
import time
from dataclasses import dataclass

_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Ended:
    status: int
    wall_s: float
    cpu_s: float
    peak_kb: int
    stderr: str


def _adopt_orphans():
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot adopt processes, so peak memory cannot be read")


def run(command, stdout):
    """Runs `command` (a list) to its end, its standard output in the file `stdout`."""
    _adopt_orphans()
    errors = f"{stdout}.stderr"
    launch = 'out=$1; errors=$2; shift 2; "$@" >"$out" 2>"$errors" & echo $!'
    began = time.perf_counter()
    shell = subprocess.run(["sh", "-c", launch, "sh", str(stdout), errors, *map(str, command)],
                           capture_output=True, text=True, check=True)
    _, status, usage = os.wait4(int(shell.stdout), 0)
    wall = time.perf_counter() - began
    with open(errors, encoding="utf-8", errors="replace") as file:
        text = file.read()
    os.remove(errors)
    return Ended(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime,
                 usage.ru_maxrss, text)


def wall_ms(command):
    """Milliseconds from starting `command` to its end."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - began)
