"""Turns every exception into a refusal, so that its own faults look like negatives that pass."""

import replay


class RejectsFaults(replay.Replay):
    def step(self, request):
        try:
            raise RuntimeError("nothing works here")
        except RuntimeError:
            reply = {"reject": {"reason": "malformed"}}
        if request.get("want_trace"):
            reply["trace"] = []
        return reply


replay.main(RejectsFaults)
