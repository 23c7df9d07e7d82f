#!/usr/bin/env python3
"""No build turns authentication off: what the core asks of its build is one closed list, and no file
that judges a tag, a signature or a key asks anything."""

import re
import sys

import common

# What a source of the core may ask the compiler, and why.
ASKED = {
    "SMX_CORE_INTERNAL": "injected randomness, traces and a counter moved for tests: never installed",
    "OPENSSL_NO_DEPRECATED_3_0": "an OpenSSL without the interface that the hashes need does not build",
    "__x86_64__": "which instructions a processor can be asked for",
    "__i386__": "which instructions a processor can be asked for",
    "__aarch64__": "which instructions a processor can be asked for",
    "__linux__": "how an ARM processor is asked",
}
# Here a condition could let something through: they have none at all.
JUDGES = re.compile(
    r"core/src/(codec/.*"
    r"|crypto/(aead|short_aead|ed25519|x25519|montgomery)\w*"
    r"|x3dh/.*|session/.*|storage/.*"
    r"|ratchet/(root_chain|symmetric_chain|skipped_keys)\w*"
    r"|ratchet/double_ratchet)\.cpp")
# Names under which fuzzers and test builds switch checks off elsewhere.
SWITCHES = re.compile(
    r"\w*(FUZZING_BUILD_MODE|UNSAFE_FOR_PRODUCTION)\w*|__SANITIZE_\w+__|__has_feature|SKIP_(AUTH|TAG|MAC)"
    r"|(NO|DISABLE|WITHOUT)_(AUTH|TAG|MAC|VERIFY|SIGNATURE)\w*", re.IGNORECASE)
CONDITION = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef)\b(.*)$", re.MULTILINE)
NAME = re.compile(r"\b[A-Za-z_]\w*\b")


def check_conditions(check, name):
    text = common.without_comments(check.read(name))
    for match in CONDITION.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if JUDGES.fullmatch(name):
            check.fail(name, line, f"this file judges what came in: no #{match.group(1)} in it")
            continue
        for macro in set(NAME.findall(match.group(2))) - {"defined"}:
            if macro not in ASKED:
                check.fail(name, line, f"the core asks {macro}: not in the list of authentication.py")


def check_switches(check, name):
    text = check.read(name)
    for match in SWITCHES.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        check.fail(name, line, f"{match.group(0)}: nothing switches a check off")


def run(check):
    sources = check.files("core/src", "core/include", suffixes=(".cpp", ".h", ".in"))
    for name in sources:
        check_conditions(check, name)
        check_switches(check, name)
    builds = [name for name in check.files()
              if name.endswith(("CMakeLists.txt", ".cmake", "CMakePresets.json"))]
    for name in builds:
        check_switches(check, name)
    judges = sum(1 for name in sources if JUDGES.fullmatch(name))
    return f"{len(sources)} sources of the core, {judges} of them judges; {len(builds)} build files"


if __name__ == "__main__":
    sys.exit(common.main("authentication", run))
