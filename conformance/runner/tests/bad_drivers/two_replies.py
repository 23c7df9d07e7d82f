"""Answers one request twice."""

import replay


class TwoReplies(replay.Replay):
    def send(self, request, reply):
        if self.in_target and request["op"] == "dr.encrypt":
            super().send(request, reply)
        super().send(request, reply)


replay.main(TwoReplies)
