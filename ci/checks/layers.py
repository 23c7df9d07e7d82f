#!/usr/bin/env python3
"""Who may include what: the layers of the core, the libraries behind them, and who may see inside.

The direction of the arrows is written down once, in the tables below.
"""

import re
import sys
from pathlib import PurePosixPath

import common

# Layer of core/src -> the layers below it that it may include, beside itself.
LAYERS = {
    "bytes": [],
    "codec": ["bytes"],
    "crypto": ["bytes"],
    "x3dh": ["bytes", "codec", "crypto"],
    "ratchet": ["bytes", "codec", "crypto"],
    "session": ["bytes", "codec", "crypto", "x3dh", "ratchet"],
    "storage": ["bytes", "crypto"],
}

# Public header -> its layer. Vocabulary is used by all: types without any operation on keys.
VOCABULARY = {"bytes", "error", "limits", "keys", "secret"}
PUBLIC = {
    "fault": "codec", "key_id": "codec", "smx1": "codec", "dr_frame": "codec", "bundle": "codec",
    "init": "crypto",
    "verify": "x3dh",
    "device": "session",
    "store": "storage", "memory_store": "storage", "sealed_store": "storage",
    "sqlite_store": "storage",
}
# Of a layer above or beside, a file may include these headers only, and each is an interface.
# x3dh takes a bundle as a value; the ratchet authenticates the frame's header.
INTERFACES = {
    "session": {"smx/store.h"},
}
NARROW = {
    ("x3dh", "codec"): {"smx/bundle.h", "smx/key_id.h"},
    ("ratchet", "codec"): {"smx/dr_frame.h", "smx/fault.h"},
}

VENDORS = {
    re.compile(r"^sodium(\.h|/)"): "_sodium",
    re.compile(r"^openssl/"): "_openssl",
    re.compile(r"^sqlite3"): "_sqlite",
}
# Libraries that the core must do without.
FOREIGN = re.compile(r"^(nlohmann|valijson|CLI|fmt|gtest|gmock|boost)/")

# Folder of reference-server -> the folders below it that it may include, beside itself. Sockets are
# known to http and server only.
RELAY = {
    "log": [],
    "store": ["log"],
    "auth": ["log"],
    "relay": ["log", "store", "auth"],
    "api": ["log", "store", "auth", "relay"],
    "http": ["log", "store", "auth", "relay", "api"],
    "server": ["log", "store", "auth", "relay", "api", "http"],
    # Clients: of the relay they know what docs/relay-api.md says.
    "bench": [],
}
# Values and interfaces without a table or a key, which all of them share.
RELAY_VOCABULARY = {f"relay/{name}.h" for name in ("clock", "random", "id", "policy", "context", "refusal", "roles")}
RELAY_SOCKETS = ("http", "server")
# All that the relay may know of the core: the forms on the wire and how a bundle is verified.
RELAY_CORE = {"bytes", "error", "fault", "limits", "keys", "secret", "key_id", "smx1", "dr_frame", "bundle",
              "verify"}

# Who sees inside the core, and who links the internal build.
INSIDERS = ("conformance/drivers/cpp/", "mobile-adapters/c/testing/")
LINK_INSIDE = ("conformance/drivers/cpp/", "conformance/tests/", "mobile-adapters/c/")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
THROW = re.compile(r"\bthrow\b")
SUFFIXES = (".cpp", ".h", ".in")


def includes(check, name):
    text = check.read(name)
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(2)


def vendor_of(header):
    return next((suffix for pattern, suffix in VENDORS.items() if pattern.search(header)), None)


def layer_of(header):
    """The layer a quoted header belongs to; None for vocabulary and for anything not of the core."""
    parts = PurePosixPath(header).parts
    if len(parts) < 2:
        return None
    if parts[0] == "smx":
        return PUBLIC.get(PurePosixPath(header).stem)
    return parts[0] if parts[0] in LAYERS else None


def check_arrow(check, name, line, layer, header):
    target = layer_of(header)
    if target is None or target == layer or header in INTERFACES.get(layer, ()):
        return
    if target not in LAYERS[layer]:
        check.fail(name, line, f"{layer} must not include {header} ({target})")
    elif (layer, target) in NARROW and header not in NARROW[layer, target]:
        check.fail(name, line, f"of {target}, {layer} may include only "
                               f"{', '.join(sorted(NARROW[layer, target]))}: not {header}")


def check_core_sources(check):
    names = check.files("core/src", suffixes=SUFFIXES)
    for name in names:
        parts = PurePosixPath(name).parts
        if len(parts) != 4 or parts[2] not in LAYERS:
            check.fail(name, 0, f"not in a layer: core/src/<{'|'.join(LAYERS)}>/<file>")
            continue
        for line, header in includes(check, name):
            check_arrow(check, name, line, parts[2], header)
            vendor = vendor_of(header)
            if vendor and not name.endswith(vendor + ".cpp"):
                check.fail(name, line, f"only a file named *{vendor}.cpp may include {header}")
            if FOREIGN.search(header):
                check.fail(name, line, f"the core does without {header}")
        for number, text in enumerate(common.without_comments(check.read(name)).splitlines(), 1):
            if THROW.search(text):
                check.fail(name, number, "no exceptions in the core: return an Error")
    return len(names)


