#!/usr/bin/env python3
"""The report of `smx interop gate` as rows for ci/review.

    ci/interop_tools/gate_rows.py REPORT WRONG ROWS EVIDENCE

WRONG is the report of a run with a driver that changes one bit of what it received.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from review_tools import rows  # noqa: E402


def cells_row(report, wrong, evidence):
    cells = report["cells"]
    count = {word: sum(c["result"] == word for c in cells) for word in ("pass", "fail", "not run")}
    caught = any(c["result"] == "fail" and "another plaintext" in c["why"] for c in wrong["cells"])
    checks = sum(s["checks"] for c in cells for s in c["scenarios"])
    return rows.Row(
        id="interop.cells",
        claim="Every pair of platforms, live and through the relay, opens what the other sealed",
        clauses=("SES-04", "SES-06", "SES-10", "SES-14", "SES-16", "SES-20", "SES-23"),
        evidence=evidence,
        figure=f"{count['pass']} of {len(cells)} cells pass, {count['fail']} fail, "
               f"{count['not run']} not run; {report['messages']} messages, {checks} checks",
        control="yes" if caught else "no",
        planted="a driver that changes one bit of what it received",
        passed=count["fail"] == 0 and count["pass"] > 0,
        seconds=report["ms"] / 1000,
    )


def absence_row(report, evidence):
    absence = report["absence"]
    control = report["control"]
    searched = sum(place["bytes"] for place in absence["places"])
    caught = {"pass": "yes", "fail": "no"}.get(control["result"], "not run")
    leaks = ", ".join(leak["leak"] for leak in control["leaks"])
    return rows.Row(
        id="interop.absence",
        claim="What a message says is nowhere in the relay, nor on the wire on either side of it",
        clauses=(),
        evidence=evidence,
        figure=f"{absence['canaries']} canaries, {searched} bytes in {len(absence['places'])} places, "
               f"{sum(len(place['hits']) for place in absence['places'])} found",
        control=caught,
        planted=f"a relay that leaks one canary: {leaks}" if leaks else control["not_run"] or "none",
        passed=absence["result"] == "pass",
        seconds=0,
        not_run=absence["not_run"],
    )


def main(arguments):
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    report = json.loads(Path(arguments[0]).read_text())
    wrong = json.loads(Path(arguments[1]).read_text())
    evidence = arguments[3]
    rows.write(Path(arguments[2]),
               [cells_row(report, wrong, evidence), absence_row(report, evidence)])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
