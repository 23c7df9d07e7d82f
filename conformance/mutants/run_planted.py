#!/usr/bin/env python3
"""Plants protocol bugs, one at a time, in a copy of the JavaScript driver, and asks the vectors.

Each file of javascript/ describes one bug as a replacement of text that occurs exactly once in one
module of the driver. The driver is copied, the bug planted, and `smx conformance run` has to fail
(exit status 1) with a first divergence that names the trace step or the field. The suites of the
bug's family are asked first, since they look at it most closely, then all of them. The driver as it
is has to pass, or the failures would prove nothing. The shipped driver holds no switch for any of
this.

Exit status: 0 every bug was found and named, 1 one was not, 2 the descriptions or the driver do not
fit together.
"""

import argparse
import concurrent.futures
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
MEMBERS = {"name", "clause", "description", "family", "file", "find", "replace"}
# The families, each with the cases that are asked first.
FAMILIES = {
    "key_schedule": ("hkdf/*", "spk-signature/*", "x3dh-prekey/*"),
    "codec": ("smx1-parse/*", "drv1-parse/*", "spk-signature/*", "x3dh-prekey/*"),
    "ratchet": ("dr-interop/*",),
    "session": ("device/*",),
}
LEAST_PER_FAMILY = 7
SECONDS_FOR_ONE_RUN = 300


class BadInput(Exception):
    """A description that cannot be used; the text names the file and the member."""


def read_bug(path):
    """One description, checked for its members."""
    try:
        bug = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path.name}: {error}") from error
    if not isinstance(bug, dict) or set(bug) != MEMBERS:
        raise BadInput(f"{path.name}: the members have to be {', '.join(sorted(MEMBERS))}")
    for member in sorted(MEMBERS):
        if not isinstance(bug[member], str) or not (bug[member] or member == "replace"):
            raise BadInput(f"{path.name}: {member}: not a text")
    if bug["name"] != path.stem:
        raise BadInput(f"{path.name}: name: not that of the file")
    if bug["family"] not in FAMILIES:
        raise BadInput(f"{path.name}: family: not one of {', '.join(FAMILIES)}")
    return bug


def planted(source, bug):
    """The module's text with the bug in it."""
    count = source.count(bug["find"])
    if count != 1:
        raise BadInput(f"{bug['name']}.json: find: occurs {count} times in {bug['file']}, not once")
    if bug["find"] == bug["replace"]:
        raise BadInput(f"{bug['name']}.json: replace: changes nothing")
    return source.replace(bug["find"], bug["replace"])


def read_bugs(directory, driver):
    """All descriptions, each tried on the module that it names."""
    bugs = [read_bug(path) for path in sorted(directory.glob("*.json"))]
    for bug in bugs:
        module = driver / bug["file"]
        if pathlib.PurePath(bug["file"]).name != bug["file"] or not module.is_file():
            raise BadInput(f"{bug['name']}.json: file: the driver has no module {bug['file']}")
        planted(module.read_text(encoding="utf-8"), bug)
    for family in FAMILIES:
        count = sum(bug["family"] == family for bug in bugs)
        if count < LEAST_PER_FAMILY:
            raise BadInput(f"{family}: {count} bugs, at least {LEAST_PER_FAMILY} are wanted")
    return bugs


