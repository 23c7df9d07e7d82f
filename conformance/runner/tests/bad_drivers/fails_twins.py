"""Refuses the broken and the repaired alike."""

import replay


class FailsTwins(replay.Replay):
    def step(self, request):
        reply = super().step(request)
        if self.in_twin and "ok" in reply and self.index == self.case["twin"]["step"] + 1:
            return {"reject": {"reason": "decryption_failed"}}
        return reply


replay.main(FailsTwins)
