#!/usr/bin/env python3
"""Errors, limits and names are written once, in the core's headers, and generated for the rest.

  tables.py [--root DIR]            compares the generated files with the headers
  tables.py [--root DIR] --write    writes them
"""

import argparse
import re
import sys
from pathlib import Path
from typing import NamedTuple

import common
from table_formats import FILES

ERRORS = "core/include/smx/error.h"
TEXTS = "core/src/bytes/error.cpp"
LIMITS = "core/include/smx/limits.h"
FAULTS = "core/include/smx/fault.h"

# The limits that a user of the libraries meets, by their names in the header; other names are not
# exported. A time says so.
EXPORTED = {
    "kKeySize": "key_size",
    "kSignatureSize": "signature_size",
    "kNonceSize": "nonce_size",
    "kTagSize": "tag_size",
    "kDigestSize": "digest_size",
    "kMaxKeyIdSize": "max_key_id_size",
    "kFrameHeaderSize": "frame_header_size",
    "kMaxPlaintextSize": "max_plaintext_size",
    "kMaxFrameSize": "max_frame_size",
    "kMaxSmx1Size": "max_envelope_size",
    "kMaxBundleSize": "max_bundle_size",
    "kMaxLabelSize": "max_label_size",
    "kMaxDeliveryIdSize": "max_delivery_id_size",
    "kMaxPrekeyBatch": "max_prekey_batch",
    "kMaxOneTimePrekeys": "max_one_time_prekeys",
    "kMaxWrappedKeySize": "max_wrapped_key_size",
    "kMaxSealsPerKey": "max_seals_per_key",
    "kMaxArchivedSessions": "max_archived_sessions",
    "kMaxStoredSkippedKeys": "max_skipped_keys",
    "kFailuresBeforeRestart": "failures_before_restart",
    "kSignedPrekeyRotation": "signed_prekey_rotation_seconds",
    "kReplacedPrekeyLifetime": "replaced_prekey_lifetime_seconds",
    "kSkippedKeyLifetime": "skipped_key_lifetime_seconds",
    "kArchivedSessionLifetime": "archived_session_lifetime_seconds",
    "kDeliveryIdLifetime": "delivery_id_lifetime_seconds",
}


class Error(NamedTuple):
    name: str
    number: int
    description: str


class Limit(NamedTuple):
    name: str
    value: int


class Tables(NamedTuple):
    errors: list
    limits: list
    fields: list
    faults: list


def enumerators(check, name, enum):
    """The body of an enum class without its comments."""
    body = re.search(rf"enum class {enum}\b[^{{]*\{{(.*?)\}};", check.read(name), re.DOTALL)
    if not body:
        check.fail(name, 0, f"no enum class {enum}")
        return ""
    return re.sub(r"//[^\n]*", "", body.group(1))


def read_errors(check):
    numbers = re.findall(r"(\w+)\s*=\s*(\d+)", enumerators(check, ERRORS, "Error"))
    texts = {}
    for name, literals in re.findall(r'case Error::(\w+):\s*return ((?:"[^"]*"\s*)+);', check.read(TEXTS)):
        # The first function gives names, the second descriptions: the later one stays.
        texts[name] = "".join(re.findall(r'"([^"]*)"', literals))
    for name, _ in numbers:
        if " " not in texts.get(name, ""):
            check.fail(TEXTS, 0, f"Error::{name} has no description")
    return [Error(name, int(number), texts.get(name, "")) for name, number in numbers]


def read_limits(check):
    """Every constant of the header is computed, because one may stand on another."""
    values = {}
    text = re.sub(r"//[^\n]*", "", check.read(LIMITS))
    for name, expression in re.findall(r"inline constexpr std::\w+ (\w+) =\s*([^;]+);", text):
        plain = re.sub(r"std::uint64_t\{(\d+)\}", r"\1", expression).replace("'", "")
        plain = re.sub(r"\b0x[0-9A-Fa-f]+\b", lambda number: str(int(number.group(0), 16)), plain)
        plain = re.sub(r"\bk\w+\b", lambda known: str(values.get(known.group(0), known.group(0))), plain)
        if not re.fullmatch(r"[\d\s+*<()-]+", plain):
            check.fail(LIMITS, 0, f"{name}: cannot compute {plain}")
            continue
        values[name] = eval(plain, {"__builtins__": {}})  # Digits and operators only, see above.
    for name in sorted(set(EXPORTED) - set(values)):
        check.fail(LIMITS, 0, f"{name} is not there")
    return [Limit(ours, values[name]) for name, ours in EXPORTED.items() if name in values]


def read(check):
    return Tables(read_errors(check), read_limits(check),
                  re.findall(r"\w+", enumerators(check, FAULTS, "Field")),
                  re.findall(r"\w+", enumerators(check, FAULTS, "FaultKind")))


def run(check):
    tables = read(check)
    for name, made in FILES.items():
        if not (check.root / name).is_file():
            check.fail(name, 0, "is missing: ci/checks/tables.py --write")
            continue
        wanted, found = made(tables).splitlines(), check.read(name).splitlines()
        if wanted != found:
            line = next((n for n, pair in enumerate(zip(wanted, found), 1) if pair[0] != pair[1]),
                        min(len(wanted), len(found)) + 1)
            check.fail(name, line, "differs from the core's headers: ci/checks/tables.py --write")
    return f"{len(tables.errors)} errors, {len(tables.limits)} limits in {len(FILES)} generated files"


def write(root):
    check = common.Check(root)
    tables = read(check)
    for problem in check.problems:
        print(problem)
    if check.problems:
        return 1
    for name, made in FILES.items():
        path = Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(tables), encoding="utf-8")
        print(f"wrote {name}")
    return 0


def main():
    if "--write" not in sys.argv:
        return common.main("tables", run)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    parser.add_argument("--write", action="store_true")
    return write(parser.parse_args().root)


if __name__ == "__main__":
    sys.exit(main())
