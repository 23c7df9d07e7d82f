#!/usr/bin/env python3
"""Reads the ```yaml blocks of pages: each must be YAML, and call only scripts that the page makes.

    docs/check_yaml.py PAGE...

Exit status: 0 all well, 1 a block is broken.
"""

import re
import sys

import yaml


def scripts_called(value):
    """The ./programs in all strings of a parsed document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {script for item in value for script in scripts_called(item)}
    return set(re.findall(r"(?<!\S)\./\S+", value)) if isinstance(value, str) else set()


def faults(text):
    made = set(re.findall(r"^cat > (\S+) <<", "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)),
                          re.M))
    for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S), 1):
        try:
            document = yaml.safe_load(block)
        except yaml.YAMLError as error:
            yield f"yaml block {number}: {' '.join(str(error).split())}"
            continue
        if not isinstance(document, dict):
            yield f"yaml block {number}: no mapping"
        for script in sorted(scripts_called(document)):
            if script.removeprefix("./") not in made:
                yield f"yaml block {number}: calls {script}, which no command of the page makes"


def main():
    broken = False
    for page in sys.argv[1:]:
        with open(page, encoding="utf-8") as file:
            for fault in faults(file.read()):
                print(f"{page}: {fault}")
                broken = True
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
