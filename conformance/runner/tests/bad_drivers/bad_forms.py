"""Breaks the form of one reply; the second argument says how."""

import sys

import replay

FORMS = {
    "upper_case_hex": lambda reply: {**reply, "ok": {"frame": reply["ok"]["frame"].upper()}},
    "odd_hex": lambda reply: {**reply, "ok": {"frame": reply["ok"]["frame"][1:]}},
    "ok_and_reject": lambda reply: {**reply, "reject": {"reason": "malformed"}},
    "no_trace": lambda reply: {"ok": reply["ok"]},
    "unknown_reason": lambda reply: {"reject": {"reason": "mac_mismatch"}, "trace": []},
    "unknown_member": lambda reply: {**reply, "took_ms": 3},
    "missing_output": lambda reply: {**reply, "ok": {}},
    "null_reject": lambda reply: {**reply, "reject": None},
}


class BadForms(replay.Replay):
    def send(self, request, reply):
        if self.in_target and request["op"] == "dr.encrypt":
            form = sys.argv[2]
            if form == "not_an_object":
                self.write("[]\n")
                return
            if form == "duplicate_member":
                self.write('{"id": %d, "ok": {}, "ok": {"frame": ""}}\n' % request["id"])
                return
            if form == "not_utf8":
                self.flush_bytes(b'{"id": 1, "error": {"message": "\xff"}}\n')
                return
            reply = FORMS[form](reply)
        super().send(request, reply)

    def flush_bytes(self, data):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


replay.main(BadForms)
