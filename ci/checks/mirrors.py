#!/usr/bin/env python3
"""Every source of the core has its test beside it, under the same name, and the reverse.

core/src/<layer>/x.cpp has core/tests/<layer>/x_test.cpp. A suffix that names a library behind a
seam (_sodium, _openssl, _sqlite) belongs to the seam, not to the test: the test is the seam's.
"""

import re
import sys
from pathlib import PurePosixPath

import common

EXCEPTIONS = "ci/checks/mirror-exceptions.txt"
VENDOR = re.compile(r"_(sodium|openssl|sqlite)$")


def test_names(source):
    """The tests any of which a source may have."""
    path = PurePosixPath(source)
    stems = {path.stem, VENDOR.sub("", path.stem)}
    return {f"core/tests/{path.parent.name}/{stem}_test.cpp" for stem in stems}


def run(check):
    listed = check.exceptions(EXCEPTIONS)
    used = set()
    sources = check.files("core/src", suffixes=(".cpp",))
    tests = set(check.files("core/tests", suffixes=("_test.cpp",)))
    expected = set()
    for source in sources:
        names = test_names(source)
        expected |= names
        if names & tests:
            continue
        used.add(source)
        if source not in listed:
            check.fail(source, 0, f"has no test {min(names, key=len)}")
    headers = check.files("core/src", "core/include", suffixes=(".h",))
    layers = {PurePosixPath(s).parent.name for s in sources}
    for header in headers:
        path = PurePosixPath(header)
        folders = layers if path.parent.name == "smx" else {path.parent.name}
        expected |= {f"core/tests/{folder}/{path.stem}_test.cpp" for folder in folders}
    for test in sorted(tests - expected):
        if PurePosixPath(test).parent.name not in layers:
            continue
        used.add(test)
        if test not in listed:
            check.fail(test, 0, "tests no source of its name")
    check.unused(EXCEPTIONS, listed, used)
    return f"{len(sources)} sources, {len(tests)} tests, {len(listed)} exceptions"


if __name__ == "__main__":
    sys.exit(common.main("mirrors", run))
