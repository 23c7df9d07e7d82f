"""Answers one operation of the target case long after anyone waits for it."""

import time

import replay


class Slow(replay.Replay):
    def serve(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            time.sleep(600)
        super().serve(request)


replay.main(Slow)
