"""smx inspect: every field at its place, and the offending byte of everything malformed."""

import base64
import glob
import json
import os
import pty
import subprocess
import unittest

import smx_process
from smx_process import BAD_INPUT, SmxTest

EK = bytes(range(1, 33))
NONCE = bytes(range(101, 113))


def be16(number):
    return number.to_bytes(2, "big")


def envelope(flags=1, spk=b"spk-1", opk=b"opk-\xc3\xa9", ciphertext=bytes(range(77)),
             magic=b"SMX1"):
    """An SMX1 envelope whose ciphertext is filler: inspect opens nothing."""
    return (magic + bytes([flags]) + EK + be16(len(spk)) + spk + be16(len(opk)) + opk + NONCE
            + ciphertext)


def frame(flags=0, number=7, ciphertext=bytes(range(20))):
    return (b"DRV1" + bytes([flags]) + EK + (3).to_bytes(4, "big") + number.to_bytes(4, "big")
            + ciphertext)


class InspectTest(SmxTest):
    def inspect(self, data, *more):
        done = self.smx("inspect", "--json", "-", *more, stdin=data.hex().encode())
        return done.code, done.json

    def assert_fault(self, data, offset, field, *more):
        code, found = self.inspect(data, *more)
        self.assertEqual(code, BAD_INPUT)
        self.assertFalse(found["well_formed"])
        fault = found["fault"]
        self.assertEqual((fault["offset"], fault["field"], fault["error"]),
                         (offset, field, "malformed"))

    def assert_well_formed(self, data, expected):
        code, found = self.inspect(data)
        self.assertEqual(code, 0)
        self.assertTrue(found["well_formed"])
        names = [field["field"] for field in found["fields"]]
        self.assertEqual(names, expected)
        self.assertEqual(b"".join(bytes.fromhex(f["value"]) for f in found["fields"]), data)
        offset = 0
        for field in found["fields"]:
            self.assertEqual((field["offset"], field["length"]), (offset, len(field["value"]) // 2))
            offset += field["length"]
        return {field["field"]: field for field in found["fields"]}

    def test_envelope(self):
        fields = self.assert_well_formed(
            envelope(), ["magic", "flags", "ephemeral_key", "spk_key_id_length", "spk_key_id",
                         "opk_key_id_length", "opk_key_id", "nonce", "ciphertext", "tag"])
        self.assertEqual(fields["opk_key_id"]["meaning"], '"opk-é"')
        self.assertEqual(fields["spk_key_id_length"]["meaning"], "5")
        self.assertEqual(fields["ephemeral_key"]["value"], EK.hex())

    def test_envelope_without_one_time_prekey(self):
        fields = self.assert_well_formed(
            envelope(flags=0, opk=b""),
            ["magic", "flags", "ephemeral_key", "spk_key_id_length", "spk_key_id",
             "opk_key_id_length", "nonce", "ciphertext", "tag"])
        self.assertEqual(fields["flags"]["meaning"], "without a one-time prekey")

    def test_frame(self):
        fields = self.assert_well_formed(
            frame(), ["magic", "flags", "ratchet_key", "pn", "n", "ciphertext", "tag"])
        self.assertEqual((fields["pn"]["meaning"], fields["n"]["meaning"]), ("3", "7"))

    def test_bundle(self):
        self.make_pair()
        self.assert_well_formed(
            self.read("bob.bundle"),
            ["magic", "version", "flags", "identity_key", "signing_key", "spk_public_key",
             "spk_signature", "spk_key_id_length", "spk_key_id", "opk_public_key",
             "opk_key_id_length", "opk_key_id"])

    def test_faults_of_envelopes(self):
        good = envelope()
        self.assert_fault(b"SMX2" + good[4:], 3, "magic", "--type", "smx1")
        self.assert_fault(envelope(flags=2), 4, "flags")
        self.assert_fault(envelope(flags=0), 44, "opk_key_id_length")
        self.assert_fault(envelope(opk=b""), 44, "opk_key_id_length")
        self.assert_fault(envelope(spk=b""), 37, "spk_key_id_length")
        self.assert_fault(envelope(spk=b"x" * 65), 37, "spk_key_id_length")
        self.assert_fault(envelope(spk=b"ab\x07cd"), 41, "spk_key_id")
        self.assert_fault(envelope(spk=b"ab\xffcd"), 41, "spk_key_id")
        self.assert_fault(envelope(ciphertext=bytes(15)), len(envelope()) - 77 + 15, "ciphertext")
        self.assert_fault(envelope(ciphertext=bytes(70_000)), 65_794, "ciphertext")

    def test_faults_of_frames(self):
        self.assert_fault(frame(flags=1), 4, "flags")
        self.assert_fault(frame(number=0xFFFFFFFF), 41, "n")
        self.assert_fault(frame(ciphertext=bytes(15)), 60, "ciphertext")

    def test_faults_of_bundles(self):
        self.make_pair()
        bundle = self.read("bob.bundle")
        self.assert_fault(bundle + b"\0", len(bundle), "end")
        self.assert_fault(bundle[:4] + b"\2" + bundle[5:], 4, "version")
        self.assert_fault(bundle[:-1], len(bundle) - 1, "opk_key_id")

    def test_every_truncation_says_where_bytes_are_missing(self):
        good = envelope()
        for size in range(len(good) - 77 + 16):
            code, found = self.inspect(good[:size], "--type", "smx1")
            self.assertEqual(code, BAD_INPUT, size)
            self.assertEqual(found["fault"]["offset"], size)
            self.assertEqual(found["fault"]["what"], "bytes are missing")

    def test_raw_hex_and_base64_files_and_standard_input(self):
        good = envelope()
        self.write("raw", good)
        self.write("hex", good.hex(" ") + "\n")
        self.write("base64", base64.encodebytes(good))
        expected = self.ok("inspect", "raw").out
        for name in ("hex", "base64"):
            self.assertEqual(self.ok("inspect", name).out, expected)
            self.assertEqual(self.ok("inspect", "-", stdin=self.read(name)).out, expected)
        text = base64.b64encode(good).decode()
        for given in (text, text.rstrip("=")):
            self.assertEqual(self.ok("inspect", "--base64", given).out, expected)

    def test_table_marks_the_offending_byte(self):
        done = self.refuses(BAD_INPUT, "inspect", "--hex", envelope(flags=9).hex(),
                            says=["byte 4", "field flags", "[SMX1-11]"])
        self.assertIn("53 4d 58 31 09", done.text)
        self.assertIn("^^ byte 4", done.text)
        self.assertIn("not examined", done.text)

    def test_key_ids_cannot_steer_the_terminal(self):
        # C1 controls and bidirectional overrides are well-formed key ids.
        for character in ("\u009b", "\u202e", "\u2066"):
            done = self.ok("inspect", "--hex", envelope(spk=f"a{character}b".encode()).hex())
            self.assertNotIn(character, done.text)
            self.assertIn(f"a\\u{{{ord(character):x}}}b", done.text)

    def test_bad_text(self):
        self.refuses(BAD_INPUT, "inspect", "--hex", "53g4", says=["--hex", "character 2"])
        self.refuses(BAD_INPUT, "inspect", "--hex", "534", says="odd number")
        self.refuses(BAD_INPUT, "inspect", "--base64", "U01Y*", says=["--base64", "character 4"])
        self.refuses(BAD_INPUT, "inspect", "--base64", "U01YM", says="cut off")
        self.refuses(BAD_INPUT, "inspect", "no-such-file", says=["no-such-file", "No such file"])
        self.refuses(BAD_INPUT, "inspect", ".", says="Is a directory")
        self.refuses(BAD_INPUT, "inspect", says="FILE")
        self.refuses(BAD_INPUT, "inspect", "--hex", "00", "--base64", "AA", says="excludes")
        self.refuses(BAD_INPUT, "inspect", "--type", "mp3", "--hex", "00", says="--type")
        self.write("huge", b"SMX1" + bytes(2_000_000))
        self.refuses(BAD_INPUT, "inspect", "huge", says=["huge", "longer than"])

    def test_empty_and_foreign_bytes(self):
        self.write("empty", b"")
        self.refuses(BAD_INPUT, "inspect", "empty", says=["empty", "byte 0", "magic"])
        self.write("picture", b"\x89PNG\r\n\x1a\n")
        self.refuses(BAD_INPUT, "inspect", "picture", says=["picture", "byte 0", "magic"])
        self.refuses(BAD_INPUT, "inspect", "--hex", b"DRVX".hex(), says=["byte 3", "magic"])

    def on_a_terminal(self, **environment):
        ours, theirs = pty.openpty()
        command = [smx_process.SMX, "inspect", "--hex", envelope(flags=9).hex()]
        process = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL,
                                   env=self.environment(TERM="xterm", **environment))
        os.close(theirs)
        output = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:
                break
            if not chunk:
                break
            output += chunk
        os.close(ours)
        self.assertEqual(process.wait(), BAD_INPUT)
        return output

    def test_colours_on_a_terminal_only(self):
        self.assertIn(b"\x1b[1;37;41m09\x1b[0m", self.on_a_terminal())
        self.assertNotIn(b"\x1b", self.on_a_terminal(NO_COLOR="1"))
        done = self.smx("inspect", "--hex", envelope(flags=9).hex(),
                        env=self.environment(TERM="xterm"))
        self.assertNotIn(b"\x1b", done.out + done.err.encode())

    def test_every_negative_of_the_vectors(self):
        """Each malformed envelope or frame that is pinned: inspect refuses it and points into it;
        what the vectors accept, it accepts."""
        verdicts = {"well formed": 0, "malformed": 0}
        pattern = os.path.join(os.environ["SMX_SOURCE_DIR"], "vectors", "*-parse-v1.json")
        for path in sorted(glob.glob(pattern)):
            with open(path, encoding="utf-8") as file:
                suite = json.load(file)
            for case in (case for group in suite["groups"] for case in group["cases"]):
                for step in case["steps"]:
                    given = step["in"].get("envelope", step["in"].get("frame"))
                    if step["op"] not in ("smx1.parse", "drv1.parse") or given is None:
                        continue
                    data = bytes.fromhex(given)
                    name = self.write("case", data.hex())
                    done = self.smx("inspect", "--json", "--type", step["op"][:4], name)
                    refused = step["expect"].get("reject")
                    with self.subTest(case=case["id"]):
                        self.assertEqual(done.code, BAD_INPUT if refused else 0, done.err)
                        if refused:
                            self.assertEqual(refused, done.json["fault"]["error"])
                            self.assertLessEqual(done.json["fault"]["offset"], len(data))
                            verdicts["malformed"] += 1
                        else:
                            verdicts["well formed"] += 1
        print(verdicts)
        self.assertGreater(verdicts["malformed"], 20)
        self.assertGreater(verdicts["well formed"], 5)


if __name__ == "__main__":
    unittest.main()
