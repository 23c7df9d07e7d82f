"""How fast it is: measures every work beside the bare primitives and the peers, and judges it.

Every time is processor time as a multiple of X, one X25519 of libsodium measured in the same process
within the same seconds, and the median of several rounds in which all programs take turns. So the
figures of a busy machine can still be trusted, when they are read as ratios.

  ci/bench                          everything, about five minutes; also writes build/bench/bench.json
                                    and the charts works.svg and growth.svg beside it
  ci/bench --quick --filter encrypt a short look at some works; judges nothing
  ci/bench --compare OLD.json       measures, then shows the change of each work in per cent
  ci/bench --from A.json --compare B.json    compares two earlier runs
  ci/bench --from docs/performance/run.json  the table of the published run
  ci/bench --write-docs             measures, then writes docs/performance.md's tables and charts

Exit status: 0 every target that was measured is met; 1 a target or a peer's ratio was missed, or a
work gave no figure (named); 2 wrong use, or something does not build or run. A line that falls short
for a known reason is shown as `short` with the reason, and does not count as missed.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import chart
import compare
import growth
import growth_chart
import instructions
import measure
import pages
import table
import targets
from figures import Figures

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


class WrongUse(Exception):
    """One line for whoever called."""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise WrongUse(f"{message} (see ci/bench --help)")


def parse(arguments):
    parser = Parser(prog="ci/bench", description=__doc__, usage="ci/bench [options]",
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round, no growth, nothing judged")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"rounds (default {ROUNDS}, at most 50)")
    parser.add_argument("--filter", metavar="REGEX", help="only works whose name (ours/encrypt/64) has a match")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="an earlier run; nothing is measured")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="show the change against this earlier run")
    parser.add_argument("--json", action="store_true", help="print the run as JSON instead of tables")
    parser.add_argument("--write-docs", action="store_true", help="write the page's tables, charts and run.json")
    parser.add_argument("--check-docs", action="store_true",
                        help="fail unless page and charts are what docs/performance/run.json gives")
    parser.add_argument("--plan", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--not-run", action="append", default=[], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.filter is not None:
        try:
            options.filter = re.compile(options.filter)
        except re.error as fault:
            raise WrongUse(f"--filter: not a regular expression: {fault}") from fault
    if options.rounds is not None and not 1 <= options.rounds <= 50:
        raise WrongUse(f"--rounds takes 1 to 50, not {options.rounds}")
    if options.write_docs and (options.quick or options.filter):
        raise WrongUse("--write-docs publishes whole runs: not with --quick or --filter")
    if options.source and options.quick:
        raise WrongUse("--from measures nothing: not with --quick")
    if options.check_docs and (options.source or options.write_docs or options.quick):
        raise WrongUse("--check-docs stands alone")
    # Before minutes are spent on measuring.
    options.earlier = read(options.compare) if options.compare else None
    return options


def read(path):
    """An earlier run."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise WrongUse(f"{path}: cannot be read as a run: {fault}") from fault
    if not isinstance(document, dict) or document.get("format") != "smx-bench":
        raise WrongUse(f"{path}: not a run of ci/bench")
    if document.get("version") != 1:
        raise WrongUse(f"{path}: version {document.get('version')}; this reads version 1")
    return document


def measured(options, build):
    rounds = options.rounds or (1 if options.quick else ROUNDS)
    settings = measure.Settings(rounds=rounds, min_time=0.02 if options.quick else 0.1,
                                filter=options.filter, growth=not options.quick,
                                starts=5 if options.quick else 41)
    notes = dict(note.split("=", 1) for note in options.not_run)
    document = measure.whole_run(ROOT, build, settings, notes)
    document["settings"]["quick"] = options.quick
    (build / "bench.json").write_text(pages.compact(document), encoding="utf-8")
    return document


def restricted(document, expression):
    """The document with only the works that the filter leaves."""
    if expression is None or document["settings"]["filter"] == expression.pattern:
        return document
    runs = [{**run, "works": [w for w in run["works"] if expression.search(w["name"])]}
            for run in document["runs"]]
    runs = [run for run in runs if run["works"]]
    if not runs:
        raise WrongUse(f"--filter {expression.pattern}: the run has no such work")
    return {**document, "runs": runs, "processes": {}}


def draw(build, document, figures):
    curves = growth.curves(figures)
    if any(name.startswith("ours/") for name in figures.by_name):
        (build / "works.svg").write_text(chart.draw(document, figures), encoding="utf-8")
    if curves:
        (build / "growth.svg").write_text(growth_chart.draw(document, curves), encoding="utf-8")


def check_docs():
    document = read(ROOT / pages.RUN)
    stale = pages.stale(ROOT, document, Figures(document["runs"]))
    for path in stale:
        print(f"{path}: not what {pages.RUN} gives: run ci/bench --from {pages.RUN} --write-docs")
    print(f"docs of performance: {len(stale)} file(s) out of date")
    return 1 if stale else 0


def main(arguments):
    options = parse(arguments)
    if options.plan:
        print("read" if options.source or options.check_docs else "measure")
        return 0
    if options.check_docs:
        return check_docs()
    build = ROOT / "build" / "bench"
    document = read(options.source) if options.source else measured(options, build)
    document = restricted(document, options.filter)
    figures = Figures(document["runs"])
    if not options.source:
        draw(build, document, figures)
    verdicts = targets.judge(figures, document["processes"])
    if options.json:
        print(pages.compact(document), end="")
    else:
        print("\n".join(table.text(document, figures, verdicts)))
    if options.earlier and not options.json:
        print()
        print("\n".join(compare.text(figures, Figures(options.earlier["runs"]), document, options.earlier)))
    if options.write_docs:
        if document["settings"]["quick"] or document["settings"]["filter"]:
            raise WrongUse(f"{options.source}: not a whole run, so not published")
        for path in pages.write(ROOT, document, figures):
            print(f"written: {path}")
    if document["settings"].get("quick"):
        return 0
    return 1 if document["failed"] or any(verdict.missed for verdict in verdicts) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (WrongUse, measure.CannotRun, instructions.CannotCount, ValueError) as reason:
        print(f"ci/bench: {reason}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
