"""SIGKILL at every write and at random moments: no message lost, none twice, no key used twice.

Every message has an id, an envelope file and a plaintext file of its own. Whatever is killed is run
again with the same arguments. Every envelope that ever lay in a file is kept and judged at the end.
"""

import os
import random
import subprocess
import time
import unittest

import smx_process
from smx_process import Finished, SmxTest

SHIM = os.environ["SMX_KILL_SHIM"]
SEED = int(os.environ.get("SMX_KILL_SEED", "20261121"))
RANDOM_KILLS = int(os.environ.get("SMX_KILL_ROUNDS", "200"))
# Every so-many-th call is died at. A test with several rows of calls begins each one call later.
STRIDE = int(os.environ.get("SMX_KILL_STRIDE", "1"))
# A command that makes more calls than this is caught in a loop.
MOST_CALLS = 400


def calls_to_die_at(row=0):
    return range(1 + row % STRIDE, MOST_CALLS, STRIDE)


class KillTest(SmxTest):
    # SIGKILL asks nothing of the disk, and in memory a sync costs nothing.
    scratch_parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

    def setUp(self):
        super().setUp()
        # Alice has a rollback counter, Bob has none: both ways have to survive.
        for name in ("alice", "bob"):
            self.ok("device", "init", *self.home(name), "--one-time-prekeys", "3")
            self.ok("device", "bundle", *self.home(name), "--out", f"{name}.bundle")
        self.messages = {}   # id -> (sender, receiver, text)
        self.envelopes = {}  # id -> every content that its envelope file or a part of it ever had
        self.rows = 0        # of calls to die at, so far

    def home(self, name):
        counter = ["--counter-file", "alice.counter"] if name == "alice" else []
        return ["--state", f"{name}.db", *counter]

    # The commands, as argument lists: what is killed is repeated word for word.

    def send_command(self, name):
        sender, receiver, text = self.messages[name]
        self.write(f"{name}.in", text)
        return ["device", "send", *self.home(sender), "--to", receiver, "--in", f"{name}.in",
                "--out", f"{name}.smx", "--id", name, "--bundle", f"{receiver}.bundle"]

    def receive_command(self, name):
        sender, receiver, _ = self.messages[name]
        return ["device", "receive", *self.home(receiver), "--from", sender, "--sender",
                f"{sender}.bundle", "--in", f"{name}.smx", "--out", f"{name}.txt"]

    def new_message(self, sender, receiver):
        name = f"m{len(self.messages)}"
        # Of different lengths, so that a mixed-up file cannot look right.
        self.messages[name] = (sender, receiver, f"{name} from {sender}: " + "x" * len(self.messages))
        return name

    def run_killed_at(self, command, call, half):
        """Runs smx until its n-th call that changes files."""
        env = self.environment(LD_PRELOAD=SHIM, SMX_KILL_AT=str(call),
                               SMX_KILL_HALF="1" if half else "0")
        return self.smx(*command, env=env)

    def run_killed_after(self, command, seconds):
        """Runs smx for at most so long."""
        process = subprocess.Popen([smx_process.SMX, *command], cwd=self.dir,
                                   env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(seconds)
        process.kill()
        error = process.stderr.read().decode()
        process.stderr.close()
        return Finished(process.wait(), b"", error)

    def note_envelopes(self, name):
        """Keeps what lies in the envelope's file and in the part that is becoming it."""
        seen = self.envelopes.setdefault(name, set())
        if os.path.exists(self.path(f"{name}.smx")):
            seen.add(self.read(f"{name}.smx"))
        for part in self.parts():
            content = self.read(part)
            if content[:4] in (b"SMX1", b"DRV1"):
                seen.add(content)

    def parts(self):
        return [name for name in os.listdir(self.dir) if name.startswith(".smx-")]

    def finish(self, command):
        done = self.smx(*command)
        self.assertEqual(done.code, 0, (command, done.err))

    def send(self, name):
        self.finish(self.send_command(name))
        self.note_envelopes(name)

    def receive(self, name):
        self.finish(self.receive_command(name))

    # Kills at every call.

    def kill_everywhere(self, sender, receiver, killed):
        """One message for each call at which `killed` ("send" or "receive") dies, both ways of
        dying; returns how far the calls went."""
        calls = 0
        for half in (False, True):
            self.rows += 1
            for call in calls_to_die_at(self.rows):
                name = self.new_message(sender, receiver)
                if killed == "receive":
                    self.send(name)
                command = self.send_command(name) if killed == "send" else self.receive_command(name)
                done = self.run_killed_at(command, call, half)
                self.note_envelopes(name)
                if done.killed:
                    self.finish(command)
                else:
                    self.assertEqual(done.code, 0, done.err)
                self.note_envelopes(name)
                if killed == "send":
                    self.receive(name)
                calls = max(calls, call)
                if not done.killed:
                    break
            else:
                self.fail("never completes")
        return calls

    def judge(self):
        """Everything that was promised, over all messages so far."""
        for name, (_, _, text) in self.messages.items():
            self.assertEqual(self.read(f"{name}.txt").decode(), text)
            whole = self.read(f"{name}.smx")
            for seen in self.envelopes[name]:
                self.assertTrue(whole.startswith(seen), f"{name}: a second envelope existed")
        self.assertEqual(self.parts(), [])
        texts = [self.read(f"{name}.txt") for name in self.messages]
        self.assertEqual(len(texts), len(set(texts)), "a message came twice")
        found = [name for name in os.listdir(self.dir) if name.endswith(".txt")]
        self.assertEqual(len(found), len(self.messages))
        self.judge_keys()
        for owner in ("alice", "bob"):
            status = self.ok("device", "status", *self.home(owner), "--json").json
            self.assertEqual(status["pending"], [])
            left = [n for n in os.listdir(self.path(f"{owner}.db.handover")) if n != "lock"]
            self.assertEqual(left, [])

    def judge_keys(self):
        """No ratchet key and number with two ciphertexts, no nonce of an EK with two."""
        used = {}
        for name, contents in self.envelopes.items():
            sender = self.messages[name][0]
            for content in contents:
                if content != self.read(f"{name}.smx"):
                    continue
                fields = self.ok("inspect", "--json", "--hex", content.hex()).json
                value = {field["field"]: field["value"] for field in fields["fields"]}
                if fields["format"] == "drv1":
                    key = (sender, value["ratchet_key"], value["n"])
                else:
                    key = (sender, value["ephemeral_key"], value["nonce"])
                self.assertEqual(used.setdefault(key, content), content, f"{name}: key used twice")

    def test_bootstrap_killed_at_every_call(self):
        sent = self.kill_everywhere("alice", "bob", "send")
        received = self.kill_everywhere("alice", "bob", "receive")
        self.judge()
        self.tell("bootstrap", sent, received)

    def test_frames_killed_at_every_call(self):
        self.exchange()
        sent = self.kill_everywhere("alice", "bob", "send")
        received = self.kill_everywhere("bob", "alice", "receive")
        self.judge()
        self.tell("frames", sent, received)

    def tell(self, what, sent, received):
        every = "each" if STRIDE == 1 else f"every {STRIDE}th"
        print(f"{what}: send dies at {every} of {sent - 1} calls, receive of {received - 1}")

    # Kills at random moments.

    def duration(self, command):
        start = time.monotonic()
        self.finish(command)
        return time.monotonic() - start

    def test_random_moments(self):
        print(f"seed {SEED}, {RANDOM_KILLS} kills")
        dice = random.Random(SEED)
        name = self.new_message("alice", "bob")
        span = self.duration(self.send_command(name))
        self.note_envelopes(name)
        span = max(span, self.duration(self.receive_command(name)))
        kills = 0
        # A run that ends before its moment counts for nothing, so the number of runs is bounded.
        for _ in range(8 * RANDOM_KILLS):
            if kills >= RANDOM_KILLS:
                break
            sender, receiver = dice.choice((("alice", "bob"), ("bob", "alice")))
            name = self.new_message(sender, receiver)
            for command in (self.send_command(name), self.receive_command(name)):
                for _ in range(dice.choice((1, 1, 2, 3))):
                    done = self.run_killed_after(command, dice.uniform(0, span))
                    self.assertIn(done.code, (0, -9), done.err)
                    kills += done.killed
                    self.note_envelopes(name)
                self.finish(command)
                self.note_envelopes(name)
        self.assertGreaterEqual(kills, RANDOM_KILLS)
        self.judge()

    # Without an id of one's own, resume completes what was interrupted.

    def test_resume_completes_every_interrupted_send(self):
        name = self.new_message("alice", "bob")
        self.send(name)
        self.receive(name)
        for call in calls_to_die_at():
            self.write("plain.in", f"without id {call}")
            out = f"r{call}.smx"
            done = self.run_killed_at(
                ["device", "send", *self.home("alice"), "--to", "bob", "--in", "plain.in",
                 "--out", out], call, False)
            if not done.killed:
                break
            resumed = self.ok("device", "resume", *self.home("alice"), "--json").json
            self.assertEqual(resumed["open"], [])
            if not os.path.exists(self.path(out)):
                # Nothing was committed: nothing was sent.
                self.assertEqual(resumed["completed"], [])
                continue
            self.ok("device", "receive", *self.home("bob"), "--from", "alice", "--known", "--in",
                    out, "--out", f"r{call}.out")
            self.assertEqual(self.read(f"r{call}.out").decode(), f"without id {call}")
        self.assertGreater(call, 10)
        self.assertEqual(self.parts(), [])

    # The judge itself has to be able to say no.

    def exchange(self):
        """Two first messages, so that the next ones are bare frames."""
        for sender, receiver in (("alice", "bob"), ("bob", "alice")):
            name = self.new_message(sender, receiver)
            self.send(name)
            self.receive(name)

    def test_judge_sees_a_key_used_twice(self):
        self.exchange()
        old = self.read("bob.db")
        self.send(self.new_message("bob", "alice"))
        # What a restored backup does to a device without a rollback counter.
        self.write("bob.db", old)
        self.send(self.new_message("bob", "alice"))
        with self.assertRaisesRegex(AssertionError, "key used twice"):
            self.judge_keys()

    def test_counter_refuses_a_restored_backup(self):
        self.exchange()
        old = self.read("alice.db")
        self.send(self.new_message("alice", "bob"))
        self.write("alice.db", old)
        self.refuses(smx_process.FAILED, *self.send_command(self.new_message("alice", "bob")),
                     says="stale_state")

    def test_judge_sees_a_message_sent_twice(self):
        self.exchange()
        name = self.new_message("alice", "bob")
        self.send(name)
        os.remove(self.path(f"{name}.smx"))
        command = self.send_command(name)
        command[command.index("--id") + 1] = "another-id"
        self.finish(command)
        self.note_envelopes(name)
        self.receive(name)
        with self.assertRaisesRegex(AssertionError, "second envelope"):
            self.judge()

    def test_init_killed_at_every_call_can_be_repeated(self):
        for call in calls_to_die_at():
            command = ["device", "init", "--state", f"i{call}.db", "--one-time-prekeys", "1",
                       "--counter-file", f"i{call}.counter"]
            done = self.run_killed_at(command, call, False)
            if not done.killed:
                break
            again = self.smx(*command)
            if again.code != 0:
                self.assertIn("holds a device already", again.err)
            self.ok("device", "status", "--state", f"i{call}.db", "--counter-file",
                    f"i{call}.counter")
        self.assertGreater(call, 5)


if __name__ == "__main__":
    unittest.main()
