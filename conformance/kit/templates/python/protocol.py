"""The driver protocol: lines, strict reading of requests, and the conversation itself.

Nothing here knows what an operation does; those are in ops.py.
"""

import json
import re
import sys

MAX_LINE = 1024 * 1024
HEX = re.compile(r"(?:[0-9a-f]{2})*")

# What hello says of this driver. A feature is announced once the operations keep its promise.
IMPLEMENTATION = {
    "name": "@name@",
    "version": "0.1.0",
    "language": "Python",
    "platform": f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} {sys.platform}",
}
FEATURES = {"inject_random": False, "trace": False, "state": False}


class RequestFault(Exception):
    """The request itself is at fault: answered with `error`."""


class Reject(Exception):
    """The operation refuses, as the specification says: answered with `reject`."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Request:
    """The members of one request, read strictly: every doubt is a RequestFault."""

    def __init__(self, members):
        self._members = members

    def allow_only(self, names):
        for name in self._members:
            if name not in ("id", "op", "want_trace") and name not in names:
                raise RequestFault(f"{name} is no member of this op")

    def has(self, name):
        return name in self._members

    def _member(self, name, kind, what):
        if name not in self._members:
            raise RequestFault(f"{name} is missing")
        value = self._members[name]
        # In Python True is an int; in the protocol it is not.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise RequestFault(f"{name} is no {what}")
        return value

    def bytes(self, name):
        text = self._member(name, str, "string")
        if not HEX.fullmatch(text):
            raise RequestFault(f"{name} is no lower-case hex")
        return bytes.fromhex(text)

    def fixed(self, name, length):
        """Bytes of one length only. Read all other members first: their faults come before."""
        value = self.bytes(name)
        if len(value) != length:
            raise Reject("malformed")
        return value

    def text(self, name):
        value = self._member(name, str, "string")
        if not value:
            raise RequestFault(f"{name} is empty")
        return value

    def integer(self, name, maximum):
        value = self._member(name, int, "integer")
        if not 0 <= value <= maximum:
            raise RequestFault(f"{name} is not from 0 to {maximum}")
        return value

    def flag(self, name):
        return self.has(name) and self._member(name, bool, "true or false")


def read_lines(stream):
    """Yields lines without their LF, and None for one that is over the limit."""
    while line := stream.readline(MAX_LINE + 1):
        if line.endswith(b"\n"):
            yield line[:-1]
        elif len(line) <= MAX_LINE:
            yield line
        else:
            while line and not line.endswith(b"\n"):
                line = stream.readline(65536)
            yield None


def parse(line):
    """The JSON object of a line. Raises ValueError."""

    def no_constant(name):
        raise ValueError(f"{name} is no JSON")

    def no_duplicates(pairs):
        members = dict(pairs)
        if len(members) != len(pairs):
            raise ValueError("a member twice")
        return members

    value = json.loads(line.decode("utf-8"), parse_constant=no_constant, object_pairs_hook=no_duplicates)
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def is_id(value):
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


class Conversation:
    """One run of the driver: from hello to bye."""

    def __init__(self, ops):
        """`ops`: name -> (names of its members, function of request, handles and trace)."""
        self._ops = {
            "hello": (("protocol",), self._hello),
            "case.begin": (("case",), lambda request, handles, trace: request.text("case") and {}),
            "case.end": ((), self._case_end),
            "bye": ((), self._bye),
            **ops,
        }
        self._handles = {}
        self.is_over = False

    def _hello(self, request, handles, trace):
        if request.integer("protocol", 2**53 - 1) != 1:
            raise RequestFault("protocol is not 1")
        return {
            "protocol": 1,
            "implementation": IMPLEMENTATION,
            "ops": list(self._ops),
            "features": FEATURES,
        }

    def _case_end(self, request, handles, trace):
        handles.clear()
        return {}

    def _bye(self, request, handles, trace):
        self.is_over = True
        return {}

    def answer(self, line):
        """The reply to one line, both without LF; `line` is None if it was too long."""
        return json.dumps(self._reply(line), separators=(",", ":")).encode("ascii")

    def _reply(self, line):
        if line is None:
            return {"id": None, "error": {"message": "the line is over 1 MiB"}}
        try:
            members = parse(line)
        except (ValueError, RecursionError) as fault:
            return {"id": None, "error": {"message": f"not a JSON object: {fault}"}}
        if not is_id(members.get("id")):
            return {"id": None, "error": {"message": "no id that is an integer or a string"}}
        return {"id": members["id"], **self._outcome(members)}

    def _outcome(self, members):
        request = Request(members)
        trace = []
        try:
            name = request.text("op")
            if name not in self._ops:
                return {"unsupported": {"feature": name[:80]}}
            want_trace = request.flag("want_trace")
            allowed, run = self._ops[name]
            request.allow_only(allowed)
            try:
                outcome = {"ok": run(request, self._handles, trace)}
            except Reject as refusal:
                outcome = {"reject": {"reason": refusal.reason}}
            if want_trace:
                outcome["trace"] = [{"step": step, "value": value.hex()} for step, value in trace]
            return outcome
        except RequestFault as fault:
            return {"error": {"message": str(fault)}}
        except Exception as fault:  # Never a reject: a bug must not look like a refusal.
            return {"error": {"message": f"internal fault: {type(fault).__name__}"}}
