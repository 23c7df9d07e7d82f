"""What every check shares: the list of the project's files, and how a check ends."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", "__pycache__", "node_modules"}


class Check:
    """One run of one check over one tree; collects what is wrong as `file:line: what`."""

    def __init__(self, root):
        self.root = Path(root)
        self.problems = []

    def fail(self, path, line, message):
        self.problems.append(f"{path}:{line}: {message}" if line else f"{path}: {message}")

    def files(self, *folders, suffixes=None):
        """Paths relative to the root, sorted, below any of the folders (all when none is given)."""
        names = list_files(self.root)
        if folders:
            names = [n for n in names if any(n == f or n.startswith(f + "/") for f in folders)]
        if suffixes:
            names = [n for n in names if n.endswith(tuple(suffixes))]
        return names

    def read(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def exceptions(self, name):
        """Reads `subject | reason` lines. An exception without a reason is itself a problem."""
        found = {}
        path = self.root / name
        if not path.exists():
            return found
        for number, line in enumerate(self.read(name).splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            subject, _, reason = (part.strip() for part in line.partition("|"))
            if len(reason) < 10:
                self.fail(name, number, f"{subject} needs a reason: `subject | reason`")
            found[subject] = number
        return found

    def unused(self, name, listed, used):
        for subject, number in listed.items():
            if subject not in used:
                self.fail(name, number, f"{subject} is no exception any more: remove the line")


def list_files(root):
    """Files of the project as git sees them (new ones too); where the tree is no repository of its own,
    every file. A copy inside of another repository is not that one's: git would list nothing."""
    listing = None
    if (Path(root) / ".git").exists():
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
            capture_output=True, check=False)
    if listing is not None and listing.returncode == 0:
        names = {n for n in listing.stdout.decode().split("\0") if n}
        return sorted(n for n in names if (Path(root) / n).is_file())
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
        names += [str((Path(folder) / f).relative_to(root)) for f in files]
    return sorted(names)


def without_comments(text):
    """C++ text with comments and string contents blanked, line for line."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'',
        re.DOTALL)

    def blank(match):
        text = match.group(0)
        # 1'000'000: a digit separator, not a character.
        if text[0] == "'" and match.start() and match.string[match.start() - 1].isalnum():
            return text
        return re.sub(r"[^\n]", " ", text)

    return pattern.sub(blank, text)


def root_argument(description):
    """The tree that the command line names."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2],
                        help="the tree to check (default: this one)")
    return parser.parse_args().root


def main(name, run):
    """`run(check)` does the work and returns one line that says what was looked at."""
    check = Check(root_argument(sys.modules["__main__"].__doc__))
    summary = run(check)
    for problem in check.problems:
        print(problem)
    if check.problems:
        print(f"{name}: {len(check.problems)} problem(s); {summary}")
        return 1
    print(f"{name}: {summary}")
    return 0
