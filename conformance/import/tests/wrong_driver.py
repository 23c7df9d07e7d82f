"""A right driver with one fault: speaks for the driver given and changes some of its answers.

    wrong_driver.py FAULT DRIVER
"""

import json
import subprocess
import sys

FAULT, DRIVER = sys.argv[1:]
ZERO = "00" * 32


class Inner:
    def __init__(self):
        self.process = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def accepts_all_zero(inner, request, reply):
    """X25519 without the check of [PRIM-10]."""
    if request["op"] == "x25519" and reply.get("reject", {}).get("reason") == "low_order_point":
        return {"ok": {"shared_secret": ZERO}}
    return None


def refuses_high_bit(inner, request, reply):
    """X25519 that refuses keys by their encoding, against [PRIM-09]."""
    if request["op"] == "x25519" and int(request["public_key"][-2:] or "0", 16) & 0x80:
        return {"reject": {"reason": "malformed"}}
    return None


def accepts_cut_tag(inner, request, reply):
    """Compares only as many bytes of the tag as are there."""
    if request["op"] != "aes256gcm.open" or "reject" not in reply:
        return None
    if len(request["key"]) != 64 or len(request["nonce"]) != 24 or len(request["ciphertext"]) > 30:
        return None
    seal = {"id": 0, "op": "aes256gcm.seal", "plaintext": "",
            **{name: request[name] for name in ("key", "nonce", "aad")}}
    if inner.ask(seal)["ok"]["ciphertext"].startswith(request["ciphertext"]):
        return {"ok": {"plaintext": ""}}
    return None


def pads_short_keys(inner, request, reply):
    """Takes an AES key of 16 bytes, against [PRIM-04]."""
    if request["op"] == "aes256gcm.seal" and len(request["key"]) == 32:
        return {"ok": {"ciphertext": "00" * 16}}
    return None


def no_order_check(inner, request, reply):
    """Verifies S and S + L alike, against [PRIM-13]."""
    order = 2**252 + 27742317777372353535851937790883648493
    if request["op"] != "ed25519.verify" or len(request["signature"]) != 128:
        return None
    s = int.from_bytes(bytes.fromhex(request["signature"][64:]), "little") % order
    reduced = request["signature"][:64] + s.to_bytes(32, "little").hex()
    again = inner.ask({**request, "signature": reduced})
    return {name: again[name] for name in ("ok", "reject") if name in again}


def cuts_hmac(inner, request, reply):
    """Gives half of a tag."""
    if request["op"] == "hmac.sha256" and "ok" in reply:
        return {"ok": {"tag": reply["ok"]["tag"][:32]}}
    return None


def dies(inner, request, reply):
    """Ends at a length of 42."""
    if request["op"] == "hkdf.sha256" and request["length"] == 42:
        sys.exit(3)


def no_hmac(inner, request, reply):
    """Does not announce hmac.sha256."""
    if request["op"] == "hello":
        ops = [op for op in reply["ok"]["ops"] if op != "hmac.sha256"]
        return {"ok": {**reply["ok"], "ops": ops}}
    return None


def right(inner, request, reply):
    """No fault."""


def main():
    inner = Inner()
    for line in sys.stdin:
        request = json.loads(line)
        reply = inner.ask(request)
        changed = globals()[FAULT](inner, request, reply)
        if changed is not None:
            reply = {"id": request["id"], **changed}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
        if request["op"] == "bye":
            break


main()
