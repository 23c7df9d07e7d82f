"""Ends in the middle of the target case, with a last word on standard error."""

import sys

import replay


class Dies(replay.Replay):
    def serve(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            sys.stderr.write("an assertion failed\n")
            sys.exit(3)
        super().serve(request)


replay.main(Dies)
