"""Answers with something that only looks like JSON."""

import replay


class InvalidJson(replay.Replay):
    def send(self, request, reply):
        if self.in_target and request["op"] == "dr.encrypt":
            self.write("{'id': %d, 'ok': {}}\n" % request["id"])
        else:
            super().send(request, reply)


replay.main(InvalidJson)
