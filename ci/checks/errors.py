#!/usr/bin/env python3
"""One name and one number for every error, wherever errors are listed.

The list of core/include/smx/error.h is compared with the specification's tables, the core's own
names, the driver protocol's and the vectors' schemas, and the JavaScript and Go drivers.
"""

import json
import re
import sys

import common

HEADER = "core/include/smx/error.h"
NAMES = "core/src/bytes/error.cpp"
PAGE = "docs/spec/errors.md"
SCHEMAS = ("conformance/protocol", "vectors/schema")
JAVASCRIPT = "conformance/drivers/javascript"
GO = "conformance/drivers/go/internal/reject/reason.go"
# Protocol errors are below, the library's own from here up [ERR-02].
FIRST_OWN = 64


def header_list(check):
    body = re.search(r"enum class Error[^{]*\{(.*?)\};", check.read(HEADER), re.DOTALL)
    if not body:
        check.fail(HEADER, 0, "no enum class Error")
        return {}
    return {name: int(number) for name, number in re.findall(r"(\w+)\s*=\s*(\d+)", body.group(1))}


def page_list(check):
    rows = re.findall(r"^\|\s*(\d+)\s*\|\s*`(\w+)`\s*\|", check.read(PAGE), re.MULTILINE)
    return {name: int(number) for number, name in rows}


def differ(check, place, want, have):
    for name in sorted(set(want) | set(have)):
        if name not in have:
            check.fail(place, 0, f"{name} ({want[name]}) of {HEADER} is missing")
        elif name not in want:
            check.fail(place, 0, f"{name} ({have[name]}) is not in {HEADER}")
        elif want[name] != have[name]:
            check.fail(place, 0, f"{name} is {have[name]}, in {HEADER} {want[name]}")


def check_header(check, errors):
    numbers = sorted(errors.values())
    if len(set(numbers)) != len(numbers):
        check.fail(HEADER, 0, "two errors share a number")
    protocol = [n for n in numbers if n < FIRST_OWN]
    if protocol != list(range(1, len(protocol) + 1)):
        check.fail(HEADER, 0, "the protocol's errors must be numbered 1, 2, 3 and so on")


def check_names(check, errors):
    """Each enumerator returns its own name, so that the name cannot drift from the enum."""
    pairs = re.findall(r"case Error::(\w+):\s*return \"(\w+)\";", check.read(NAMES))
    for enumerator, text in pairs:
        if enumerator != text:
            check.fail(NAMES, 0, f"Error::{enumerator} is named \"{text}\"")
    for name in sorted(set(errors) - {enumerator for enumerator, _ in pairs}):
        check.fail(NAMES, 0, f"Error::{name} has no name")


def enumerations(node):
    """Every `enum` of strings anywhere in a schema."""
    if isinstance(node, dict):
        values = node.get("enum")
        if isinstance(values, list) and all(isinstance(v, str) for v in values):
            yield values
        for child in node.values():
            yield from enumerations(child)
    elif isinstance(node, list):
        for child in node:
            yield from enumerations(child)


def check_schemas(check, protocol):
    """A schema's list of reasons is the whole list, in order."""
    found = {folder: 0 for folder in SCHEMAS}
    for folder in SCHEMAS:
        for name in check.files(folder, suffixes=(".json",)):
            for values in enumerations(json.loads(check.read(name))):
                if not set(values) & set(protocol):
                    continue
                found[folder] += 1
                if values != protocol:
                    check.fail(name, 0, f"reasons differ from {HEADER}: {values}")
        if not found[folder]:
            check.fail(folder, 0, "no schema lists the reasons")
    return sum(found.values())


def check_javascript(check, protocol):
    """The driver names every reason, as text, and none that is not one."""
    files = [n for n in check.files(JAVASCRIPT, suffixes=(".mjs", ".js")) if "/test" not in n]
    text = "\n".join(check.read(name) for name in files)
    for name in protocol:
        if name != "stale_state" and not re.search(rf"['\"`]{name}['\"`]|\b{name}\b\s*[:=]", text):
            check.fail(JAVASCRIPT, 0, f"never says {name}")
    for name in files:
        rejects = re.findall(r"\b(?:Reject|reject)\(\s*['\"](\w+)['\"]", check.read(name))
        for reason in sorted(set(rejects) - set(protocol)):
            check.fail(name, 0, f"{reason} is no reason of the protocol")


def check_go(check, protocol):
    """Its list of reasons is the whole list, but for the one that no op can give."""
    found = re.findall(r'\bReason\s*=\s*"(\w+)"', check.read(GO))
    wanted = [name for name in protocol if name != "stale_state"]
    if found != wanted:
        odd = sorted(set(found) ^ set(wanted)) or ["another order, or one twice"]
        check.fail(GO, 0, f"reasons differ from {HEADER}: {', '.join(odd)}")


def run(check):
    errors = header_list(check)
    protocol = [n for n, number in sorted(errors.items(), key=lambda item: item[1])
                if number < FIRST_OWN]
    check_header(check, errors)
    differ(check, PAGE, errors, page_list(check))
    check_names(check, errors)
    schemas = check_schemas(check, protocol)
    check_javascript(check, protocol)
    check_go(check, protocol)
    return f"{len(errors)} errors in the header, the page, the names, {schemas} schema lists"


if __name__ == "__main__":
    sys.exit(common.main("errors", run))
