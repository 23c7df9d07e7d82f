"""Drivers that the runner does not start: at a port of this machine, and in batch files."""

import json
import os
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from command_support import FIXTURES, HERE, SMALL, driver, outcomes, outside_run, run, smx

sys.path.insert(0, str(HERE / "bad_drivers"))
import replay  # noqa: E402


class PortDriver:
    """The replay driver as a server: each connection is a driver that begins afresh."""

    def __init__(self, spoil=lambda request, reply: reply):
        self.spoil = spoil
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        driver_of_connection = replay.Replay(SMALL)
        with connection, connection.makefile("rw", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                request = json.loads(line)
                reply = self.spoil(request, {"id": request["id"], **driver_of_connection.answer(request)})
                if reply is None:
                    return
                stream.write(json.dumps(reply) + "\n")
                stream.flush()
                if request["op"] == "bye":
                    return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A thread that waits in accept would keep a listener alive that is only closed.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Tcp(unittest.TestCase):
    def test_a_driver_at_a_port_is_judged_as_one_that_was_started(self):
        with PortDriver() as server:
            there = smx("run", "--vectors", FIXTURES, "--connect", server.address, "--json", "--jobs", 2)
        self.assertEqual(there.returncode, 0, there.stdout + there.stderr)
        self.assertEqual(outside_run(there), outside_run(run("replay", "--json")))
        self.assertEqual(server.connections, 2)

    def test_one_connection_is_the_default(self):
        with PortDriver() as server:
            self.assertEqual(smx("run", "--vectors", FIXTURES, "--connect", server.address).returncode, 0)
        self.assertEqual(server.connections, 1)

    def test_a_lost_connection_costs_one_case(self):
        broken = []

        def lose(request, reply):
            if request["op"] == "dr.encrypt" and not broken:
                broken.append(True)
                return None
            return reply

        with PortDriver(lose) as server:
            done = smx("run", "--vectors", FIXTURES, "--connect", server.address, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(sorted(outcomes(outside_run(done)).values()), ["crash"] + ["pass"] * 5)

    def test_nobody_who_listens_is_nothing_run(self):
        with PortDriver() as server:
            pass
        done = smx("run", "--vectors", FIXTURES, "--connect", server.address)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("Connection refused", done.stdout)

    def test_other_machines_and_two_drivers_at_once_are_refused(self):
        for arguments in (("--connect", "tcp://192.0.2.1:5555"), ("--connect", "127.0.0.1:5555"),
                          ("--connect", "tcp://127.0.0.1"),
                          ("--connect", "tcp://127.0.0.1:5555", "--driver", "cat")):
            done = smx("run", "--vectors", FIXTURES, *arguments)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)


class Batch(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.addCleanup(self.holder.cleanup)
        self.folder = pathlib.Path(self.holder.name, "batch")

    def write(self, *arguments):
        done = smx("batch", "write", self.folder, "--vectors", FIXTURES, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)

    def answer(self, name="replay"):
        """The driver itself is the host: lines in, lines out."""
        with open(self.folder / "requests.jsonl", "rb") as requests, \
                open(self.folder / "responses.jsonl", "wb") as responses:
            subprocess.run(shlex.split(driver(name)), stdin=requests, stdout=responses, check=True,
                           timeout=60)

    def judge(self, *arguments):
        return smx("batch", "judge", self.folder, "--vectors", FIXTURES, *arguments)

    def test_the_report_is_that_of_a_live_run(self):
        for name in ("replay", "wrong_bytes", "fails_twins", "moves_state"):
            with self.subTest(name):
                self.write()
                self.answer(name)
                judged = self.judge("--json")
                live = run(name, "--json")
                self.assertEqual(judged.returncode, live.returncode, judged.stderr)
                self.assertEqual(outside_run(judged), outside_run(live))
                (self.folder / "responses.jsonl").unlink()

    def test_a_part_of_the_cases(self):
        self.write("--filter", "small/t*", "--shard", "1/1", "--no-twins", "--no-trace")
        self.answer()
        report = outside_run(self.judge("--json"))
        self.assertEqual(outcomes(report), {"small/target": "pass", "small/tampered-then-genuine": "pass"})

    def test_what_is_missing_is_named_and_can_follow(self):
        self.write()
        self.answer()
        path = self.folder / "responses.jsonl"
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:10]) + lines[10][:5])
        partial = self.judge()
        self.assertEqual(partial.returncode, 1)
        self.assertRegex(partial.stdout,
                         rf"incomplete: 10 of {len(lines)} requests have a reply, the next is 11 \(in small/")
        self.assertIn(" pass", partial.stdout)
        path.write_bytes(whole)
        self.assertEqual(self.judge().returncode, 0)

    def test_other_vectors_are_refused(self):
        self.write()
        self.answer()
        done = smx("batch", "judge", self.folder)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)
        self.assertIn("written from other vectors", done.stderr)
        again = smx("batch", "write", self.folder, "--vectors", FIXTURES)
        self.assertEqual(again.returncode, 2)
        self.assertIn("replies to an earlier batch", again.stderr)
        (self.folder / "responses.jsonl").unlink()
        self.assertEqual(self.judge().returncode, 2)


if __name__ == "__main__":
    unittest.main()
