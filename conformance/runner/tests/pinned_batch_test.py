"""All pinned cases through batch files: the reports of live runs, by the driver of SMX_DRIVER."""

import os
import shlex
import subprocess
import tempfile
import unittest

from command_support import outside_run, smx


class PinnedBatch(unittest.TestCase):
    def test_the_report_is_that_of_a_live_run(self):
        command = os.environ["SMX_DRIVER"]
        with tempfile.TemporaryDirectory() as folder:
            written = smx("batch", "write", folder)
            self.assertEqual(written.returncode, 0, written.stderr)
            with open(f"{folder}/requests.jsonl", "rb") as requests, \
                    open(f"{folder}/responses.jsonl", "wb") as responses:
                subprocess.run(shlex.split(command), stdin=requests, stdout=responses, check=True,
                               timeout=300)
            judged = smx("batch", "judge", folder, "--json")
        live = smx("run", "--driver", command, "--json", "--slow", 6)
        self.assertEqual((judged.returncode, live.returncode), (0, 0), judged.stderr + live.stderr)
        self.assertEqual(outside_run(judged), outside_run(live))


if __name__ == "__main__":
    unittest.main()
