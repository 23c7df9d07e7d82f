"""How the programs and the libraries come to be: built twice the same, of what, under which licences.

  ci/supply-chain            two builds in two places, compared file by file; the SPDX documents of what
                             is in the programs; licences; hardening; each with its control
  ci/supply-chain --long     both builds from nothing, without a compiler cache
  ci/supply-chain --reuse    builds on from where the last run left its copies

In the short form the first build is build/release, and a compiler cache may have helped it. The second
is another copy of the tree, built from nothing without a cache: it can take nothing from the first. So
the short form takes as long as one whole build, the long form as long as two. Left in
build/supply-chain: an SPDX document and a list of licences for each program. Nothing is signed here: a signed manifest comes with
a first release.

Exit status: 0 all is as claimed and every control was caught; 1 something is not (named); 2 wrong
use, or something does not build.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import os
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ci/review_tools"))

import contents  # noqa: E402
import hardening  # noqa: E402
import licences  # noqa: E402
import reproducible  # noqa: E402
import rows  # noqa: E402
import sbom  # noqa: E402
import spdx_check  # noqa: E402
from package import Unknown  # noqa: E402

WORK = ROOT / "build/supply-chain"
AGAIN = "ci/supply-chain"


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"ci/supply-chain: {message} (see ci/supply-chain --help)\n")


def say(text: str) -> None:
    print(text, flush=True)


def row(name: str, claim: str, figure: str, planted: dict[str, bool], passed: bool,
        start: float) -> rows.Row:
    """Prints it as well. `planted`: what was planted, and whether it was found."""
    say(f"{name}: {'' if passed else 'NOT AS CLAIMED: '}{figure}")
    for what, caught in planted.items():
        say(f"  control ({what}): {'found' if caught else 'NOT FOUND'}")
    return rows.Row(f"supply.{name}", claim, ("0050",), AGAIN, figure,
                    "yes" if planted and all(planted.values()) else "no", "; ".join(planted), passed,
                    round(time.monotonic() - start, 1))


def compare_builds(all_: reproducible.Builders, options: argparse.Namespace) -> rows.Row:
    start = time.monotonic()
    # At once: what somebody edits meanwhile is in neither.
    for builder in (all_.one, all_.two):
        builder.copy(ROOT, keep=options.reuse)
    first, second = all_.one if options.long else all_.here, all_.two
    for number, builder in enumerate((first, second), 1):
        say(f"build {number} of 2 ({builder.build.relative_to(ROOT)}) ...")
        builder.install()
    files, others = reproducible.digests(first.prefix), reproducible.digests(second.prefix)
    differ = reproducible.differences(files, others)
    figure = (f"{len(files)} installed files, the same SHA-256 in both; "
              + ", ".join(f"{name} {files[name][:16]}" for name in
                          (program.installed for program in contents.PROGRAMS))) if not differ else \
        f"{len(differ)} of {len(files)} files differ: {', '.join(differ[:5])}"
    all_.one.configure()
    planted = {plant.what: planted_difference(plant, all_.one, second)
               for plant in reproducible.PLANTS}
    return row("reproducible", "libraries and programs built in two places, by two users, are the same"
               " bytes", figure, planted, not differ, start)


def planted_difference(plant: reproducible.Plant, one: reproducible.Builder,
                       two: reproducible.Builder) -> bool:
    """Whether an object differs with the plant in it, and only then; afterwards both copies are as
    they were."""
    found, right = [], []
    for hours, builder in enumerate((one, two)):
        made = builder.build / reproducible.PLANTED_OBJECT
        text = builder.plant(plant, hours)
        builder.make(reproducible.PLANTED_OBJECT)
        found.append(made.read_bytes())
        builder.restore(plant, text)
        builder.make(reproducible.PLANTED_OBJECT)
        right.append(made.read_bytes())
    return found[0] != found[1] and right[0] == right[1]


def check_document(name: str, document: dict, expected: set[str], start: float) -> rows.Row:
    found = spdx_check.faults(document) + missing(document, expected)
    lacking = copy.deepcopy(document)
    gone = lacking["packages"].pop()["SPDXID"]
    lacking["relationships"] = [r for r in lacking["relationships"]
                                if gone not in (r["spdxElementId"], r["relatedSpdxElement"])]
    planted = {f"a document broken in {len(spdx_check.BREAKS)} ways":
               not spdx_check.missed_breaks(document),
               "a document without one package that was found": bool(missing(lacking, expected))}
    count = len(document["packages"])
    return row(f"sbom.{name}", f"the SPDX document of {name} names everything that is compiled in,"
               " linked or loaded",
               f"{count} packages, {len(document['relationships'])} relationships"
               if not found else "; ".join(found[:5]), planted, not found, start)


def missing(document: dict, expected: set[str]) -> list[str]:
    named = {package["name"] for package in document["packages"]}
    return [f"{name} is not in the document" for name in sorted(expected - named)]


def check_licences(inside: list, reviewed: dict, start: float) -> rows.Row:
    found = licences.faults(inside, reviewed)
    found += [f"{name} is listed and not used" for name in licences.unused(inside, reviewed)]
    if "Apache License" not in (ROOT / "LICENSE").read_text():
        found.append("LICENSE is not the Apache License")
    shorter = {name: entry for name, entry in reviewed.items() if name != "libsodium"}
    other = dict(reviewed)
    other["openssl"] = dataclasses.replace(other["openssl"], words="License: of another kind")
    planted = {"a linked package that is not listed": bool(licences.faults(inside, shorter)),
               "a licence that changed": bool(licences.faults(inside, other)),
               "an entry that nothing uses": bool(licences.unused(
                   [p for p in inside if p.source != "cli11"], reviewed))}
    return row("licences", "everything in the programs has a licence that was reviewed",
               f"{len(inside)} packages, {len(reviewed)} reviewed sources"
               if not found else "; ".join(found[:5]), planted, not found, start)


def check_hardening(program: Path, start: float) -> rows.Row:
    found = hardening.faults(program)
    bad = set(hardening.faults(hardening.build_bad(WORK / "bad")))
    return row(f"hardening.{program.name}",
               f"{program.name} is position independent, its relocations are read-only and"
               " bound at start, its stack is guarded and not executable, it has no search path",
               "8 of 8 properties" if not found else f"missing: {', '.join(found)}",
               {f"a program without {len(hardening.EXPECTED_OF_BAD)} of them":
                hardening.EXPECTED_OF_BAD <= bad}, not found, start)


def check(options: argparse.Namespace) -> list[rows.Row]:
    builders = reproducible.builders(ROOT, WORK, options.jobs)
    second = builders.two
    reviewed = licences.read(ROOT / "ci/licences.txt")
    out = [compare_builds(builders, options)]
    linked = {}
    for program in contents.PROGRAMS:
        start = time.monotonic()
        inside = contents.of_build(ROOT, second.build, program, second.prefix / program.installed,
                                   WORK / "link")
        document = sbom.document(inside, reviewed)
        (WORK / f"{program.name}.spdx.json").write_text(json.dumps(document, indent=2) + "\n")
        of_program = [*inside.direct, *inside.indirect, *inside.static, *inside.headers]
        out.append(check_document(program.name, document,
                                  {package.name for package in [*of_program, *inside.tools]}, start))
        listed = f"{program.name}.licences.txt"
        say(f"  {sbom.licence_list(document, WORK / listed)}: build/supply-chain/{listed}")
        linked |= {package.name: package for package in of_program}
    out.append(check_licences(list(linked.values()), reviewed, time.monotonic()))
    out += [check_hardening(second.prefix / program.installed, time.monotonic())
            for program in contents.PROGRAMS]
    return out


def main() -> int:
    parser = Parser(prog="ci/supply-chain", description=__doc__, usage="ci/supply-chain [options]",
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="both builds from nothing")
    parser.add_argument("--reuse", action="store_true", help="build on from the last run")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="write rows for ci/review there")
    parser.add_argument("--no-setup", action="store_true", help="install nothing")
    parser.add_argument("--plan", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plan:
        return 0
    try:
        out = check(options)
    except (reproducible.BuildFailed, licences.ListError, Unknown) as failure:
        print(f"ci/supply-chain: {failure}", file=sys.stderr)
        return 2
    if options.rows:
        rows.write(options.rows, out)
    bad = [entry.id for entry in out if not entry.good]
    say(f"not as it must be: {', '.join(bad)}" if bad else f"{len(out)} of {len(out)} as claimed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
