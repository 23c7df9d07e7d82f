#!/usr/bin/env python3
"""What must not be in the tree: long files, unfinished marks, switched-off tests, secrets, and
paths or hosts that exist on one machine only."""

import re
import statistics
import sys

import common

LONGEST = 600
MEDIAN = 150
SOURCES = (".cpp", ".h", ".c", ".go", ".mjs", ".js", ".py", ".sh", ".cmake", "CMakeLists.txt")
# Text we did not write, or bytes.
FOREIGN = re.compile(r"^LICENSE$|\.(png|bin|pdf|ico)$")

# The word boundaries and classes also keep these patterns from finding themselves.
RULES = [
    ("unfinished mark", re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b")),
    ("switched-off test", re.compile(
        r"\bDISABLE[D]_|\bGTEST_SKI[P]\b|\b(it|test|describe)\.ski[p]\(|unittest\.ski[p]|\bt\.Ski[p]\(")),
    ("swallowed failure", re.compile(r"\|\|\s*tru[e]\b")),
    ("private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----")),
    ("credential", re.compile(
        r"\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[baprs]-[0-9A-Za-z-]{10,}"
        r"|\bsk-[A-Za-z0-9_-]{32,}")),
    ("path of one machine", re.compile(
        r"(?<![\w.~$}*-])/(home|root|work|farm|Users|mnt|srv|tmp|opt)/[\w.]")),
    ("host of one machine", re.compile(
        r"https?://(localhost|\d{1,3}(\.\d{1,3}){3}|[\w-]+|[\w.-]+\.(local|lan|internal|corp))"
        r"(?=[:/\s\"'<>)\]]|$)")),
    ("package registry", re.compile(
        r"registry\.npmj[s]|pypi\.or[g]|pythonhosted\.or[g]|deb\.debia[n]\.org|proxy\.golan[g]|crates\.i[o]"
        r"|snapshot\.debia[n]")),
]


def run(check):
    lengths = {}
    names = [n for n in check.files() if not FOREIGN.search(n)]
    for name in names:
        text = check.read(name)
        lines = text.count("\n")
        if name.endswith(SOURCES) or text.startswith("#!"):
            if lines > LONGEST:
                check.fail(name, 0, f"{lines} lines; the most is {LONGEST}: one noun per file")
            if name.endswith((".cpp", ".h")) and name.startswith("core/src/"):
                lengths[name] = lines
        for what, pattern in RULES:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                check.fail(name, line, f"{what}: {match.group(0).strip()[:40]}")
    median = statistics.median(lengths.values()) if lengths else 0
    if median > MEDIAN:
        check.fail("core/src", 0, f"the median file has {median} lines; the most is {MEDIAN}")
    return f"{len(names)} files; the median source of the core has {median:.0f} lines"


if __name__ == "__main__":
    sys.exit(common.main("hygiene", run))
