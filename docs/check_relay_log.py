#!/usr/bin/env python3
"""A relay's log tells on nobody: identifiers stand in it as 8 hex digits of a hash, in fields that end in
_h8, and an organisation's alone as it is.

Usage: check_relay_log.py FILE. Lines that are no JSON object (what --dev says to people) are passed over.
Exit status 0 when all holds, 1 with one line for each fault, also when there is nothing to look at.
"""

import json
import re
import sys

HASHED = re.compile(r"^[0-9a-f]{8}$")
IDENTIFIER = re.compile(r"\b(usr|dev|inv|msg|dlv|upl|org)_[0-9a-f]{32}\b")
TELEPHONE = re.compile(r"\+[0-9]{7,15}\b")


def faults(line, event):
    for name, value in event.items():
        if name.endswith("_h8"):
            if not HASHED.match(str(value)):
                yield f"line {line}: {name} is not 8 hex digits"
        elif name.endswith(("_id", "sub", "subject")) and name != "org_id":
            yield f"line {line}: {name} is an identifier as it is"
        elif name != "org_id" and IDENTIFIER.search(str(value)):
            yield f"line {line}: {name} holds an identifier"
        if TELEPHONE.search(str(value)):
            yield f"line {line}: {name} holds a telephone number"


def main(path):
    found, hashed, stored = [], 0, 0
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if not text.startswith("{"):
                continue
            event = json.loads(text)
            found += faults(number, event)
            hashed += sum(name.endswith("_h8") for name in event)
            stored += event["msg"] == "message_stored"
    if hashed == 0 or stored == 0:
        found.append("no message was logged: there is nothing to look at")
    for fault in found:
        print(f"  {path}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
