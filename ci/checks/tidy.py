#!/usr/bin/env python3
"""clang-tidy with the list of .clang-tidy over every source that is not a test.

  tidy.py --build DIR [--jobs N] [--tool clang-tidy-19] [FILE...]

DIR holds compile_commands.json of a clang preset. A file that is compiled more than once is read
once, as the internal build compiles it, which sees the most code. A file whose text, headers and
options are those of its last clean run is not read again (DIR/tidy-cache).
"""

import argparse
import concurrent.futures
import hashlib
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


def commands(build, root):
    """Source path relative to the root -> its compile command, the internal one when there are two."""
    chosen = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
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


def cost(root, name):
    """What takes long comes first, so that no processor waits for the last ones."""
    return not name.startswith(ANALYZED), -(root / name).stat().st_size


def inspect(tool, build, root, name, entry, settings, cache):
    key = fingerprint(entry, settings)
    if key and (cache / key).exists():
        return name, 0, "", True
    checks = [] if name.startswith(ANALYZED) else ["--checks=-clang-analyzer-*"]
    run = subprocess.run([tool, "--quiet", *checks, "-p", str(build), str(root / name)],
                         capture_output=True, text=True, check=False)
    if run.returncode == 0 and key:
        (cache / key).touch()
    noise = re.compile(r"^\d+ warnings? (and \d+ errors? )?generated\.$|^Suppressed |^Use -header")
    errors = "\n".join(line for line in run.stderr.splitlines() if line and not noise.search(line))
    return name, run.returncode, run.stdout + (errors if run.returncode else ""), False


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
    cache = build / "tidy-cache"
    cache.mkdir(exist_ok=True)
    version = subprocess.run([options.tool, "--version"], capture_output=True, check=True).stdout
    settings = version + (root / ".clang-tidy").read_bytes()

    failed, reused = [], 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(inspect, options.tool, build, root, name, entry, settings, cache)
                for name, entry in sorted(chosen.items(), key=lambda item: cost(root, item[0]))]
        for run in runs:
            name, status, output, known = run.result()
            reused += known
            if status:
                failed.append(name)
                print(output.rstrip())
    for name in failed:
        print(f"{name}: clang-tidy is not content")
    print(f"tidy: {len(failed)} problem(s); {len(chosen)} sources, {reused} unchanged since a clean run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
