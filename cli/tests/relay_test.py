"""smx relay against a real smx-relay --dev: accounts, messages both ways, refusals, losses on the way."""

import json
import os
import re
import sqlite3
import unittest

from relay_process import Between, Cut, DevRelay
from smx_process import BAD_INPUT, FAILED, OK, REFUSED, SmxTest

ALICE, BOB, CAROL = "+441632960001", "+441632960002", "+441632960003"
# Each type of log field that is an identifier, and what may stand in it.
HASHED = re.compile(r"^[0-9a-f]{8}$")
IDENTIFIER = re.compile(r"\b(?:usr|dev|inv|msg|dlv|upl)_[0-9a-f]{32}\b")


class RelayTest(SmxTest):
    def setUp(self):
        super().setUp()
        self.said = ""
        self.relay = DevRelay(self.dir, self.environment()).start()
        self.addCleanup(self.relay.stop)

    def smx(self, *arguments, **more):
        done = super().smx(*arguments, **more)
        self.said += done.out.decode() + done.err
        return done

    def between(self):
        between = Between(self.dir, self.relay)
        self.addCleanup(between.stop)
        return between

    def found(self, *more, relay="relay.json"):
        return self.ok("relay", "found", "--home", "alice", "--phone", ALICE, "--name", "Example",
                       "--relay", relay, "--json", *more).json

    def join(self, home, phone, relay="relay.json"):
        return self.ok("relay", "join", "--home", home, "--phone", phone, "--relay", relay,
                       "--json").json

    def approve(self):
        return self.ok("relay", "approve", "--home", "alice", "--json").json["approved"]

    def two_people(self, relay="relay.json"):
        """Alice, who founded, and Bob, who was invited and approved."""
        alice = self.found("--invite", BOB, relay=relay)
        bob = self.join("bob", BOB, relay)
        self.assertEqual([each["device_id"] for each in self.approve()], [bob["device_id"]])
        return alice, bob

    def send(self, home, to, text, *more):
        return self.ok("relay", "send", "--home", home, "--to", to, "--text", text, "--json",
                       *more).json

    def receive(self, home, *more, code=OK):
        """The texts (or problems) that a device is shown."""
        done = self.smx("relay", "receive", "--home", home, "--json", *more)
        self.assertEqual(done.code, code, done.err)
        lines = [json.loads(line) for line in done.text.splitlines()]
        return [line.get("text", line.get("problem")) for line in lines if "answered" not in line]

    def account(self, home):
        with open(self.path(f"{home}/account.json"), encoding="utf-8") as file:
            return json.load(file)

    def change_account(self, home, **members):
        self.write(f"{home}/account.json", json.dumps({**self.account(home), **members}))

    # The README's six commands.

    def test_messages_both_ways(self):
        done = self.ok("relay", "found", "--home", "alice", "--phone", ALICE, "--name", "Example",
                       "--invite", BOB)
        self.assertRegex(done.text, rf"(?s)administrator.*active.*invited \{BOB}")
        shown = re.search(r"fingerprint +(.+)", self.ok(
            "relay", "join", "--home", "bob", "--phone", BOB).text).group(1)
        self.assertIn(shown, self.ok("relay", "approve", "--home", "alice").text)
        done = self.ok("relay", "send", "--home", "alice", "--to", BOB, "--text", "Hello Bob")
        self.assertIn(shown, done.text)
        alice, bob = self.account("alice"), self.account("bob")
        done = self.ok("relay", "receive", "--home", "bob", "--reply", "Hello Alice")
        self.assertIn(f"{alice['user_id']}: Hello Bob\n", done.text)
        done = self.ok("relay", "receive", "--home", "alice")
        self.assertEqual(done.text, f"{bob['user_id']}: Hello Alice\n")
        self.assertEqual(done.err, "")
        self.assertEqual(self.ok("relay", "receive", "--home", "bob").text, "nothing waits\n")
        self.only_hashed_identifiers()

    def only_hashed_identifiers(self):
        """The log has identifiers as _h8 only, and nothing of what was said; smx shows no secret."""
        lines = self.relay.log_lines()
        self.assertIn("message_stored", [line["msg"] for line in lines])
        self.assertIn("message_delivered", [line["msg"] for line in lines])
        hashed = 0
        for line in lines:
            for name, value in line.items():
                self.assertIsNone(IDENTIFIER.search(str(value)), line)
                if name.endswith("_h8"):
                    self.assertRegex(value, HASHED)
                    hashed += 1
                elif name.endswith("_id"):
                    self.assertEqual(name, "org_id")
        self.assertGreater(hashed, 10)
        written = self.relay.everything_written()
        with open(self.relay.ready["codes_file"], encoding="utf-8") as file:
            codes = [json.loads(line)["code"] for line in file]
        self.assertEqual(len(codes), 2)
        secrets = []
        for home in ("alice", "bob"):
            account = self.account(home)
            secrets += [account["access_token"], account["refresh_token"]]
        for secret in [*secrets, *codes, ALICE, BOB, "Hello", "Example"]:
            self.assertNotIn(f'"{secret}', written)
            self.assertNotIn(f"{secret}\"", written)
        for secret in secrets:
            self.assertNotIn(secret, written)
            self.assertNotIn(secret, self.said)
        for code in codes:
            self.assertNotRegex(self.said, rf"(?<![0-9a-f]){code}(?![0-9a-f])")

    def test_what_an_account_leaves_is_its_owners(self):
        self.two_people()
        for home in ("alice", "bob"):
            self.assertEqual(os.stat(self.path(home)).st_mode & 0o777, 0o700)
            for name in ("account.json", "device.db.key"):
                self.assertEqual(os.stat(self.path(f"{home}/{name}")).st_mode & 0o077, 0, name)

    def test_json_of_every_command(self):
        alice, bob = self.two_people()
        self.assertEqual((alice["command"], alice["role"], alice["device_status"]),
                         ("relay found", "administrator", "active"))
        self.assertEqual(alice["invited"], [BOB])
        self.assertEqual((bob["command"], bob["role"], bob["device_status"]),
                         ("relay join", "member", "pending"))
        done = self.ok("relay", "invite", "--home", "alice", "--phone", CAROL, "--role",
                       "administrator", "--json")
        self.assertEqual(done.json, {"command": "relay invite", "invited": [CAROL]})
        carol = self.join("carol", CAROL)
        self.assertEqual(carol["role"], "administrator")
        self.assertEqual(self.ok("relay", "approve", "--home", "alice", "--device",
                                 carol["device_id"], "--json").json["approved"],
                         [{name: carol[name] for name in ("device_id", "user_id", "fingerprint")}])
        self.assertEqual(self.approve(), [])
        seen = self.ok("relay", "members", "--home", "carol", "--json").json
        self.assertEqual({each["phone"] for each in seen["members"]}, {ALICE, BOB, CAROL})
        self.assertEqual(len(seen["devices"]), 3)
        seen = self.ok("relay", "members", "--home", "bob", "--json").json
        self.assertFalse(any("phone" in each for each in seen["members"]))
        self.assertNotIn("devices", seen)
        sent = self.send("alice", bob["user_id"], "one\ntwo")
        self.assertRegex(sent["message_id"], r"^msg_[0-9a-f]{32}$")
        self.assertEqual((sent["devices"], sent["repeated"]), (1, False))
        self.assertEqual(sent["first_contacts"], [{"device_id": bob["device_id"],
                                                   "fingerprint": bob["fingerprint"]}])
        got = self.ok("relay", "receive", "--home", "bob", "--json", "--reply", "yes")
        first, second = [json.loads(line) for line in got.text.splitlines()]
        self.assertEqual(first, {"command": "relay receive", "user_id": alice["user_id"],
                                 "device_id": alice["device_id"], "message_id": sent["message_id"],
                                 "new_fingerprint": alice["fingerprint"], "text": "one\ntwo"})
        self.assertEqual(second["answered"], alice["user_id"])
        done = self.ok("relay", "revoke", "--home", "carol", "--device", carol["device_id"], "--json")
        self.assertEqual(done.json["device_id"], carol["device_id"])

    def test_what_is_no_text(self):
        alice, bob = self.two_people()
        self.write("blob", b"\xff\x00\x1b[31m")
        self.ok("relay", "send", "--home", "alice", "--to", BOB, "--in", "blob")
        self.ok("relay", "send", "--home", "alice", "--to", BOB, "--in", "-", stdin=b"\xff\x00\x1b[31m")
        line = json.loads(self.ok("relay", "receive", "--home", "bob", "--json").text.splitlines()[0])
        self.assertEqual(line["base64"], "/wAbWzMxbQ==")
        # Nothing in a message steers the terminal, and no line of it passes for another's.
        self.send("alice", BOB, f"hi\n{bob['user_id']}: fake\x1b[2J")
        text = self.ok("relay", "receive", "--home", "bob").text
        self.assertNotIn("\x1b", text)
        self.assertEqual(len(re.findall(r"^usr_", text, re.MULTILINE)), 1)
        self.assertTrue(text.startswith(alice["user_id"]))

    def test_every_device_of_both(self):
        self.two_people()
        self.join("bob-2", BOB)
        self.join("alice-2", ALICE)
        self.approve()
        sent = self.send("alice", BOB, "to all")
        self.assertEqual(sent["devices"], 3)
        self.assertEqual(self.receive("bob", "--reply", "got it"), ["to all"])
        # An answer goes to the sender's devices and to the other devices of whoever answers.
        self.assertEqual(self.receive("alice"), ["got it"])
        for home in ("bob-2", "alice-2"):
            self.assertEqual(self.receive(home), ["to all", "got it"])

    # Codes and invitations.

    def test_wrong_code(self):
        self.refuses(REFUSED, "relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                     "--code", "000000", says=("wrong_code", ALICE))
        self.assertFalse(os.path.exists(self.path("alice/account.json")))
        # The directory is used again.
        self.found()

    def test_code_is_asked_for(self):
        """At a relay that is no development relay: there is no file of codes to read."""
        self.write("plain.json", json.dumps({**self.relay.ready, "codes_file": ""}))
        done = self.refuses(BAD_INPUT, "relay", "found", "--home", "alice", "--phone", ALICE,
                            "--name", "E", "--relay", "plain.json", says="--code")
        self.assertIn(f"the code that was sent to {ALICE}: ", done.err)
        with open(self.relay.ready["codes_file"], encoding="utf-8") as file:
            code = json.loads(file.readlines()[-1])["code"]
        self.ok("relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                "--url", self.relay.ready["url"], "--ca", self.relay.ready["ca_file"],
                "--code", code)
        self.refuses(REFUSED, "relay", "join", "--home", "again", "--phone", ALICE,
                     "--code", code, says="wrong_code")

    def test_nobody_has_invited(self):
        self.found()
        self.refuses(REFUSED, "relay", "join", "--home", "bob", "--phone", BOB,
                     says=("sent no code", BOB))
        self.refuses(REFUSED, "relay", "join", "--home", "bob", "--phone", "12",
                     says=("malformed_request", "phone"))

    def test_expired_invitation(self):
        self.found("--invite", BOB)
        self.relay.stop()
        with sqlite3.connect(self.relay.database) as database:
            changed = database.execute("UPDATE invitations SET expires_at = 1").rowcount
        database.close()
        self.assertEqual(changed, 1)
        self.relay.start()
        self.refuses(REFUSED, "relay", "join", "--home", "bob", "--phone", BOB, says="sent no code")
        self.ok("relay", "invite", "--home", "alice", "--phone", BOB, "--expires-in", "60")
        self.join("bob", BOB)

    def test_used_invitation(self):
        """It serves once: the next device of that number is one of the same person's."""
        _, bob = self.two_people()
        self.assertEqual(self.join("bob-2", BOB)["user_id"], bob["user_id"])
        self.refuses(REFUSED, "relay", "invite", "--home", "alice", "--phone", BOB,
                     says="already_exists")

    def test_only_administrators(self):
        self.two_people()
        self.refuses(REFUSED, "relay", "invite", "--home", "bob", "--phone", CAROL, says="forbidden")
        self.refuses(REFUSED, "relay", "approve", "--home", "bob", says="forbidden")
        self.refuses(BAD_INPUT, "relay", "send", "--home", "bob", "--to", ALICE, "--text", "x",
                     says="user id")

    def test_found_with_a_known_number(self):
        alice = self.found()
        self.refuses(REFUSED, "relay", "found", "--home", "other", "--phone", ALICE, "--name", "B",
                     says=(ALICE, alice["organisation_id"], "nothing was founded"))

    # Devices that may not.

    def test_not_approved_yet(self):
        self.found("--invite", BOB)
        bob = self.join("bob", BOB)
        self.refuses(REFUSED, "relay", "receive", "--home", "bob", says="device_pending")
        self.refuses(REFUSED, "relay", "send", "--home", "bob", "--to", bob["user_id"], "--text", "x",
                     says="device_pending")
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", bob["user_id"], "--text",
                     "early")
        self.approve()
        self.assertEqual(self.receive("bob"), [])

    def test_revoked_device(self):
        _, bob = self.two_people()
        self.send("alice", BOB, "lost with the device")
        self.ok("relay", "revoke", "--home", "alice", "--device", bob["device_id"])
        self.refuses(REFUSED, "relay", "receive", "--home", "bob", says="unauthenticated")
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", bob["user_id"], "--text",
                     "x", says="no active device")
        self.refuses(REFUSED, "relay", "revoke", "--home", "alice", "--device", "dev_" + "0" * 32,
                     says="not_found")
        self.refuses(BAD_INPUT, "relay", "revoke", "--home", "alice", "--device", "../members",
                     says="identifier")

    # The session.

    def test_tokens_are_renewed(self):
        self.two_people()
        old = self.account("bob")
        self.change_account("bob", access_token_expires_at=0)
        self.assertEqual(self.receive("bob"), [])
        self.assertNotEqual(self.account("bob")["refresh_token"], old["refresh_token"])
        # A copy of an account that is used a second time ends both; whoever has the number is back.
        self.change_account("bob", access_token_expires_at=0, refresh_token=old["refresh_token"])
        self.refuses(REFUSED, "relay", "receive", "--home", "bob",
                     says=("token_reused", "smx relay join"))
        back = self.join("bob", BOB)
        self.assertEqual(back["device_id"], old["device_id"])
        self.approve()
        self.send("alice", BOB, "welcome back")
        self.assertEqual(self.receive("bob"), ["welcome back"])

    # Losses on the way.

    def interrupted(self, cut):
        """Bob and Alice, with somebody between Alice and the relay who ends one request in `cut`."""
        between = self.between()
        self.two_people("between.json")
        setattr(between, cut, lambda method, path, _: self.end_messages(method, path))
        return between

    @staticmethod
    def end_messages(method, path):
        if (method, path) == ("POST", "/v1/messages"):
            raise Cut

    def test_message_that_did_not_arrive_is_kept(self):
        between = self.interrupted("before")
        self.refuses(FAILED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "kept",
                     says=("kept", "do not write it again"))
        self.assertEqual(self.receive("bob"), [])
        # Still nobody there: it is kept on.
        self.refuses(FAILED, "relay", "receive", "--home", "alice")
        between.before = lambda method, path, body: None
        done = self.ok("relay", "receive", "--home", "alice")
        self.assertIn("1 message(s) of an earlier run were handed over now", done.err)
        self.assertEqual(self.receive("bob"), ["kept"])
        self.assertEqual(self.ok("relay", "receive", "--home", "alice").err, "")
        self.assertEqual(self.receive("bob"), [])

    def test_answer_that_was_lost_repeats_nothing(self):
        between = self.interrupted("after")
        self.refuses(FAILED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "once",
                     "--id", "letter-1", says="kept")
        between.after = lambda method, path, answer: None
        self.assertEqual(self.receive("bob"), ["once"])
        again = self.send("alice", BOB, "once", "--id", "letter-1")
        self.assertEqual((again["repeated"], again["message_id"][:4]), (True, "msg_"))
        self.assertEqual(self.receive("bob"), [])
        # And a third time, without anything unfinished.
        self.assertTrue(self.send("alice", BOB, "once", "--id", "letter-1")["repeated"])
        self.assertEqual(self.receive("bob"), [])
        self.assertFalse(self.send("alice", BOB, "twice", "--id", "letter-2")["repeated"])
        self.assertEqual(self.receive("bob"), ["twice"])

    def test_kept_message_and_new_devices(self):
        """Nothing was encrypted for a device that came later: its sender is told, once."""
        between = self.interrupted("before")
        self.refuses(FAILED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "lost",
                     "--id", "letter-1", says="kept")
        between.before = lambda method, path, body: None
        self.join("bob-2", BOB)
        self.approve()
        done = self.ok("relay", "receive", "--home", "alice")
        self.assertIn("NOT sent, write it again: device_mismatch", done.err)
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "lost",
                     "--id", "letter-1", says="never sent")
        self.send("alice", BOB, "found", "--id", "letter-2")
        self.assertEqual(self.receive("bob"), ["found"])
        self.assertEqual(self.receive("bob-2"), ["found"])

    def test_kept_message_and_a_device_that_is_gone(self):
        self.found("--invite", BOB)
        self.join("bob", BOB)
        second = self.join("bob-2", BOB)
        self.approve()
        between = self.between()
        with open(between.info, encoding="utf-8") as file:
            self.change_account("alice", **json.load(file))
        between.before = lambda method, path, _: self.end_messages(method, path)
        self.refuses(FAILED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "kept",
                     says="kept")
        between.before = lambda method, path, body: None
        self.ok("relay", "revoke", "--home", "alice", "--device", second["device_id"])
        self.assertIn("handed over", self.ok("relay", "receive", "--home", "alice").err)
        self.assertEqual(self.receive("bob"), ["kept"])

    def test_acknowledgement_that_was_lost_shows_nothing_twice(self):
        between = self.between()
        self.two_people("between.json")
        self.send("alice", BOB, "once")

        def cut(method, path, _):
            if path == "/v1/messages/acknowledge":
                raise Cut

        between.before = cut
        self.assertEqual(self.receive("bob", code=FAILED), ["once"])
        between.before = lambda method, path, body: None
        self.assertEqual(self.receive("bob"), [])
        self.send("alice", BOB, "the next")
        self.assertEqual(self.receive("bob"), ["the next"])

    # A relay that lies.

    def test_envelope_that_was_altered(self):
        between = self.between()
        _, bob = self.two_people("between.json")
        self.send("alice", BOB, "first")
        self.assertEqual(self.receive("bob"), ["first"])
        self.send("alice", BOB, "second")
        self.send("alice", bob["user_id"], "third")

        def alter(method, path, answer):
            if not path.startswith("/v1/messages?"):
                return None
            envelope = answer["deliveries"][0]["envelope"]
            answer["deliveries"][0]["envelope"] = envelope[:-8] + "AAAAAA=="
            return answer

        between.after = alter
        problem, text = self.receive("bob", code=REFUSED)
        self.assertTrue(problem.startswith("decryption_failed"), problem)
        self.assertEqual(text, "third")

    def test_other_keys_for_a_known_device(self):
        between = self.between()
        self.two_people("between.json")
        self.send("alice", BOB, "known")
        self.join("mallory", BOB)
        mallory = self.approve()[0]["device_id"]

        def swap(method, path, answer):
            if not path.endswith("/devices") or not path.startswith("/v1/users/"):
                return None
            bundles = {each["device_id"]: each["bundle"] for each in answer["devices"]}
            for each in answer["devices"]:
                each["bundle"] = bundles.get(mallory, each["bundle"])
            return answer

        between.after = swap
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "x",
                     says="OTHER KEYS")

    def test_bundle_whose_signature_does_not_hold(self):
        between = self.between()
        self.two_people("between.json")

        def forge(method, path, answer):
            if not path.endswith("/devices") or not path.startswith("/v1/users/"):
                return None
            bundle = answer["devices"][0]["bundle"]
            bundle["signed_prekey"]["public_key"] = bundle["identity_key"]
            return answer

        between.after = forge
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", BOB, "--text", "x",
                     says="bad_signature")

    # The relay and the files.

    def test_relay_that_is_not_there(self):
        self.two_people()
        self.relay.stop()
        self.refuses(FAILED, "relay", "receive", "--home", "bob",
                     says=(self.relay.ready["url"], "Connection refused"))
        self.refuses(FAILED, "relay", "join", "--home", "carol", "--phone", CAROL,
                     says="Connection refused")
        self.relay.start()
        self.send("alice", BOB, "back")
        self.relay.stop()
        self.relay.start()
        self.assertEqual(self.receive("bob"), ["back"])

    def test_relay_whose_files_are_gone(self):
        self.two_people()
        os.remove(self.relay.ready["ca_file"])
        self.refuses(BAD_INPUT, "relay", "receive", "--home", "bob",
                     says=("ca.pem", "development relay"))

    def test_certificate_that_nobody_vouches_for(self):
        between = self.between()
        url = self.relay.ready["url"]
        self.refuses(FAILED, "relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                     "--url", url, "--ca", between.certificate,
                     says=(url, "certificate verify failed", "does not vouch"))
        self.refuses(FAILED, "relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                     "--url", url, "--ca", self.write("not.pem", "nothing"), says="not.pem")
        self.refuses(BAD_INPUT, "relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                     "--url", url, "--ca", "absent.pem", says="absent.pem")
        # For another name than the one it was made for.
        self.refuses(FAILED, "relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E",
                     "--url", url.replace("127.0.0.1", "127.0.0.2"),
                     "--ca", self.relay.ready["ca_file"])

    def test_where_the_relay_is(self):
        found = ("relay", "found", "--home", "alice", "--phone", ALICE, "--name", "E")
        for content, says in (("", "is empty"), ("certainly", "JSON"), ("[]", "JSON"),
                              ('{"url": 7}', "url"), ('{"url": "https://relay.example:1"}', "ca_file"),
                              ('{"url": "http://relay.example:1", "ca_file": "c"}', "https://")):
            self.write("other.json", content)
            self.refuses(BAD_INPUT, *found, "--relay", "other.json", says=("other.json", says))
        self.refuses(BAD_INPUT, *found, "--relay", "absent.json",
                     says=("absent.json", "smx-relay --dev"))
        for url in ("relay.example", "https://relay.example", "https://relay.example:0",
                    "https://relay.example:x"):
            self.refuses(BAD_INPUT, *found, "--url", url, "--ca", self.relay.ready["ca_file"],
                         says="--url")
        self.refuses(BAD_INPUT, *found, "--url", self.relay.ready["url"], says="--ca")
        self.refuses(BAD_INPUT, *found, "--ca", "x.pem", says="--url")
        self.assertFalse(os.path.exists(self.path("alice")))

    def test_home(self):
        self.two_people()
        self.refuses(BAD_INPUT, "relay", "receive", "--home", "nobody",
                     says=("nobody", "smx relay join"))
        self.refuses(BAD_INPUT, "relay", "found", "--home", "alice", "--phone", CAROL, "--name", "E",
                     says=("alice", "already"))
        self.write("file", "x")
        self.refuses(BAD_INPUT, "relay", "join", "--home", "file", "--phone", BOB)
        self.write("bob/account.json", "{}")
        self.refuses(BAD_INPUT, "relay", "receive", "--home", "bob",
                     says=("bob/account.json", "url"))
        os.remove(self.path("alice/device.db"))
        self.refuses(BAD_INPUT, "relay", "receive", "--home", "alice", says="device.db")

    def test_homes_that_need_no_option(self):
        self.ok("relay", "found", "--phone", ALICE, "--name", "Example", "--invite", BOB)
        self.assertTrue(os.path.exists(self.path(".local/share/smx/relay/account.json")))
        bob = self.environment(SMX_RELAY_HOME="bob")
        self.ok("relay", "join", "--phone", BOB, env=bob)
        self.ok("relay", "approve")
        self.ok("relay", "send", "--to", BOB, "--text", "Hello Bob")
        self.assertIn("Hello Bob", self.ok("relay", "receive", env=bob).text)

    def test_wrong_options(self):
        self.two_people()
        send = ("relay", "send", "--home", "alice", "--to", BOB)
        self.refuses(BAD_INPUT, *send, says=("--text", "--in"))
        self.refuses(BAD_INPUT, *send, "--text", "x", "--in", "y", says="--in")
        self.refuses(BAD_INPUT, *send, "--in", "absent.txt", says="absent.txt")
        for name in ("x" * 28, "a:b", "a b"):
            self.refuses(BAD_INPUT, *send, "--text", "x", "--id", name, says="--id")
        self.refuses(REFUSED, *send, "--text", "x" * 65537, says="too_large")
        self.refuses(BAD_INPUT, "relay", "send", "--home", "alice", "--to", CAROL, "--text", "x",
                     says=(CAROL, "user id"))
        self.refuses(BAD_INPUT, "relay", "send", "--home", "alice", "--to", "usr_../x", "--text", "x",
                     says="identifier")
        self.refuses(REFUSED, "relay", "send", "--home", "alice", "--to", "usr_" + "0" * 32, "--text",
                     "x", says="not_found")
        self.refuses(BAD_INPUT, "relay", "receive", "--home", "bob", "--wait", "31", says="--wait")
        self.refuses(BAD_INPUT, "relay", "invite", "--home", "alice", "--phone", CAROL, "--role",
                     "owner", says="--role")


if __name__ == "__main__":
    unittest.main()
