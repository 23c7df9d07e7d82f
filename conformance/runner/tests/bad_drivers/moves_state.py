"""Gives the right refusals and changes its state all the same."""

import replay


class MovesState(replay.Replay):
    digests = 0

    def state(self, request):
        self.digests += 1
        return {**super().state(request), "digest": "%064x" % self.digests}


replay.main(MovesState)
