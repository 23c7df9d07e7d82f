"""Swaps two halves of a value on the way and carries on."""

import replay


class WrongBytes(replay.Replay):
    def step(self, request):
        reply = super().step(request)
        if self.in_target and request["op"] == "dr.encrypt" and self.index == 3:
            trace = [dict(entry) for entry in reply.get("trace", [])]
            for entry in trace:
                if entry["step"] == "dr.aad":
                    value = entry["value"]
                    entry["value"] = value[64:128] + value[:64] + value[128:]
            reply["ok"]["frame"] = reply["ok"]["frame"][:-2] + "00"
            if "trace" in reply:
                reply["trace"] = trace
        return reply


replay.main(WrongBytes)
