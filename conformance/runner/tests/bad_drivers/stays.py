"""Answers bye and does not leave."""

import time

import replay


class Stays(replay.Replay):
    def leave(self):
        time.sleep(600)


replay.main(Stays)
