#!/usr/bin/env python3
"""clang-tidy with the list of .clang-tidy over every source that is not a test.

  tidy.py --build DIR [--jobs N] [--tool clang-tidy-19] [FILE...]

DIR holds compile_commands.json of a clang preset. A file that is compiled more than once is read
once, as the internal build compiles it, which sees the most code. What has the text, headers and
options of its last clean run is not read again (DIR/tidy-cache).

Outside the core most of the time goes to the headers, so files with the same options are read
together, as one source that includes them. Where two files do not go together (each has a name of its
own in an anonymous namespace, say), or where something was found, those are read one by one: what is
reported is always what a file gives by itself.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import itertools
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = re.compile(r"(^|/)(tests?|build)/")
# The path-sensitive analyzer costs ten times the other checks in files full of JSON, and there it
# mostly follows the JSON library. It reads the core, which owns the memory that matters.
ANALYZED = "core/"
# Each program of the fuzzer defines it.
FUZZER = "LLVMFuzzerTestOneInput("
PORTION = re.compile(r"unity_\d+_c(xx|pp)?\.c(xx|pp)?")
# Read together at most: more share the headers better, fewer share the processors better.
TOGETHER = 12


def apart(entry):
    """The entry; of a source that only includes others (UNITY_BUILD of CMake), one for each of these."""
    path = Path(entry["directory"], entry["file"])
    if not PORTION.fullmatch(path.name):
        return [entry]
    names = re.findall(r'^#include "([^"]+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [{**entry, "file": name, "command": entry["command"].replace(entry["file"], name)} for name in names]


def commands(build, root):
    """Source path relative to the root -> its compile command, the internal one when there are two."""
    chosen = {}
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    for entry in itertools.chain.from_iterable(map(apart, entries)):
        path = Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(root) or path.is_relative_to(build):
            continue
        name = str(path.relative_to(root))
        if SKIPPED.search(name):
            continue
        if name not in chosen or "SMX_CORE_INTERNAL" in entry["command"]:
            chosen[name] = entry
    return chosen


def fingerprint(entry, settings):
    """Hash of what the compiler reads for this file; None when it cannot be had."""
    words = shlex.split(entry["command"])
    if "-o" in words:
        at = words.index("-o")
        del words[at:at + 2]
    words = [word for word in words if word not in ("-c", "-Werror") and not word.startswith("-M")]
    text = subprocess.run([*words, "-E", "-w"], cwd=entry["directory"], capture_output=True, check=False)
    if text.returncode:
        return None
    # What comes out of a precompiled header is not in the text; the build keeps a sum of it.
    sums = [Path(f"{word}.sum") for word in words if word.endswith(".pch")]
    if not all(path.exists() for path in sums):
        return None
    precompiled = b"".join(path.read_bytes() for path in sums)
    return hashlib.sha256(settings + entry["command"].encode() + precompiled + text.stdout).hexdigest()


class Reader:
    """Runs the tool on files of one build."""

    def __init__(self, tool, build, root, chosen):
        self.tool, self.build, self.root, self.chosen = tool, build, root, chosen
        self.cache = build / "tidy-cache"
        self.together = build / "tidy-together"
        self.commands = build / "tidy-commands"
        for folder in (self.cache, self.together, self.commands):
            folder.mkdir(exist_ok=True)
        (self.commands / "compile_commands.json").write_text(json.dumps(list(chosen.values())), encoding="utf-8")
        version = subprocess.run([tool, "--version"], capture_output=True, check=True).stdout
        self.settings = version + (root / ".clang-tidy").read_bytes()

    def key(self, name):
        return fingerprint(self.chosen[name], self.settings)

    def is_known(self, key):
        return key is not None and (self.cache / key).exists()

    def clean(self, key):
        if key:
            (self.cache / key).touch()

    def run(self, name, source, commands_in, *arguments):
        checks = [] if name.startswith(ANALYZED) else ["--checks=-clang-analyzer-*"]
        return subprocess.run([self.tool, "--quiet", f"--config-file={self.root / '.clang-tidy'}", *checks,
                               *arguments, "-p", str(commands_in), str(source)],
                              capture_output=True, text=True, check=False)

    def read_one(self, name):
        """What the tool says of one file; nothing, if it is content."""
        run = self.run(name, self.root / name, self.commands)
        noise = re.compile(r"^\d+ warnings? (and \d+ errors? )?generated\.$|^Suppressed |^Use -header")
        errors = "\n".join(line for line in run.stderr.splitlines() if line and not noise.search(line))
        return run.stdout + errors if run.returncode else ""

    def together_of(self, names):
        """The compile command of a source that includes these, which is written with it."""
        first = self.chosen[names[0]]
        folder = self.together / hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        folder.mkdir(exist_ok=True)
        source = folder / "together.cpp"
        source.write_text("".join(f'#include "{self.root / name}"\n' for name in names), encoding="utf-8")
        own = str(Path(first["directory"], first["file"]).resolve())
        command = [str(source) if word in (first["file"], own) else word for word in shlex.split(first["command"])]
        entry = {"directory": first["directory"], "file": str(source), "command": shlex.join(command)}
        (folder / "compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")
        return entry

    def read_together(self, names):
        """Whether the files are clean together. If not, they need not be at fault."""
        source = Path(self.together_of(names)["file"])
        # The compiler's own warnings are the build's to judge, and some come of being together.
        return self.run(names[0], source, source.parent, "--extra-arg=-w")

    def read(self, names):
        """Name -> what the tool says of it, for files with the same options."""
        if len(names) == 1:
            return self.read_apart(names)
        # One text for all: their headers, which are most of it, are read once.
        key = fingerprint(self.together_of(names), self.settings)
        if self.is_known(key):
            return dict.fromkeys(names, None)
        run = self.read_together(names)
        said = dict.fromkeys(names, "") if run.returncode == 0 else self.read_apart(names, run)
        if not any(said.values()):
            self.clean(key)
        return said

    def read_apart(self, names, run=None):
        """The same for files that did not go together, as `run` says of them, or for one."""
        keys = {name: self.key(name) for name in names}
        known = {name for name in names if self.is_known(keys[name])}
        said = dict.fromkeys(known, None)
        new = [name for name in names if name not in known]
        if run:
            # Without those that it names the others may be clean together.
            rest, named = self.not_named(new, run.stdout + run.stderr)
            if len(rest) > 1 and self.read_together(rest).returncode == 0:
                said.update(dict.fromkeys(rest, ""))
                new = named
        said.update({name: self.read_one(name) for name in new})
        for name, words in said.items():
            if words == "":
                self.clean(keys[name])
        return said

    def not_named(self, names, output):
        """The names that the output has no error for, and the others."""
        named = {match.group(1) for match in re.finditer(r"^(\S+?):\d+:\d+: (?:fatal )?error:", output, re.MULTILINE)}
        apart = [name for name in names if str(self.root / name) in named]
        return [name for name in names if name not in apart], apart


def options_of(entry):
    """The command without what names the file itself."""
    own = {entry["file"], entry.get("output", ""), str(Path(entry["directory"], entry["file"]).resolve())}
    return " ".join(word for word in shlex.split(entry["command"])
                    if word not in own and not word.endswith((".o", ".o.d")))


def portions(root, chosen):
    """The files in lists that are read together; what takes long comes first."""
    groups = collections.defaultdict(list)
    for name in sorted(chosen, key=lambda name: -(root / name).stat().st_size):
        apart = name.startswith(ANALYZED) or FUZZER in (root / name).read_text(encoding="utf-8")
        alone = name if apart else ""
        groups[alone, str(Path(name).parent), options_of(chosen[name])].append(name)
    lists = []
    for names in groups.values():
        # Every so-many-th, so that each list has large ones and small ones.
        step = -(-len(names) // TOGETHER)
        lists += [names[start::step] for start in range(step)]

    def cost(names):
        return not names[0].startswith(ANALYZED), -sum((root / name).stat().st_size for name in names)
    return sorted(lists, key=cost)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--root", default=ROOT, type=Path)
    parser.add_argument("--jobs", default=2, type=int)
    parser.add_argument("--tool", default="clang-tidy-19")
    parser.add_argument("files", nargs="*", help="only these, relative to the root")
    options = parser.parse_args()
    build, root = options.build.resolve(), options.root.resolve()

    chosen = commands(build, root)
    if options.files:
        chosen = {name: entry for name, entry in chosen.items() if name in options.files}
    if not chosen:
        print(f"tidy: no source in {build}/compile_commands.json: nothing was read")
        return 1
    reader = Reader(options.tool, build, root, chosen)
    failed, reused = [], 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for said in pool.map(reader.read, portions(root, chosen)):
            for name, words in said.items():
                reused += words is None
                if words:
                    failed.append(name)
                    print(words.rstrip())
    for name in failed:
        print(f"{name}: clang-tidy is not content")
    print(f"tidy: {len(failed)} problem(s); {len(chosen)} sources, {reused} unchanged since a clean run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
