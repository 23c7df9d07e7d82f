"""Announces neither injected randomness nor traces nor state."""

import replay


class NoFeatures(replay.Replay):
    announced_features = {"inject_random": False, "trace": False, "state": False}

    def operations(self):
        return [op for op in super().operations() if op != "dr.state"]


replay.main(NoFeatures)