def conformance_run(options, copy, *more):
    """Exit status and JSON report of one run on a copy of the driver."""
    driver = f"{shlex.quote(options.node)} {shlex.quote(str(copy / 'driver.mjs'))}"
    command = [options.smx, "conformance", "run", "--vectors", str(options.vectors),
               "--driver", driver, "--slow", "6", "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          timeout=SECONDS_FOR_ONE_RUN)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, {"stderr": done.stderr.strip()}


def copy_driver(options, directory):
    """A fresh copy of the driver's modules, without its tests."""
    for module in options.driver.glob("*.mjs"):
        shutil.copy(module, directory)
    return pathlib.Path(directory)


def first_failure(report):
    """The first case that was run and did not pass, or None."""
    for platform in report.get("platforms", []):
        for file in platform["files"]:
            for case in file["cases"]:
                if case["outcome"] not in ("pass", "not_run"):
                    return case
    return None


def place_of(case):
    """Where a case diverged first: the step or output with its field, or the verdict."""
    divergence = case["divergence"]
    where = divergence["where"]
    if divergence["kind"] in ("verdict", "reason"):
        return f"{where}: want {divergence['want']}, got {divergence['got']}"
    field = divergence.get("field", {}).get("name", where)
    return where if field == where else f"{where} [{field}]"


def try_bug(options, bug):
    """What became of one bug: {killed, case, step, op, place, why}."""
    with tempfile.TemporaryDirectory(prefix="smx-planted-") as directory:
        copy = copy_driver(options, directory)
        module = copy / bug["file"]
        module.write_text(planted(module.read_text(encoding="utf-8"), bug), encoding="utf-8")
        first = [f"--filter={glob}" for glob in FAMILIES[bug["family"]]]
        status, report = conformance_run(options, copy, "--fail-fast", *first)
        if status == 0:
            status, report = conformance_run(options, copy, "--fail-fast")
    case = first_failure(report)
    if status == 0:
        return {"killed": False, "why": "survived: the run passed"}
    if status != 1 or case is None:
        return {"killed": False, "why": f"exit status {status}: {report.get('stderr', 'no case')}"}
    if case["outcome"] != "mismatch" or not case.get("divergence", {}).get("where"):
        why = f"{case['id']}: {case['outcome']}, without a step or field: {case['message']}"
        return {"killed": False, "why": why}
    return {"killed": True, "case": case["id"], "step": case.get("step"), "op": case.get("op", ""),
            "place": place_of(case), "twin": case.get("twin", False)}


def control(options):
    """Why the driver as it is does not pass, or None."""
    with tempfile.TemporaryDirectory(prefix="smx-planted-") as directory:
        status, report = conformance_run(options, copy_driver(options, directory))
    if status == 0:
        return None
    case = first_failure(report)
    return f"exit status {status}: {case['id'] if case else report.get('stderr', '')}"


def same_twice(bugs, results):
    """Pairs of bugs that share their clause and the place where they were found."""
    seen = {}
    for bug in bugs:
        result = results[bug["name"]]
        if result["killed"]:
            place = (bug["clause"], result["case"], result["step"], result["place"])
            seen.setdefault(place, []).append(bug["name"])
    return [names for names in seen.values() if len(names) > 1]


def print_table(bugs, results):
    """One line for each bug: its name, where it was found, what was named."""
    rows = [("bug", "clause", "killed by", "step", "names")]
    for bug in sorted(bugs, key=lambda item: (list(FAMILIES).index(item["family"]), item["name"])):
        result = results[bug["name"]]
        if result["killed"]:
            case = result["case"] + (" (its twin)" if result["twin"] else "")
            rows.append((bug["name"], bug["clause"], case, f"{result['step']} {result['op']}",
                         result["place"]))
        else:
            rows.append((bug["name"], bug["clause"], "NOT KILLED", "", result["why"]))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        print("  ".join([*cells, row[4]]).rstrip())


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--smx", required=True, help="the smx program")
    parser.add_argument("--vectors", type=pathlib.Path, default=HERE.parents[1] / "vectors")
    parser.add_argument("--driver", type=pathlib.Path, default=HERE.parent / "drivers/javascript",
                        help="directory of the JavaScript driver")
    parser.add_argument("--bugs", type=pathlib.Path, default=HERE / "javascript",
                        help="directory of the descriptions")
    parser.add_argument("--node", default="node")
    parser.add_argument("--only", action="append", help="only the bug of this name; repeatable")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    return parser.parse_args()


def main():
    options = parse_arguments()
    try:
        bugs = read_bugs(options.bugs, options.driver)
        if options.only:
            unknown = set(options.only) - {bug["name"] for bug in bugs}
            if unknown:
                raise BadInput(f"--only: no bug named {', '.join(sorted(unknown))}")
            bugs = [bug for bug in bugs if bug["name"] in options.only]
    except BadInput as error:
        print(f"run_planted: {error}", file=sys.stderr)
        return 2

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        unchanged = pool.submit(control, options)
        tried = {bug["name"]: pool.submit(try_bug, options, bug) for bug in bugs}
        results = {name: future.result() for name, future in tried.items()}
        fault = unchanged.result()

    print_table(bugs, results)
    survivors = sum(not result["killed"] for result in results.values())
    twice = same_twice(bugs, results)
    for names in twice:
        print(f"not told apart, same clause and same first divergence: {', '.join(names)}")
    if fault is not None:
        print(f"the driver as it is does not pass, so nothing is proven: {fault}")
    print(f"{len(bugs) - survivors} of {len(bugs)} planted bugs were found and named, "
          f"in {time.monotonic() - start:.0f} s")
    return 0 if survivors == 0 and not twice and fault is None else 1


if __name__ == "__main__":
    sys.exit(main())
