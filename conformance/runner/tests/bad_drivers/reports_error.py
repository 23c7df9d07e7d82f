"""Reports a fault of its own, as the protocol wants it."""

import replay


class ReportsError(replay.Replay):
    def step(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            return {"error": {"message": "out of memory"}}
        return super().step(request)


replay.main(ReportsError)
