"""The works: their order, their groups, and what they are called in a table."""

import re

UNIT = "unit/x25519"
OURS = "ours"
FLOOR = "floor"
GROWTH = "growth"

# Executable -> what it measures, and the pkg-config module of the peer it needs.
EXECUTABLES = {
    "smx-bench": (OURS, None),
    "smx-bench-signal": ("signal", "libsignal-protocol-c"),
    "smx-bench-omemo": ("omemo", "libomemo-c"),
    "smx-bench-olm": ("olm", "olm"),
}
PEERS = [who for who, module in EXECUTABLES.values() if module]

# A group is what one start of an executable measures: short, so that the programs alternate every
# few seconds and each figure has its X from the same seconds.
GROUPS = {
    "handshake": ["initiator", "responder"],
    "messages": ["encrypt", "decrypt"],
    "ratchet": ["ping-pong"],
    "late": ["reversed", "skipped"],
    "state": ["export", "import"],
    "device": ["receive-memory", "receive-sqlite", "receive-sealed-sqlite", "fan-out"],
    "growth": [GROWTH],
}
_ORDER = [name for names in GROUPS.values() for name in names]

TITLES = {
    "initiator": "initiator: bundle to first message",
    "responder": "responder: first message opened",
    "encrypt": "encrypt",
    "decrypt": "decrypt",
    "ping-pong": "ping-pong: every message turns",
    "reversed": "{n} in reverse, each",
    "skipped": "{n} skipped, then drained, each",
    "export": "state export, {n} skipped",
    "import": "state import, {n} skipped",
    "receive-memory": "receive, commit to memory",
    "receive-sqlite": "receive, commit to SQLite",
    "receive-sealed-sqlite": "receive, commit sealed to SQLite",
    "fan-out": "fan-out to {n} devices",
}
_SIZES = {"64": "64 B", "1024": "1 KiB", "65536": "64 KiB"}


def plain_name(name):
    """The name without what Google Benchmark appends for its own settings."""
    settings = re.compile(r"^(real_time|process_time|manual_time|\w+:.*)$")
    return "/".join(part for part in name.split("/") if not settings.match(part))


def split(name):
    """Who, and the work: `ours/encrypt/64` -> (`ours`, `encrypt/64`)."""
    who, _, work = name.partition("/")
    return who, work


def kind(work):
    return work.partition("/")[0]


def group_of(name):
    """The group that measures a benchmark; a work of no group has one of its own."""
    who, work = split(name)
    first = GROWTH if who == GROWTH else kind(work)
    return next((group for group, kinds in GROUPS.items() if first in kinds), first)


def order(work):
    """Sort key: the order of the groups, then by size."""
    first, _, argument = work.partition("/")
    place = _ORDER.index(first) if first in _ORDER else len(_ORDER)
    return place, first, int(argument) if argument.isdigit() else 0, argument


def title(work):
    first, _, argument = work.partition("/")
    if first in ("encrypt", "decrypt"):
        return f"{first} {_SIZES.get(argument, argument)}"
    pattern = TITLES.get(first)
    if pattern is None:
        return work
    number = f"{int(argument):,}" if argument.isdigit() else argument
    text = pattern.format(n=number)
    return text.replace("1 devices", "1 device") if argument == "1" else text
