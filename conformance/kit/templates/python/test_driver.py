import io
import json
import unittest

from ops import OPS
from protocol import MAX_LINE, Conversation, read_lines

FRAME = "44525631" + "00" + "11" * 32 + "0a0b0c0d" + "01020304" + "22" * 20


def ask(request, ops=OPS):
    line = request if isinstance(request, bytes) else json.dumps(request).encode()
    return json.loads(Conversation(ops).answer(line))


class Driver(unittest.TestCase):
    def test_hello_announces_the_table(self):
        ops = ask({"id": 1, "op": "hello", "protocol": 1})["ok"]["ops"]
        self.assertEqual(ops, ["hello", "case.begin", "case.end", "bye", *OPS])

    def test_rfc_5869_case_1(self):
        reply = ask({"id": "a", "op": "hkdf.sha256", "salt": "000102030405060708090a0b0c", "ikm": "0b" * 22,
                     "info": "f0f1f2f3f4f5f6f7f8f9", "length": 42})
        self.assertEqual(reply["id"], "a")
        self.assertTrue(reply["ok"]["okm"].startswith("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))

    def test_a_frame_is_read_or_refused(self):
        fields = ask({"id": 1, "op": "drv1.parse", "frame": FRAME})["ok"]
        self.assertEqual((fields["pn"], fields["n"]), (0x0A0B0C0D, 0x01020304))
        refused = ask({"id": 1, "op": "drv1.parse", "frame": FRAME[:-10]})
        self.assertEqual(refused["reject"], {"reason": "malformed"})

    def test_faults_of_the_request_are_errors(self):
        for request in (
            {"id": 1, "op": "drv1.parse"},
            {"id": 1, "op": "drv1.parse", "frame": "AA"},
            {"id": 1, "op": "drv1.parse", "frame": FRAME, "more": 1},
            {"id": 1, "op": "hkdf.sha256", "salt": "", "ikm": "", "info": "", "length": 8161},
            {"id": 1, "op": "hello", "protocol": 2},
        ):
            self.assertIn("error", ask(request), request)
        for line in (b"", b"[]", b"{", b'{"id":true,"op":"bye"}', b'{"id":1,"id":2,"op":"bye"}', b"\xff"):
            self.assertIsNone(ask(line)["id"], line)

    def test_a_bug_is_an_error_and_not_a_refusal(self):
        self.assertIn("error", ask({"id": 1, "op": "bug"}, {"bug": ((), lambda *_: 1 / 0)}))

    def test_unknown_operations_are_unsupported(self):
        self.assertEqual(ask({"id": 1, "op": "x25519"})["unsupported"], {"feature": "x25519"})

    def test_a_long_line_is_dropped_and_the_next_one_read(self):
        lines = list(read_lines(io.BytesIO(b"a" * (MAX_LINE + 1) + b"\nb\n")))
        self.assertEqual(lines, [None, b"b"])


if __name__ == "__main__":
    unittest.main()
