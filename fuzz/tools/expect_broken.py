#!/usr/bin/env python3
"""Runs a program with a planted fault and succeeds exactly when it was found.

  expect_broken.py PROGRAM ARGUMENT...

Found means that the target said which invariant broke, or that a sanitizer or the standard
library's assertions ended it. A program that ends in any other way found nothing.
"""

import re
import subprocess
import sys

FOUND = re.compile(
    r"invariant broken: .*|ERROR: (?:AddressSanitizer|libFuzzer): [\w-]+.*|runtime error: .*"
    r"|Assertion '.*' failed|Assertion `.*' failed|terminate called after throwing .*"
    r"|uncaught exception .*")


def found(text: str) -> str:
    match = FOUND.search(text)
    return match.group(0).strip() if match else ""


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    run = subprocess.run(sys.argv[1:], capture_output=True, text=True, errors="replace", check=False)
    what = found(run.stderr)
    if run.returncode == 0 or not what:
        print(f"exit status {run.returncode}: the planted fault was not found", file=sys.stderr)
        print(run.stderr[-2000:], file=sys.stderr)
        return 1
    print(f"found: {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
