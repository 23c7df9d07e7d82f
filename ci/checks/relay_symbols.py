#!/usr/bin/env python3
"""The relay cannot decrypt: nothing of its program could agree on a key, derive one or open a message.

  relay_symbols.py --relay smx-relay --core libsmx_core.a [--list FILE]

Reads the symbols of the relay's program, defined or needed, and looks for the patterns of
relay-forbidden-symbols.txt. Each pattern must be found in the core's archive: that shows that the search
finds what is there. And the relay must hold what verifies a bundle: that shows that its own names can
be read.
"""

import argparse
import sys
from pathlib import Path

import symbols

VERIFIES = "smx::verify_bundle("


def check(relay, core, patterns):
    """Returns (problems, number of symbols read in the relay)."""
    problems = []
    names = symbols.symbols(relay)
    if not any(name.startswith(VERIFIES) for name in names):
        problems.append(f"{relay}: {VERIFIES}...) is not to be seen: nothing was proved")
    inside = symbols.symbols(core)
    for pattern in patterns:
        for name in sorted(n for n in names if pattern.search(n))[:3]:
            problems.append(f"{relay}: holds {name}")
        if not any(pattern.search(name) for name in inside):
            problems.append(f"{core}: nothing matches {pattern.pattern}: the search is blind")
    return problems, len(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--relay", required=True)
    parser.add_argument("--core", required=True)
    parser.add_argument("--list", default=Path(__file__).with_name("relay-forbidden-symbols.txt"))
    options = parser.parse_args()
    patterns = symbols.load(options.list)
    problems, read = check(options.relay, options.core, patterns)
    for problem in problems:
        print(problem)
    print(f"relay symbols: {read} read, {len(patterns)} patterns, {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
