"""The evidence that the core keeps its promises, run again, as one table.

Each line has a claim, the command that shows it, the figure that came out, and whether the control
was caught: the same check, run on something in which the fault was planted. A check that cannot be
seen to fail is not evidence, so such a line is bad, too.

  ci/review                       every check in its bounded form: under 20 minutes on two processors
  ci/review --long                the long form: more runs, more seeds, more executions; the relay's, too
  ci/review --only fuzz           only this command; may be given more than once
  ci/review --wycheproof DIR      with your checkout of Wycheproof (else that line is "not run")
  ci/review --write-docs          also keeps the run and puts its table into docs/review.md
  ci/review --long --from DIR     takes what was good from an earlier run's build/review (DIR, perhaps of
                                  another clone or machine, or cut off) and runs the rest; may be given again
  ci/review --check-docs          runs nothing: is the page what the kept runs give?
  ci/review --list                the commands, each of which can be run by itself

Output of the commands: build/review/NAME.log; the run: build/review/review.json.

Exit status: 0 every check passed and every control was caught; 1 one was not (named); 2 wrong use.
What could not be run here is a line that says why, and counts as neither.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import commands
import document
import parts
import rows
import table

ROOT = Path(__file__).resolve().parents[2]


class WrongUse(Exception):
    """One line for whoever called."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise WrongUse(f"{message} (see ci/review --help)")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="ci/review", description=__doc__, usage="ci/review [options]",
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="the long form")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", choices=commands.NAMES,
                        help=f"only this command: {', '.join(commands.NAMES)}")
    parser.add_argument("--wycheproof", type=Path, metavar="DIR", help="a Wycheproof checkout of yours")
    parser.add_argument("--json", action="store_true", help="print the run as JSON instead of the table")
    parser.add_argument("--write-docs", action="store_true", help="keep the run and its table in docs/")
    parser.add_argument("--check-docs", action="store_true", help="fail unless the page is what the kept runs give")
    parser.add_argument("--from", dest="folders", action="append", default=[], type=Path, metavar="DIR",
                        help="a folder build/review of an earlier run of the same form")
    parser.add_argument("--list", action="store_true", help="name the commands and what each is for")
    parser.add_argument("--plan", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.write_docs and options.only:
        raise WrongUse("--write-docs keeps whole runs: not with --only")
    if options.check_docs and (options.long or options.only or options.write_docs or options.folders):
        raise WrongUse("--check-docs stands alone")
    if options.wycheproof and not options.wycheproof.is_dir():
        raise WrongUse(f"--wycheproof {options.wycheproof}: no such directory")
    return options


def taken(options: argparse.Namespace, form: str) -> dict[str, parts.Part]:
    """What need not be run again; of a later folder before an earlier one."""
    found: dict[str, parts.Part] = {}
    for folder in options.folders:
        found |= parts.read(folder, form)
    return found


def reviewed(options: argparse.Namespace, folder: Path, before: dict[str, parts.Part],
             keep: Callable[[list[rows.Row], dict[str, float]], None]
             ) -> tuple[list[rows.Row], dict[str, float]]:
    """The lines of all chosen commands, and seconds per command. `keep` is called after each with
    what there is by then: a run of hours that is cut off can be gone on with (--from)."""
    found: list[rows.Row] = []
    seconds: dict[str, float] = {}
    chosen = [c for c in commands.COMMANDS
              if (c.name in options.only if options.only else c.bounded or options.long)]
    for number, command in enumerate(chosen, 1):
        if command.name in before:
            part = before[command.name]
            commands.progress(f"{number}/{len(chosen)} ci/{command.name}: as it was at {part.origin.commit}, "
                              f"{part.origin.date}")
            rows.write(folder / f"{command.name}.json", part.rows)
            lines, seconds[command.name] = part.rows, part.seconds
        else:
            commands.progress(f"{number}/{len(chosen)} ci/{command.name}: {command.what} ...")
            arguments = ["--long"] if options.long else []
            if command.name == "judgement" and options.wycheproof:
                arguments += ["--wycheproof", str(options.wycheproof.resolve())]
            lines, seconds[command.name] = commands.run(ROOT, command.name, arguments, folder)
        bad = [row for row in lines if not row.good]
        commands.progress(f"    {table.summary(lines)}, {seconds[command.name]:.0f} s"
                          + "".join(f"\n    BAD {row.id}: {row.figure}" for row in bad))
        found += lines
        keep(found, seconds)
    return found, seconds


def check_docs() -> int:
    stale = document.stale(ROOT)
    for line in stale:
        print(f"{line}: run ci/review --write-docs")
    kept = [form for form, path in document.RUNS.items() if (ROOT / path).exists()]
    print(f"review page: {', '.join(kept) or 'no'} run kept, {len(stale)} out of date")
    return 1 if stale else 0


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.plan:
        print("read" if options.check_docs or options.list else "run")
        return 0
    if options.check_docs:
        return check_docs()
    if options.list:
        for command in commands.COMMANDS:
            print(f"ci/{command.name:15} {command.what}{'' if command.bounded else ' (--long, or by name)'}")
        return 0
    folder = ROOT / "build" / "review"
    form = "long" if options.long else "bounded"
    before = taken(options, form)

    def keep(lines: list[rows.Row], times: dict[str, float]) -> None:
        taken_so_far = {name: part for name, part in before.items() if name in times}
        document.write(folder / "review.json",
                       document.make(ROOT, form, lines, times, parts.origins(taken_so_far)))

    found, seconds = reviewed(options, folder, before, keep)
    result = document.make(ROOT, form, found, seconds, parts.origins(before))
    document.write(folder / "review.json", result)
    print(json.dumps(result, indent=1) if options.json else "\n".join(table.text(found)))
    if not options.json:
        print(f"{sum(seconds.values()) / 60:.1f} minutes; build/review/review.json")
    if options.write_docs:
        document.write(ROOT / document.RUNS[form], result)
        page = document.updated_page(ROOT, form)
        (ROOT / document.PAGE).write_text(page, encoding="utf-8")
        commands.progress(f"written: {document.RUNS[form]}, {document.PAGE}")
    return 0 if all(row.good for row in found) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (WrongUse, document.DocumentError) as reason:
        print(f"ci/review: {reason}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
