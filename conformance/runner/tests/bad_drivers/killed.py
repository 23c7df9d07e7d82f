"""Is ended by a signal and leaves a program behind that holds its output open."""

import os
import signal
import subprocess
import sys

import replay


class Killed(replay.Replay):
    def serve(self, request):
        if self.in_target and request["op"] == "dr.encrypt":
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            os.kill(os.getpid(), signal.SIGKILL)
        super().serve(request)


replay.main(Killed)
