#!/usr/bin/env python3
"""Every relative link of every Markdown page leads to a file, and every #anchor to a heading.

Usage: check_links.py ROOT. Exit status 0 when all links hold, 1 with one line for each that does not.
"""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SKIPPED_FOLDERS = {".git", "build", "node_modules"}


def anchors(text):
    """The anchors that a page's headings get: lower case, no punctuation, blanks to hyphens."""
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", FENCE.sub("", text), re.MULTILINE):
        plain = re.sub(r"[`*]", "", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def pages(root):
    for page in sorted(root.rglob("*.md")):
        folders = page.relative_to(root).parts[:-1]
        if not any(f in SKIPPED_FOLDERS or f.startswith("build-") for f in folders):
            yield page


def broken(page):
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{target}: no such file"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
            yield f"{target}: no such heading"


def main():
    root = Path(sys.argv[1]).resolve()
    count, bad = 0, 0
    for page in pages(root):
        count += 1
        for fault in broken(page):
            print(f"{page.relative_to(root)}: {fault}")
            bad += 1
    print(f"{count} pages, {bad} broken links")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
