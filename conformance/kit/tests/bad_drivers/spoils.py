"""Spoils one thing that the runner's own cases never ask about; the second argument says which."""

import json
import sys

import replay

KIND = sys.argv[2]
FIXED = "07" * 32


class Spoils(replay.Replay):
    drawn = {"identity_private": FIXED, "signing_private": "08" * 32, "one_time_prekeys": [],
             "signed_prekeys": [{"key_id": "6b", "private_key": "09" * 32}]}

    def serve_line(self, line):
        if KIND == "trips_over_cr" and line.endswith(b"\r"):
            raise ValueError("what is this blank?")
        if KIND == "ends_at_long_lines" and len(line) > 1024 * 1024:
            sys.exit(5)
        if KIND == "cuts_long_lines" and len(line) > 1000 * 1000:
            line = line[:1000] + b'"}'
        if KIND == "takes_any_bytes":
            line = line.decode("utf-8", "replace").encode("utf-8")
        if KIND == "silent_about_nonsense":
            try:
                json.loads(line)
            except ValueError:
                return
        super().serve_line(line)

    def answer(self, request):
        operation = request["op"]
        if KIND == "ignores_members":
            known = {"id", "op", "case", "protocol", "want_trace"}
            if operation in ("case.begin", "case.end", "hello") and set(request) - known:
                self.line = json.dumps({k: v for k, v in request.items() if k in known}).encode()
        if KIND == "lax_hex" and operation == "hkdf.sha256" and isinstance(request.get("salt"), str):
            self.line = json.dumps({**request, "salt": request["salt"].lower()}).encode()
        if KIND == "defaults" and operation == "hmac.sha256":
            self.line = json.dumps({"message": "", **request}).encode()
        if KIND == "keeps_handles" and operation == "case.end" and len(request) == 2:
            self.case = None
            return {"ok": {}}
        if KIND == "does_not_draw" and operation == "device.new" and "random" not in request:
            self.line = json.dumps({**request, "random": self.drawn}).encode()
        reply = super().answer(request)
        return self.spoilt(request, reply)

    def spoilt(self, request, reply):
        operation = request["op"]
        if KIND == "rejects_request_faults" and "error" in reply:
            return {"reject": {"reason": "malformed"}}
        if KIND == "knows_everything" and "unsupported" in reply:
            return {"ok": {}}
        if KIND == "traces_unasked" and operation == "hkdf.sha256" and "ok" in reply:
            return {**reply, "trace": []}
        if KIND == "invents_steps" and operation == "x25519" and "trace" in reply:
            return {**reply, "trace": [{"step": "x25519.out", "value": "00"}]}
        if KIND == "swaps_counters" and operation == "drv1.parse" and "ok" in reply:
            fields = reply["ok"]
            return {"ok": {**fields, "pn": fields["n"], "n": fields["pn"]}}
        if KIND == "flips_a_byte" and operation == "hkdf.sha256" and reply.get("ok", {}).get("okm"):
            okm = reply["ok"]["okm"]
            return {"ok": {"okm": okm[:8] + ("0" if okm[8] != "0" else "1") + okm[9:]}}
        if KIND == "hides_x25519" and operation == "hello" and "ok" in reply:
            reply["ok"]["ops"] = [op for op in reply["ok"]["ops"] if op != "x25519"]
        if KIND == "forgets_bye" and operation == "hello" and "ok" in reply:
            reply["ok"]["ops"] = [op for op in reply["ok"]["ops"] if op != "bye"]
        if KIND == "announces_half" and operation == "hello" and "ok" in reply:
            reply["ok"]["ops"] = ["hello", "case.begin", "case.end", "bye", "dr.encrypt"]
        return reply

    def send(self, request, reply):
        if KIND == "ids_as_text":
            request = {**request, "id": str(request["id"])}
        super().send(request, reply)


replay.main(Spoils)
