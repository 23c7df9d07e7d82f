"""Bad drivers made of a good one: every request goes to it, and one thing is spoilt on the way.

  over_good.py BAD_DRIVER.py GOOD_DRIVER [ARGUMENT]

BAD_DRIVER is one of those beside the runner's tests or one of those here. Each changes one thing of a
class Replay; this file provides it under that name, with the good driver in place of pinned answers.
"""

import json
import runpy
import subprocess
import sys
import types


def no_constant(name):
    raise ValueError(name)


def read(line):
    """The request of a line, or None for what every driver must answer with an error."""
    try:
        request = json.loads(line, parse_constant=no_constant)
    except ValueError:
        return None
    is_request = isinstance(request, dict) and isinstance(request.get("op"), str)
    has_id = is_request and isinstance(request.get("id"), (int, str)) and request["id"] is not True
    return request if has_id and len(line) <= 1024 * 1024 else None


class Replay:
    """What the bad drivers override: a request, its answer, and the way out."""

    announced_features = None

    def __init__(self, good):
        self.good = subprocess.Popen([good], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.case = None
        self.index = 0
        self.in_twin = False
        self.line = b""

    @property
    def in_target(self):
        return self.case is not None

    def forward(self, line):
        """The good driver's reply to a line."""
        self.good.stdin.write(line + b"\n")
        self.good.stdin.flush()
        return json.loads(self.good.stdout.readline())

    def operations(self):
        return None

    def answer(self, request):
        """The reply without its id."""
        reply = self.forward(self.line)
        reply.pop("id")
        operation = request["op"]
        if operation == "hello" and "ok" in reply:
            reply["ok"]["features"] = self.announced_features or reply["ok"]["features"]
            reply["ok"]["ops"] = self.operations() or reply["ok"]["ops"]
        elif operation == "case.begin" and "ok" in reply:
            self.case = request["case"]
            self.in_twin = self.case.endswith("/twin")
            self.index = 0
        elif operation == "case.end":
            self.case = None
        elif operation in ("dr.state", "device.state") and "ok" in reply:
            self.good_state = reply["ok"]
            return {**reply, "ok": self.state(request)}
        elif operation not in ("hello", "case.begin", "bye"):
            self.good_reply = reply
            self.index += 1
            return self.step(request)
        return reply

    def step(self, request):
        return self.good_reply

    def state(self, request):
        return self.good_state

    def send(self, request, reply):
        self.write(json.dumps({"id": request["id"], **reply}) + "\n")

    def write(self, text):
        sys.stdout.write(text)
        sys.stdout.flush()

    def serve(self, request):
        self.send(request, self.answer(request))

    def leave(self):
        sys.exit(0)

    def serve_line(self, line):
        """One line; what is no request goes to the good driver as it is."""
        self.line = line
        request = read(line)
        if request is None:
            self.write(json.dumps(self.forward(line)) + "\n")
            return
        self.serve(request)
        if request["op"] == "bye":
            self.leave()

    def run(self):
        for line in sys.stdin.buffer:
            self.serve_line(line.removesuffix(b"\n"))


def main(driver_class):
    driver_class(sys.argv[1]).run()


if __name__ == "__main__":
    module = types.ModuleType("replay")
    module.Replay, module.main = Replay, main
    sys.modules["replay"] = module
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
