"""Reads callgrind's output: what each object and function spent itself, calls not included.

The format numbers names (`ob=(3) name` once, `ob=(3)` later) and follows `calls=` with one line that
holds the cost of the called function, which is that function's own and is passed over here.
"""

import re
from pathlib import PurePosixPath

_NAME = re.compile(r"^(c?ob|c?fn)=\((\d+)\)(?: (.*))?$")
_COST = re.compile(r"^(?:\+|-)?(?:\d+|\*|0x[0-9a-f]+) (\d+)$")
_TRIGGER = re.compile(r"^desc: Trigger: Client Request: (.+)$")


class Profile:
    """One dump: `trigger` is the name that the program gave it, None at its end."""

    def __init__(self, text):
        self.trigger = None
        # (object, function) -> instructions of its own.
        self.costs = {}
        # (calling object, called object, called function) -> calls.
        self.calls = {}
        self._read(text)

    def _read(self, text):
        names = {"ob": {}, "fn": {}}
        current = {"ob": "???", "fn": "???"}
        # What the next `calls=` calls; without a `cob=` it is in the object of the caller.
        called = {}
        inclusive = False
        for line in text.splitlines():
            named = _NAME.match(line)
            cost = _COST.match(line)
            if named:
                key, number, name = named.groups()
                table = names[key.removeprefix("c")]
                if name is not None:
                    table[number] = name
                if key in current:
                    current[key] = table[number]
                else:
                    called[key] = table[number]
            elif line.startswith("calls="):
                key = (current["ob"], called.get("cob", current["ob"]), called.get("cfn", "???"))
                count = int(line.removeprefix("calls=").split()[0])
                self.calls[key] = self.calls.get(key, 0) + count
                called = {}
                inclusive = True
            elif cost:
                if not inclusive:
                    key = (current["ob"], current["fn"])
                    self.costs[key] = self.costs.get(key, 0) + int(cost.group(1))
                inclusive = False
            elif trigger := _TRIGGER.match(line):
                self.trigger = trigger.group(1)

    def of_objects(self, own):
        """Function -> instructions, of the objects whose file name `own` accepts."""
        found = {}
        for (path, function), cost in self.costs.items():
            if own(PurePosixPath(path).name):
                found[function] = found.get(function, 0) + cost
        return found

    def calls_between(self, own, other):
        """Function -> calls, from the objects that `own` accepts into those that `other` does."""
        found = {}
        for (caller, callee, function), count in self.calls.items():
            if own(PurePosixPath(caller).name) and other(PurePosixPath(callee).name):
                found[function] = found.get(function, 0) + count
        return found