def check_public_headers(check):
    names = check.files("core/include", suffixes=SUFFIXES)
    for name in names:
        stem = PurePosixPath(name).stem
        if stem not in PUBLIC and stem not in VOCABULARY:
            check.fail(name, 0, "public header without a layer: add it to the table of layers.py")
        if "SMX_CORE_INTERNAL" in check.read(name):
            check.fail(name, 0, "a public header must be the same in the internal build")
        for line, header in includes(check, name):
            if vendor_of(header) or FOREIGN.search(header):
                check.fail(name, line, f"a public header must not need {header}")
            elif PurePosixPath(header).parts[0] in LAYERS:
                check.fail(name, line, f"a public header must not include {header} of core/src")
            elif stem in VOCABULARY and layer_of(header):
                check.fail(name, line, f"vocabulary must not include {header} ({layer_of(header)})")
            elif stem in PUBLIC:
                check_arrow(check, name, line, PUBLIC[stem], header)
    return len(names)


def check_outsiders(check):
    """The runner links no part of the core; only the C++ driver and the testing half of the C library
    see inside it."""
    names = check.files("conformance", "cli", "reference-server", "mobile-adapters",
                        suffixes=SUFFIXES)
    judges = ("conformance/runner", "conformance/report", "conformance/interop", "conformance/import",
              "conformance/generator", "conformance/protocol")
    for name in names:
        inside = name.startswith(INSIDERS)
        folder = PurePosixPath(name).parent
        for line, header in includes(check, name):
            own = "core/src" not in header and (check.root / folder / header).exists()
            vendor = vendor_of(header)
            if vendor and not name.endswith(vendor + ".cpp"):
                check.fail(name, line, f"only a file named *{vendor}.cpp may include {header}")
            if own or inside:
                continue
            first = PurePosixPath(header).parts[0]
            if "core/src" in header or (first in LAYERS and
                                        (check.root / "core/src" / header).exists()):
                check.fail(name, line, f"{header} is inside the core: use the installed headers")
            if name.startswith(judges) and first == "smx" and \
                    (check.root / "core/include" / header).exists():
                check.fail(name, line, f"the judge shares no code with the judged: {header}")
    for name in check.files("conformance", "cli", "mobile-adapters", suffixes=("CMakeLists.txt",)):
        check_links(check, name, judges)
    return len(names)


def check_relay(check):
    """The relay's folders, and that it knows nothing of the core but forms and signatures."""
    names = check.files("reference-server", suffixes=SUFFIXES)
    for name in names:
        parts = PurePosixPath(name).parts
        folder = parts[1] if len(parts) > 2 else ""
        if folder == "tests":
            continue
        if folder not in RELAY:
            check.fail(name, 0, f"not in a folder of the relay: {'|'.join(RELAY)}|tests")
            continue
        for line, header in includes(check, name):
            first = PurePosixPath(header).parts[0]
            if first == "smx" and PurePosixPath(header).stem not in RELAY_CORE:
                check.fail(name, line, f"the relay knows forms and signatures of the core only: not {header}")
            elif first == "boost" and folder not in RELAY_SOCKETS:
                check.fail(name, line, f"{folder} knows no sockets: not {header}")
            elif first in RELAY and header not in RELAY_VOCABULARY and first != folder \
                    and first not in RELAY[folder]:
                check.fail(name, line, f"{folder} must not include {header}")
    for name in check.files("reference-server", suffixes=("CMakeLists.txt",)):
        for number, text in enumerate(check.read(name).splitlines(), 1):
            linked = re.search(r"\bsmx(_|::)(core|core_internal|sqlite|conformance)\b", text.partition("#")[0])
            if linked and "/tests/" not in name:
                check.fail(name, number, "the relay links smx::wire and smx::verify, nothing else of ours")
    return len(names)


def check_links(check, name, judges):
    for number, text in enumerate(check.read(name).splitlines(), 1):
        code = text.partition("#")[0]
        internal = re.search(r"\bsmx(_|::)core_internal\b", code)
        if internal and not name.startswith(LINK_INSIDE):
            check.fail(name, number, "only the C++ driver and the C library's testing half link the internal core")
        elif name.startswith(judges) and re.search(r"\bsmx(_|::)(core|wire|sqlite)\b", code):
            check.fail(name, number, "the judge links no part of the core")


def run(check):
    core = check_core_sources(check)
    public = check_public_headers(check)
    outside = check_outsiders(check)
    relay = check_relay(check)
    return (f"{core} core sources, {public} public headers, {outside} files outside the core, "
            f"{relay} of the relay")


if __name__ == "__main__":
    sys.exit(common.main("layers", run))
