"""smx device: two people exchange messages through files; whatever is wrong changes nothing."""

import json
import os
import stat
import subprocess
import unittest

import smx_process
from smx_process import BAD_INPUT, FAILED, REFUSED, SmxTest


class DeviceTest(SmxTest):
    def send(self, sender, to, text, out, *more):
        self.write("message.in", text)
        return self.ok("device", "send", "--state", f"{sender}.db", "--to", to, "--in",
                       "message.in", "--out", out, "--json", *more).json

    def receive(self, receiver, sender, envelope, out, *more):
        return self.ok("device", "receive", "--state", f"{receiver}.db", "--from", sender,
                       "--in", envelope, "--out", out, "--json", *more).json

    def status(self, name, *more):
        return self.ok("device", "status", "--state", f"{name}.db", "--json", *more).json

    def converse(self):
        """Alice writes first, Bob answers: after this both have a session."""
        self.make_pair()
        self.send("alice", "bob", "hello", "1.smx", "--bundle", "bob.bundle")
        self.receive("bob", "alice", "1.smx", "1.txt", "--sender", "alice.bundle")
        self.send("bob", "alice", "answer", "2.smx")
        self.receive("alice", "bob", "2.smx", "2.txt", "--known")

    def refuses_unchanged(self, code, *arguments, says=(), stdin=b""):
        """As refuses, and not one byte of any file is another afterwards."""
        # The directory of notes and its empty lock may come into being.
        def files():
            return {name: content for name, content in self.snapshot().items()
                    if not name.endswith(".handover/lock")}
        before = files()
        self.refuses(code, *arguments, says=says, stdin=stdin)
        self.assertEqual(files(), before)

    # Two people.

    def test_messages_in_both_directions(self):
        self.make_pair()
        sent = self.send("alice", "bob", "first\n", "1.smx", "--bundle", "bob.bundle")
        self.assertEqual((sent["format"], sent["delivery"]), ("smx1", "fresh"))
        self.assertTrue(sent["session_started"] and sent["one_time_prekey_used"])
        got = self.receive("bob", "alice", "1.smx", "1.txt", "--sender", "alice.bundle")
        self.assertTrue(got["session_started"] and got["one_time_prekey_used"])
        self.assertFalse(got["session_replaced"])
        self.assertEqual(self.read("1.txt"), b"first\n")
        answer = self.send("bob", "alice", "second", "2.smx")
        self.assertEqual(answer["format"], "drv1")
        self.receive("alice", "bob", "2.smx", "2.txt", "--known")
        self.assertEqual(self.read("2.txt"), b"second")
        self.assertEqual(self.send("alice", "bob", "", "3.smx")["format"], "drv1")
        self.receive("bob", "alice", "3.smx", "3.txt", "--known")
        self.assertEqual(self.read("3.txt"), b"")
        # Who they are to each other is what they are to themselves.
        for me, other in (("alice", "bob"), ("bob", "alice")):
            peer, = self.status(me)["peers"]
            self.assertEqual(peer["fingerprint"], self.status(other)["fingerprint"])
            self.assertEqual(peer["label"], other)

    def test_out_of_order_binary_and_largest_messages(self):
        self.converse()
        texts = [bytes(range(256)), b"x" * 65536, b"\0"]
        for index, text in enumerate(texts):
            self.send("alice", "bob", text, f"o{index}.smx")
        self.assertEqual(self.receive("bob", "alice", "o2.smx", "o2.txt", "--known")["size"], 1)
        self.assertEqual(self.status("bob")["peers"][0]["skipped_keys"], 2)
        for index in (0, 1):
            self.receive("bob", "alice", f"o{index}.smx", f"o{index}.txt", "--known")
        for index, text in enumerate(texts):
            self.assertEqual(self.read(f"o{index}.txt"), text)
        self.assertEqual(self.status("bob")["peers"][0]["skipped_keys"], 0)

    def test_base64_and_standard_streams(self):
        self.make_pair()
        self.ok("device", "bundle", "--state", "bob.db", "--out", "b64", "--base64", "--reusable")
        self.assertTrue(self.read("b64").startswith(b"U01YQ"))
        sent = self.ok("device", "send", "--state", "alice.db", "--to", "bob", "--bundle", "b64",
                       "--in", "-", "--out", "-", "--base64", stdin=b"through pipes")
        self.assertTrue(sent.text.startswith("U01YM"))
        self.assertEqual(len(sent.text.splitlines()), 1)
        self.assertIn("without a one-time prekey", sent.err)
        got = self.ok("device", "receive", "--state", "bob.db", "--from", "alice", "--sender",
                      "alice.bundle", "--in", "-", "--out", "-", stdin=sent.out)
        self.assertEqual(got.out, b"through pipes")

    def test_passphrase(self):
        self.write("words", "correct horse\n")
        os.chmod(self.path("words"), 0o600)
        self.write("wrong", "correct house\n")
        os.chmod(self.path("wrong"), 0o600)
        home = ["--state", "p.db", "--passphrase-file"]
        self.ok("device", "init", *home, "words")
        self.assertFalse(os.path.exists(self.path("p.db.key")))
        self.ok("device", "status", *home, "words")
        self.refuses_unchanged(FAILED, "device", "status", *home, "wrong", says="key_unavailable")

    def test_default_state_and_environment(self):
        made = self.ok("device", "init", "--json").json
        self.assertEqual(made["state"], self.path(".local/share/smx/device.db"))
        self.assertEqual(self.ok("device", "status", "--json").json["fingerprint"],
                         made["fingerprint"])
        env = self.environment(SMX_STATE="elsewhere.db")
        other = self.ok("device", "init", "--json", env=env).json
        self.assertEqual(other["state"], self.path("elsewhere.db"))
        self.assertNotEqual(other["fingerprint"], made["fingerprint"])

    # Again and again.

    def test_same_id_is_one_message(self):
        self.converse()
        first = self.send("alice", "bob", "once", "5.smx", "--id", "five")
        again = self.send("alice", "bob", "another text", "5.smx", "--id", "five")
        self.assertEqual((first["delivery"], again["delivery"]), ("fresh", "done"))
        again = self.send("alice", "bob", "once", "elsewhere.smx", "--id", "five")
        self.assertEqual(again["delivery"], "done")
        self.assertFalse(os.path.exists(self.path("elsewhere.smx")))
        self.receive("bob", "alice", "5.smx", "5.txt", "--known")
        self.assertEqual(self.read("5.txt"), b"once")

    def test_same_envelope_is_one_message(self):
        self.converse()
        self.assertEqual(self.receive("bob", "alice", "1.smx", "1.txt", "--known")["delivery"],
                         "done")
        self.receive("bob", "alice", "1.smx", "other.txt", "--known")
        self.assertFalse(os.path.exists(self.path("other.txt")))
        # Under another id it is a replay, and refused.
        self.refuses_unchanged(REFUSED, "device", "receive", "--state", "bob.db", "--from",
                               "alice", "--known", "--in", "1.smx", "--out", "other.txt", "--id",
                               "other", says="duplicate_message")

    def test_several_processes_at_once(self):
        """Messages and prekeys from six processes over one state: whoever is slower tries again."""
        self.converse()
        home = ["--state", "alice.db"]
        commands = [["device", "replenish", *home, "--count", "1"]] * 3
        for number in range(6):
            self.write(f"p{number}.in", f"parallel {number}")
            commands.append(["device", "send", *home, "--to", "bob", "--in", f"p{number}.in",
                             "--out", f"p{number}.smx"])
        processes = [subprocess.Popen([smx_process.SMX, *command], cwd=self.dir,
                                      env=self.environment(), stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE) for command in commands]
        for process in processes:
            _, error = process.communicate()
            self.assertEqual(process.returncode, 0, error)
        for number in range(6):
            self.receive("bob", "alice", f"p{number}.smx", f"p{number}.txt", "--known")
            self.assertEqual(self.read(f"p{number}.txt").decode(), f"parallel {number}")
        # Three at first, one for the bundle that nobody has used, and three now.
        self.assertEqual(self.status("alice")["one_time_prekeys"], 3 + 1 + 3)

    def test_outputs_are_never_overwritten(self):
        self.converse()
        self.write("taken", "mine")
        self.refuses_unchanged(BAD_INPUT, "device", "send", "--state", "alice.db", "--to", "bob",
                               "--in", "1.txt", "--out", "taken", says=["taken", "is there"])
        self.send("alice", "bob", "x", "6.smx")
        self.refuses_unchanged(BAD_INPUT, "device", "receive", "--state", "bob.db", "--from",
                               "alice", "--known", "--in", "6.smx", "--out", "taken",
                               says=["taken", "is there"])
        self.receive("bob", "alice", "6.smx", "6.txt", "--known")

    def test_resume_with_nothing_to_do(self):
        self.converse()
        done = self.ok("device", "resume", "--state", "alice.db", "--json").json
        self.assertEqual((done["completed"], done["open"], done["dropped"]), ([], [], []))
        self.refuses_unchanged(BAD_INPUT, "device", "resume", "--state", "alice.db", "--id", "no",
                               says="--id")

    def test_failed_hand_over_is_kept_and_resumed(self):
        self.converse()
        self.write("text", "kept")
        # Full disk: the envelope is committed, cannot be written, and is not lost.
        self.refuses(FAILED, "device", "send", "--state", "alice.db", "--to", "bob", "--in",
                     "text", "--out", "-", "--id", "kept", says="standard output",
                     stdout="/dev/full")
        pending, = self.status("alice")["pending"]
        self.assertEqual((pending["id"], pending["direction"]), ("kept", "send"))
        self.refuses(BAD_INPUT, "device", "resume", "--state", "alice.db", says="unfinished")
        warned = self.ok("device", "send", "--state", "alice.db", "--to", "bob", "--in", "text",
                         "--out", "7.smx")
        self.assertIn("unfinished", warned.err)
        self.refuses_unchanged(BAD_INPUT, "device", "send", "--state", "alice.db", "--to", "carol",
                               "--in", "text", "--out", "8.smx", "--id", "kept", says="bob")
        self.ok("device", "resume", "--state", "alice.db", "--id", "kept", "--out", "8.smx")
        self.assertEqual(self.status("alice")["pending"], [])
        for number in (8, 7):
            self.receive("bob", "alice", f"{number}.smx", f"{number}.txt", "--known")
            self.assertEqual(self.read(f"{number}.txt"), b"kept")

    # Keys.

    def test_rotate_replenish_purge(self):
        now = 1_800_000_000
        self.ok("device", "init", "--state", "r.db", "--one-time-prekeys", "2", "--now", str(now))
        before = self.status("r", "--now", str(now))
        self.assertFalse(before["rotation_due"])
        self.assertTrue(before["low_on_one_time_prekeys"])
        week = str(now + 604_800)
        self.assertTrue(self.status("r", "--now", week)["rotation_due"])
        made = self.ok("device", "rotate", "--state", "r.db", "--now", week, "--json").json
        self.assertNotEqual(made["signed_prekey"], before["signed_prekey"])
        self.assertFalse(self.status("r", "--now", week)["rotation_due"])
        made = self.ok("device", "replenish", "--state", "r.db", "--count", "30", "--json").json
        self.assertEqual((len(made["made"]), made["one_time_prekeys"]), (30, 32))
        self.ok("device", "purge", "--state", "r.db", "--now", week)
        self.assertFalse(self.status("r", "--now", week)["low_on_one_time_prekeys"])

    def test_purge_erases_a_replaced_prekey(self):
        now = 1_800_000_000
        self.ok("device", "init", "--state", "alice.db")
        self.ok("device", "bundle", "--state", "alice.db", "--out", "alice.bundle")
        self.ok("device", "init", "--state", "bob.db", "--now", str(now))
        self.ok("device", "bundle", "--state", "bob.db", "--out", "old.bundle")
        self.ok("device", "rotate", "--state", "bob.db", "--now", str(now))
        self.send("alice", "bob", "late", "late.smx", "--bundle", "old.bundle")
        receive = ["device", "receive", "--state", "bob.db", "--from", "alice", "--sender",
                   "alice.bundle", "--in", "late.smx", "--out", "late.txt"]
        self.ok("device", "purge", "--state", "bob.db", "--now", str(now + 1_209_600))
        self.refuses_unchanged(REFUSED, *receive, says="unknown_prekey")

    def test_restart_and_its_limit(self):
        now = 1_800_000_000
        self.converse()
        self.ok("device", "bundle", "--state", "bob.db", "--out", "new.bundle")
        restart = ["device", "restart", "--state", "alice.db", "--to", "bob", "--bundle",
                   "new.bundle", "--in", "1.txt"]
        done = self.ok(*restart, "--out", "r.smx", "--now", str(now), "--json").json
        self.assertTrue(done["session_started"])
        self.refuses_unchanged(REFUSED, *restart, "--out", "s.smx", "--now", str(now + 3599),
                               says="restart_limited")
        self.ok(*restart, "--out", "s.smx", "--now", str(now + 3600))
        got = self.ok("device", "receive", "--state", "bob.db", "--from", "alice", "--known",
                      "--in", "r.smx", "--out", "r.txt")
        self.assertIn("warning", got.err)
        self.assertIn("new session", got.err)

    def test_changed_keys_are_told_loudly(self):
        self.converse()
        self.ok("device", "init", "--state", "mallory.db")
        self.ok("device", "bundle", "--state", "mallory.db", "--out", "mallory.bundle")
        self.write("text", "for bob?")
        done = self.ok("device", "send", "--state", "alice.db", "--to", "bob", "--bundle",
                       "mallory.bundle", "--in", "text", "--out", "m.smx", "--json")
        self.assertTrue(done.json["peer_keys_changed"])
        self.assertIn("THE KEYS OF bob HAVE CHANGED", done.err)
        self.assertIn(self.status("mallory")["fingerprint"], done.err)

    def test_key_files(self):
        self.ok("device", "init", "--state", "k.db")
        key = self.path("k.db.key")
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("k.db")).st_mode), 0o600)
        status = ["device", "status", "--state", "k.db"]
        for mode in (0o640, 0o604, 0o620):
            os.chmod(key, mode)
            self.refuses_unchanged(BAD_INPUT, *status, says=["k.db.key", f"{mode:04o}"])
        os.chmod(key, 0o600)
        good = self.read("k.db.key")
        for content, says in ((good[:-1], "31"), (good + b"x", "more than 32"), (b"", "0")):
            self.write("k.db.key", content)
            self.refuses_unchanged(BAD_INPUT, *status, says=["k.db.key", says])
        self.write("k.db.key", bytes(32))
        self.refuses_unchanged(FAILED, *status, says="key_unavailable")
        os.remove(key)
        self.refuses_unchanged(BAD_INPUT, *status, says=["k.db.key", "No such file"])
        self.refuses_unchanged(BAD_INPUT, "device", "init", "--state", "k.db", says="k.db.key")
        self.write("k.db.key", good)
        os.chmod(key, 0o600)
        self.ok(*status)

    def test_counter_files(self):
        home = ["--state", "c.db", "--counter-file", "counter"]
        self.ok("device", "init", *home)
        self.assertEqual(self.read("counter"), b"%020d\n" % self.status("c")["generation"])
        self.write("counter", "many\n")
        self.refuses_unchanged(BAD_INPUT, "device", "status", *home, says="rollback counter")
        os.remove(self.path("counter"))
        self.refuses_unchanged(BAD_INPUT, "device", "status", *home, says="counter")

    # What is wrong changes nothing.

    def test_no_secret_is_shown(self):
        self.converse()
        key = self.read("alice.db.key")
        for arguments in (["status"], ["status", "--json"], ["replenish", "--json"], ["purge"]):
            done = self.ok("device", *arguments, "--state", "alice.db")
            self.assertNotIn(key.hex(), done.text)
            for word in ("private", "root_key", "chain_key"):
                self.assertNotIn(word, done.text)

    def test_status_changes_nothing(self):
        self.converse()
        before = self.snapshot()
        self.status("alice")
        self.ok("device", "status", "--state", "alice.db")
        self.assertEqual(self.snapshot(), before)

    def test_state_is_sealed(self):
        self.converse()
        text = b"plaintext that must not lie about"
        self.send("alice", "bob", text, "9.smx")
        bob = bytes.fromhex(self.status("bob")["identity_key"])
        os.remove(self.path("message.in"))
        for name, content in self.snapshot().items():
            self.assertNotIn(text, content, name)
            if name.startswith("alice.db"):
                self.assertNotIn(bob, content, name)

    def test_init_does_not_touch_a_device(self):
        self.make_pair()
        self.refuses_unchanged(BAD_INPUT, "device", "init", "--state", "alice.db",
                               says=["alice.db", "holds a device already"])

    def test_wrong_files(self):
        self.converse()
        self.write("noise", bytes(range(200, 256)) * 4)
        self.write("short", self.read("2.smx")[:60])
        self.write("forged", self.read("bob.bundle")[:110] + b"\0\0\0"
                   + self.read("bob.bundle")[113:])
        send = ["device", "send", "--state", "alice.db", "--to", "bob", "--out", "o.smx"]
        receive = ["device", "receive", "--state", "alice.db", "--from", "bob", "--out", "o.txt"]
        rows = [
            (BAD_INPUT, [*send, "--in", "absent"], ["absent", "No such file"]),
            (BAD_INPUT, [*send, "--in", "1.txt", "--bundle", "noise"], ["noise", "byte 0"]),
            (BAD_INPUT, [*send, "--in", "1.txt", "--bundle", "1.smx"], ["1.smx", "byte 3"]),
            (REFUSED, [*send, "--in", "1.txt", "--bundle", "forged"], ["forged", "bad_signature"]),
            (BAD_INPUT, [*receive, "--in", "absent", "--known"], ["absent", "No such file"]),
            (BAD_INPUT, [*receive, "--in", "noise", "--known"], ["noise", "byte 0", "magic"]),
            (BAD_INPUT, [*receive, "--in", "short", "--known"], ["short", "byte 60"]),
            (REFUSED, [*receive, "--in", "2.smx", "--sender", "forged"], ["bad_signature"]),
            (BAD_INPUT, [*receive, "--in", "2.smx", "--sender", "alice.bundle"], ["malformed"]),
            (BAD_INPUT, [*receive, "--in", "2.smx"], ["--sender", "--known"]),
            (BAD_INPUT, [*receive, "--in", "2.smx", "--known", "--sender", "bob.bundle"],
             ["excludes"]),
        ]
        for code, arguments, says in rows:
            with self.subTest(arguments=arguments):
                self.refuses_unchanged(code, *arguments, says=says)

    def test_wrong_arguments(self):
        self.converse()
        home = ["--state", "alice.db"]
        rows = [
            (BAD_INPUT, ["send", *home, "--to", "", "--in", "1.txt", "--out", "o"], ["--to"]),
            (BAD_INPUT, ["send", *home, "--to", "x" * 256, "--in", "1.txt", "--out", "o"],
             ["--to", "255"]),
            (BAD_INPUT, ["send", *home, "--to", "a\nb", "--in", "1.txt", "--out", "o"], ["--to"]),
            (BAD_INPUT, ["send", *home, "--to", "bob", "--in", "1.txt", "--out", "o", "--id",
                         "with space"], ["--id"]),
            (BAD_INPUT, ["send", *home, "--to", "bob", "--in", "1.txt", "--out", "o", "--id",
                         "x" * 65], ["--id", "64"]),
            (BAD_INPUT, ["send", *home, "--to", "bob", "--in", "1.txt", "--out", "no/where"],
             ["no", "No such file"]),
            (BAD_INPUT, ["send", *home, "--to", "bob", "--in", "1.txt", "--out", "-", "--json"],
             ["--json"]),
            (BAD_INPUT, ["send", *home, "--to", "bob", "--in", "1.txt"], ["--out is required"]),
            (REFUSED, ["send", *home, "--to", "nobody", "--in", "1.txt", "--out", "o"],
             ["nobody", "no_session"]),
            (REFUSED, ["send", *home, "--to", "bob", "--in", "large", "--out", "o"],
             ["too_large"]),
            (BAD_INPUT, ["receive", *home, "--from", "carol", "--known", "--in", "2.smx",
                         "--out", "o"], ["carol"]),
            (BAD_INPUT, ["status", "--state", "absent.db"], ["absent.db", "smx device init"]),
            (BAD_INPUT, ["status", "--state", "1.txt"], ["1.txt", "byte 0"]),
            (BAD_INPUT, ["status", "--state", "."], ["not a regular file"]),
            (BAD_INPUT, ["replenish", *home, "--count", "0"], ["--count"]),
            (BAD_INPUT, ["replenish", *home, "--count", "1001"], ["--count"]),
            (BAD_INPUT, ["init", "--state", "n.db", "--one-time-prekeys", "1001"],
             ["--one-time-prekeys"]),
            (BAD_INPUT, ["init", "--state", "no/where.db"], ["No such file"]),
            (BAD_INPUT, ["rotate", *home, "--now", "tomorrow"], ["--now"]),
            (BAD_INPUT, ["fly"], ["fly"]),
            (BAD_INPUT, [], ["subcommand"]),
        ]
        self.write("large", bytes(65537))
        for code, arguments, says in rows:
            with self.subTest(arguments=arguments):
                self.refuses_unchanged(code, "device", *arguments, says=says)

    def test_altered_and_replayed_envelopes(self):
        self.converse()
        self.send("bob", "alice", "genuine", "g.smx")
        envelope = bytearray(self.read("g.smx"))
        envelope[-1] ^= 1
        self.write("altered.smx", envelope)
        receive = ["device", "receive", "--state", "alice.db", "--from", "bob", "--known"]
        self.refuses_unchanged(REFUSED, *receive, "--in", "altered.smx", "--out", "a.txt",
                               says=["altered.smx", "decryption_failed"])
        self.ok(*receive, "--in", "g.smx", "--out", "g.txt")
        self.assertEqual(self.read("g.txt"), b"genuine")

    def test_damaged_state(self):
        self.converse()
        good = self.read("alice.db")
        self.write("alice.db", good[:100] + bytes(len(good) - 100))
        done = self.smx("device", "status", "--state", "alice.db")
        self.assertIn(done.code, (BAD_INPUT, FAILED))
        self.assertEqual(len(done.err.splitlines()), 1)
        self.write("alice.db", good)
        self.ok("device", "status", "--state", "alice.db")

    def test_foreign_note_is_one_line(self):
        self.converse()
        with open(self.path("alice.db.handover/x.json"), "w", encoding="utf-8") as file:
            json.dump({"version": 99}, file)
        self.refuses(BAD_INPUT, "device", "resume", "--state", "alice.db", says="x.json")


if __name__ == "__main__":
    unittest.main()
