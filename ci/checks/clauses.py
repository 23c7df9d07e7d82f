#!/usr/bin/env python3
"""Every clause that binds an implementation has a test that cites it, and every citation exists.

A clause is a paragraph of docs/spec that begins with its id in bold, **[DR-12]**, and runs to the
next clause or heading; it binds when it says MUST. A test cites it as [DR-12] in its source; a
vector case by its member "clause".
"""

import json
import re
import sys

import common

EXCEPTIONS = "ci/checks/clause-exceptions.txt"
DEFINITION = re.compile(r"^\*\*\[([A-Z0-9]+-\d+)\]\*\*", re.MULTILINE)
BINDS = re.compile(r"\bMUST\b")
TEXT = (".cpp", ".h", ".mjs", ".js", ".py", ".sh", ".md", ".txt", ".in", ".c", ".svg")
TESTS = re.compile(r"(^|/)tests?/|_test\.cpp$|\.test\.mjs$")


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


def cited_in_text(check, prefixes):
    """Everything that looks like a clause id, in brackets or in a comment's words."""
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(prefixes))})-\d{{2,3}}\b(?!-)")
    for name in check.files(suffixes=TEXT):
        if name.startswith("ci/checks/tests/"):
            continue  # holds planted faults
        text = check.read(name)
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield name, line, match.group(0)


def run(check):
    clauses = definitions(check)
    prefixes = {clause.rpartition("-")[0] for clause in clauses}
    listed = check.exceptions(EXCEPTIONS)
    tested = set()
    if not clauses:
        check.fail("docs/spec", 0, "no clauses")
        return "nothing to compare"
    for name, line, clause in [*cited_in_vectors(check), *cited_in_text(check, prefixes)]:
        if clause not in clauses:
            check.fail(name, line, f"cites {clause}, which docs/spec does not define")
        elif name.startswith("vectors/") or TESTS.search(name):
            tested.add(clause)
    binding = {clause for clause, (_, _, text) in clauses.items() if BINDS.search(text)}
    for clause in sorted(binding - tested - set(listed)):
        page, line, _ = clauses[clause]
        check.fail(page, line, f"no test or vector cites [{clause}]")
    check.unused(EXCEPTIONS, listed, binding - tested)
    return (f"{len(clauses)} clauses, {len(binding)} bind, {len(binding & tested)} cited by tests, "
            f"{len(listed)} exceptions")


if __name__ == "__main__":
    sys.exit(common.main("clauses", run))
