"""Writes a debugging line to standard output, where only the protocol may be."""

import replay


class Babbles(replay.Replay):
    def serve(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            self.write("debug: about to encrypt\n")
        super().serve(request)


replay.main(Babbles)
