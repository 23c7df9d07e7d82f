"""A driver that knows the answers: it replays what the vector file pins.

It tests the runner, not an implementation. Each bad driver beside it is this one with one fault,
which it shows in the case small/target only, so that a test sees the run go on afterwards.

Usage: replay.py VECTOR_FILE
"""

import json
import sys

TARGET = "small/target"


class Replay:
    """Answers requests from the pinned cases. Subclasses change one thing."""

    announced_features = {"inject_random": True, "trace": True, "state": True}

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        self.cases = {
            case["id"]: case for group in document["groups"] for case in group["cases"]
        }
        self.case = None
        self.in_twin = False
        self.index = 0

    @property
    def in_target(self):
        return self.case is not None and self.case["id"] == TARGET

    def operations(self):
        named = {step["op"] for case in self.cases.values() for step in case["steps"]}
        return sorted(named | {"hello", "case.begin", "case.end", "bye", "dr.state", "device.state"})

    def hello(self, request):
        return {
            "ok": {
                "protocol": 1,
                "implementation": {
                    "name": "replay",
                    "version": "1",
                    "language": "python",
                    "platform": "test",
                },
                "ops": self.operations(),
                "features": self.announced_features,
            }
        }

    def answer(self, request):
        """The reply without its id."""
        operation = request["op"]
        if operation == "hello":
            return self.hello(request)
        if operation == "case.begin":
            name = request["case"]
            self.in_twin = name.endswith("/twin")
            self.case = self.cases[name.removesuffix("/twin")]
            self.index = 0
            return {"ok": {}}
        if operation == "case.end":
            self.case = None
            return {"ok": {}}
        if operation == "bye":
            return {"ok": {}}
        return self.step(request)

    def step(self, request):
        step = self.case["steps"][min(self.index, len(self.case["steps"]) - 1)]
        if request["op"] in ("dr.state", "device.state") and request["op"] != step["op"]:
            return {"ok": self.state(request)}
        twin = self.case.get("twin", {})
        repaired = self.in_twin and twin.get("step") == self.index
        expected = twin["expect"] if repaired else step["expect"]
        self.index += 1
        if "reject" in expected:
            reply = {"reject": {"reason": expected["reject"]}}
        else:
            reply = {"ok": dict(expected["ok"])}
            if step["op"] in ("dr.state", "device.state"):
                reply["ok"]["digest"] = "11" * 32
        if request.get("want_trace"):
            reply["trace"] = step.get("trace", [])
        return reply

    def state(self, request):
        if request["op"] == "device.state":
            return {"one_time_prekeys": [], "signed_prekeys": [], "sessions": {}, "digest": "11" * 32}
        return {
            "ratchet_key": "",
            "remote_ratchet_key": "",
            "ns": 0,
            "nr": 0,
            "pn": 0,
            "skipped": [],
            "digest": "11" * 32,
        }

    def send(self, request, reply):
        self.write(json.dumps({"id": request["id"], **reply}) + "\n")

    def write(self, text):
        sys.stdout.write(text)
        sys.stdout.flush()

    def serve(self, request):
        self.send(request, self.answer(request))

    def leave(self):
        sys.exit(0)

    def run(self):
        for line in sys.stdin:
            request = json.loads(line)
            self.serve(request)
            if request["op"] == "bye":
                self.leave()


def main(driver_class):
    driver_class(sys.argv[1]).run()


if __name__ == "__main__":
    main(Replay)
