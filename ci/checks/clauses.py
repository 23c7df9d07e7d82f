#!/usr/bin/env python3
"""Every clause that binds an implementation has a test that cites it, and every citation exists.

A clause is a paragraph of docs/spec that begins with its id in bold, **[DR-12]**, and runs to the
next clause or heading; it binds when it says MUST. A test cites it as [DR-12] in its source; a
vector case by its member "clause"; a planted bug by its own. `--json` prints the whole table, which
is also what the build puts into the command smx (conformance/report/embed_clauses.py), so that the
reports and this check cannot disagree.
"""

import json
import re
import sys
from pathlib import PurePosixPath

import common

EXCEPTIONS = "ci/checks/clause-exceptions.txt"
DEFINITION = re.compile(r"^\*\*\[([A-Z0-9]+-\d+)\]\*\*", re.MULTILINE)
BINDS = re.compile(r"\bMUST\b")
TEXT = (".cpp", ".h", ".go", ".mjs", ".js", ".py", ".sh", ".md", ".txt", ".in", ".c", ".svg")
TESTS = re.compile(r"(^|/)tests?/|_test\.(cpp|go)$|\.test\.mjs$")


def definitions(check):
    """Clause id -> (page, line, text)."""
    found = {}
    for page in check.files("docs/spec", suffixes=(".md",)):
        text = check.read(page)
        starts = list(DEFINITION.finditer(text))
        for start, after in zip(starts, starts[1:] + [None]):
            body = text[start.start():after.start() if after else len(text)]
            body = re.split(r"^#+ ", body, maxsplit=1, flags=re.MULTILINE)[0]
            line = text.count("\n", 0, start.start()) + 1
            if start.group(1) in found:
                check.fail(page, line, f"[{start.group(1)}] is defined twice")
            found[start.group(1)] = (page, line, body)
    return found


def cited_in_vectors(check):
    for name in check.files("vectors", suffixes=(".json",)):
        if name.startswith("vectors/schema/"):
            continue
        document = json.loads(check.read(name))
        for group in document.get("groups", []) if isinstance(document, dict) else []:
            for case in group["cases"]:
                for clause in case["clause"]:
                    yield name, 0, clause


def cited_in_text(check, prefixes, wanted=lambda name: True):
    """Everything that looks like a clause id, in brackets or in a comment's words."""
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(prefixes))})-\d{{2,3}}\b(?!-)")
    for name in check.files(suffixes=TEXT):
        if name.startswith("ci/checks/tests/") or not wanted(name):
            continue  # the former hold planted faults
        text = check.read(name)
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield name, line, match.group(0)


def is_test(name):
    return bool(TESTS.search(name))


def cases_by_clause(check):
    """Clause id -> ({ids of cases that must be accepted}, {ids of cases that must be refused})."""
    found = {}
    for name in check.files("vectors", suffixes=(".json",)):
        if name.startswith("vectors/schema/"):
            continue
        document = json.loads(check.read(name))
        for group in document.get("groups", []) if isinstance(document, dict) else []:
            for case in group["cases"]:
                for clause in case["clause"]:
                    positive, negative = found.setdefault(clause, (set(), set()))
                    (positive if case.get("result") == "valid" else negative).add(case.get("id", ""))
    return found


def planted_bugs(check):
    """The planted bugs: of the pinned fingerprints, or, while those name none, of their sources."""
    pinned = "conformance/mutants/fingerprints.json"
    if (check.root / pinned).exists():
        document = json.loads(check.read(pinned))
        if document.get("bugs"):
            return document["bugs"]
    bugs = {}
    for name in check.files("conformance/mutants", suffixes=(".json",)):
        document = json.loads(check.read(name))
        if isinstance(document, dict) and {"name", "clause", "description"} <= set(document):
            bug = bugs.setdefault(document["name"], {
                "name": document["name"], "clause": document["clause"],
                "description": document["description"], "implementations": []})
            bug["implementations"].append(PurePosixPath(name).parent.name)
    return [bugs[name] for name in sorted(bugs)]


def tests_by_clause(check, clauses):
    """Clause id -> {tests whose source cites it}."""
    prefixes = {clause.rpartition("-")[0] for clause in clauses}
    found = {}
    for name, _, clause in cited_in_text(check, prefixes, is_test):
        found.setdefault(clause, set()).add(name)
    return found


def summary_of(text):
    """What a clause says, on one line without its markup: its first words."""
    text = re.sub(r"^\*\*\[[^\]]*\]\*\*\s*(\([^)]*\)\s*)?", "", text)
    text = re.sub(r"```.*?(```|$)", " ... ", text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[`*]", "", text)
    text = " ".join(text.split())
    return text if len(text) <= 240 else text[:240].rpartition(" ")[0] + " ..."


def table(check):
    """One row for each clause, in the order of the pages: the one table of what covers what."""
    clauses = definitions(check)
    cases = cases_by_clause(check)
    tests = tests_by_clause(check, clauses)
    bugs = {}
    for bug in planted_bugs(check):
        bugs.setdefault(bug["clause"], []).append(bug["name"])
    rows = []
    for clause, (page, line, text) in clauses.items():
        positive, negative = cases.get(clause, (set(), set()))
        rows.append({"id": clause, "page": page, "line": line, "binds": bool(BINDS.search(text)),
                     "summary": summary_of(text), "positive": sorted(positive),
                     "negative": sorted(negative), "bugs": sorted(bugs.get(clause, [])),
                     "tests": sorted(tests.get(clause, set()))})
    return rows


def uncovered(row):
    """A clause that binds, and that neither a case nor a native test cites."""
    return row["binds"] and not (row["positive"] or row["negative"] or row["tests"])


def run(check):
    rows = {row["id"]: row for row in table(check)}
    listed = check.exceptions(EXCEPTIONS)
    if not rows:
        check.fail("docs/spec", 0, "no clauses")
        return "nothing to compare"
    prefixes = {clause.rpartition("-")[0] for clause in rows}
    for name, line, clause in [*cited_in_vectors(check), *cited_in_text(check, prefixes)]:
        if clause not in rows:
            check.fail(name, line, f"cites {clause}, which docs/spec does not define")
    for bug in planted_bugs(check):
        if bug["clause"] not in rows:
            check.fail("conformance/mutants", 0,
                       f"{bug['name']} is tied to {bug['clause']}, which docs/spec does not define")
    binding = {clause for clause, row in rows.items() if row["binds"]}
    untested = {clause for clause, row in rows.items() if uncovered(row)}
    for clause in sorted(untested - set(listed)):
        check.fail(rows[clause]["page"], rows[clause]["line"], f"no test or vector cites [{clause}]")
    check.unused(EXCEPTIONS, listed, untested)
    without_bug = sum(1 for row in rows.values() if row["binds"] and not row["bugs"])
    return (f"{len(rows)} clauses, {len(binding)} bind, {len(binding - untested)} cited by tests, "
            f"{len(listed)} exceptions; {without_bug} that bind have no planted bug")


if __name__ == "__main__":
    if "--json" in sys.argv[1:]:
        sys.argv.remove("--json")
        print(json.dumps(table(common.Check(common.root_argument(__doc__))), indent=2))
        sys.exit(0)
    sys.exit(common.main("clauses", run))
