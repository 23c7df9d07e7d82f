"""Claims an operation in hello and calls it unsupported when it is asked for."""

import replay


class RefusesAnnounced(replay.Replay):
    def step(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            return {"unsupported": {"feature": "dr.encrypt"}}
        return super().step(request)


replay.main(RefusesAnnounced)
