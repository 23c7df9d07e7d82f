#!/usr/bin/env python3
"""Prints the output of each failed test of a JUnit file of ctest: its last lines, the name first.

Usage: ci/failed_tests.py FILE [LINES]
"""

import sys
import xml.etree.ElementTree


def main(path, lines):
    for test in xml.etree.ElementTree.parse(path).iter("testcase"):
        if test.get("status") != "fail":
            continue
        output = (test.findtext("system-out") or "").rstrip().splitlines()
        left = f", the last {lines} of {len(output)} lines" if len(output) > lines else ""
        print(f"FAILED {test.get('name')}{left}:")
        for line in output[-lines:]:
            print(f"    {line}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60)
