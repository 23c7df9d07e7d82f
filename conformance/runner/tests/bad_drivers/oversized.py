"""Answers with a line that is longer than 1 MiB."""

import replay


class Oversized(replay.Replay):
    def send(self, request, reply):
        if self.in_target and request["op"] == "dr.encrypt":
            self.write("x" * (3 * 1024 * 1024) + "\n")
        else:
            super().send(request, reply)


replay.main(Oversized)
