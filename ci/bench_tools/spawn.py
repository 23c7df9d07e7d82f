"""Runs a program and says what it cost: wall time, processor time, peak memory.

The kernel counts the memory of the process that starts a program (this interpreter, some 15 MB) as
the program's own peak. So a shell forks, the shell ends, this process adopts what it left behind, and
only then lets that become the program.
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


_LAUNCH = """
out=$1; errors=$2; shift 2; exec 3<&0
{ read -r go <&3; exec 3<&-; exec "$@" </dev/null; } >"$out" 2>"$errors" &
echo $!
"""


def run(command, stdout):
    """Runs `command` (a list) to its end, its standard output in the file `stdout`."""
    _adopt_orphans()
    errors = f"{stdout}.stderr"
    reading, writing = os.pipe()
    shell = subprocess.run(["sh", "-c", _LAUNCH, "sh", str(stdout), errors, *map(str, command)],
                           stdin=reading, capture_output=True, text=True, check=True)
    os.close(reading)
    began = time.perf_counter()
    os.write(writing, b"go\n")
    os.close(writing)
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
