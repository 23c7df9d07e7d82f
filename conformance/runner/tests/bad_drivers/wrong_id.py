"""Answers with the id of another request."""

import replay


class WrongId(replay.Replay):
    def send(self, request, reply):
        if self.in_target and request["op"] == "dr.encrypt":
            request = {**request, "id": request["id"] - 1}
        super().send(request, reply)


replay.main(WrongId)
