"""Follows the steps that `smx conformance new-driver` prints, to the letter, in one language.

  skeleton_test.py LANG SCRATCH     SMX_BIN names the command

Every printed command has to succeed; the doctor has to find the driver healthy, the first file has
to pass whole, and the next one as far as it is announced.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

LANGUAGE = ""
SCRATCH = pathlib.Path()
SMX = pathlib.Path(os.environ["SMX_BIN"]).resolve()

STEP = re.compile(r"^  \d+\. .*\n       (.*)$", re.MULTILINE)


def environment():
    """The shell of someone for whom `smx` is installed."""
    path = f"{SMX.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=900,
                          env=environment(), **options)


class Skeleton(unittest.TestCase):
    def test_the_printed_steps_lead_to_a_passing_file(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        written = run("smx", "conformance", "new-driver", "--lang", LANGUAGE, "our-own", cwd=SCRATCH)
        self.assertEqual(written.returncode, 0, written.stderr)
        steps = STEP.findall(written.stdout)
        self.assertEqual(steps[0], "cd our-own")
        self.assertGreaterEqual(len(steps), 5, written.stdout)

        # One shell for all, as a person has one; it stops at the first command that fails.
        script = "\n".join(f"echo '== {number}'\n{step}" for number, step in enumerate(steps))
        done = run("bash", "-euo", "pipefail", "-c", script, cwd=SCRATCH)
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        output = re.split(r"^== \d+$", done.stdout, flags=re.MULTILINE)
        doctor, first, second = output[-3:]
        self.assertRegex(doctor, r"(?m)^ok +healthy: \d+ good, 0 wrong")
        self.assertIn("\nnext: implement x25519: it needs ", doctor)
        self.assertIn("planned 94, outcomes 94: 94 pass", first)
        self.assertRegex(second, r"outcomes \d+: \d+ pass \d+ unsupported")

        readme = (SCRATCH / "our-own" / "README.md").read_text("utf-8")
        self.assertIn("\n".join(steps[1:]), readme, "the README has other commands")
        for left in SCRATCH.rglob("*"):
            if left.is_file() and left.suffix in (".py", ".mjs", ".md", ".rs", ".kt", ".go", ".swift"):
                self.assertNotRegex(left.read_text("utf-8"), r"@[a-z_]+@", str(left))


if __name__ == "__main__":
    LANGUAGE, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=sys.argv[:1], verbosity=2)
