"""Writes far more to standard error than a pipe or a report can hold."""

import sys

import replay


class FloodsStderr(replay.Replay):
    def serve(self, request):
        sys.stderr.write("progress " * 20000)
        sys.stderr.flush()
        super().serve(request)


replay.main(FloodsStderr)
