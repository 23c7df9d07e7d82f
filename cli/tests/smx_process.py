"""Runs the command smx as people do: in a directory of its own, with nothing of the caller's home."""

import json
import os
import signal
import subprocess
import tempfile
import unittest

SMX = os.environ["SMX_BIN"]
OK, REFUSED, BAD_INPUT, FAILED = 0, 1, 2, 3


class Finished:
    """What a run of smx left: its exit code (negative: the signal that ended it) and its output."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def text(self):
        return self.out.decode()

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def killed(self):
        return self.code == -signal.SIGKILL


class SmxTest(unittest.TestCase):
    """A test with a scratch directory, in which every smx runs."""

    maxDiff = None
    # Where scratch directories are made; None is the system's choice.
    scratch_parent = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="smx-test-", dir=self.scratch_parent)
        self.addCleanup(scratch.cleanup)
        self.dir = scratch.name

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, content):
        if isinstance(content, str):
            content = content.encode()
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
                if name in os.environ}
        return {**kept, "HOME": self.dir, "LC_ALL": "C.UTF-8", **more}

    def smx(self, *arguments, stdin=b"", env=None, stdout=None):
        """Runs smx. `stdout` is a file to write to instead of keeping the output."""
        with open(stdout or os.devnull, "wb") as file:
            done = subprocess.run([SMX, *arguments], input=stdin, cwd=self.dir,
                                  stdout=file if stdout else subprocess.PIPE,
                                  stderr=subprocess.PIPE, env=env or self.environment(),
                                  timeout=120, check=False)
        return Finished(done.returncode, done.stdout, done.stderr.decode())

    def ok(self, *arguments, stdin=b"", env=None):
        """Runs smx, which has to succeed."""
        done = self.smx(*arguments, stdin=stdin, env=env)
        self.assertEqual(done.code, OK, done.err)
        return done

    def refuses(self, code, *arguments, says=(), stdin=b"", env=None, stdout=None):
        """Runs smx, which has to end with this code and one error line that says all this."""
        done = self.smx(*arguments, stdin=stdin, env=env, stdout=stdout)
        self.assertEqual(done.code, code, (arguments, done.out, done.err))
        errors = [line for line in done.err.splitlines() if line.startswith("smx: error: ")]
        self.assertEqual(len(errors), 1, done.err)
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, errors[0])
        return done

    def snapshot(self):
        """Every file below the scratch directory with its content."""
        found = {}
        for directory, _, names in os.walk(self.dir):
            for name in names:
                path = os.path.join(directory, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.dir)] = file.read()
        return found

    def make_pair(self):
        """Alice and Bob, each with a device and a bundle file."""
        for name in ("alice", "bob"):
            self.ok("device", "init", "--state", f"{name}.db", "--one-time-prekeys", "3")
            self.ok("device", "bundle", "--state", f"{name}.db", "--out", f"{name}.bundle")
