"""Never answers an operation of the target case."""

import replay


class Silent(replay.Replay):
    def serve(self, request):
        if not (self.in_target and request["op"] == "dr.init"):
            super().serve(request)


replay.main(Silent)
