"""smx audit verify: exports and proofs made here, by the interface's text alone, and edits planted in them."""

import base64
import copy
import hashlib
import json
import subprocess
import unittest

from smx_process import BAD_INPUT, REFUSED, SmxTest

ORGANISATION = "org_" + "0" * 32
MESSAGE = "msg_" + "1" * 32
ENVELOPE = b"SMX1" + bytes(range(200))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry(sequence, previous, **more):
    made = {"sequence": sequence, "at": 1795000000 + sequence, "type": "device_approved",
            "data": {"count": sequence, "b": [1, {"z": None, "a": "é"}]}, "previous": previous, **more}
    made["hash"] = hashlib.sha256(canonical(made)).hexdigest()
    return made


def chain(count, first=1, previous="0" * 64):
    made = []
    for sequence in range(first, first + count):
        more = {"message": MESSAGE, "type": "message_stored"} if sequence % 4 == 3 else {}
        made.append(entry(sequence, previous, **more))
        previous = made[-1]["hash"]
    return made


class AuditTest(SmxTest):
    def setUp(self):
        super().setUp()
        for name in ("relay", "other"):
            self.openssl("genrsa", "-out", self.path(name + ".key"), "2048")
            self.openssl("rsa", "-in", self.path(name + ".key"), "-pubout", "-out", self.path(name + ".pem"))

    def openssl(self, *arguments, stdin=b""):
        return subprocess.run(["openssl", *arguments], input=stdin, check=True, capture_output=True).stdout

    def signed(self, label, body, key="relay"):
        signature = self.openssl("dgst", "-sha256", "-sign", self.path(key + ".key"),
                                 stdin=label.encode() + canonical(body))
        return {**body, "signature": base64.b64encode(signature).decode()}

    def checkpoint(self, last, key="relay", **more):
        return self.signed("SMX-RELAY-AUDIT-v1", {
            "type": "checkpoint", "organisation_id": ORGANISATION, "sequence": last["sequence"],
            "hash": last["hash"], "at": 1795009999, **more}, key)

    def export(self, lines):
        return self.write("audit.jsonl", b"".join(canonical(line) + b"\n" for line in lines))

    def proof(self, entries, whole, key="relay", **more):
        body = {"type": "proof", "organisation_id": ORGANISATION, "message_id": MESSAGE,
                "deliveries": [{"delivery_id": "dlv_1", "stored_at": 5, "delivered_at": 9,
                                "envelope_sha256": hashlib.sha256(ENVELOPE).hexdigest()}],
                "entries": entries, "checkpoint": self.checkpoint(whole[-1]), "chain": whole, **more}
        return self.write("proof.json", canonical(self.signed("SMX-RELAY-PROOF-v1", body, key)))

    def verify(self, *arguments, key="relay.pem"):
        return self.ok("audit", "verify", *arguments, "--key", key)

    def finds(self, says, *arguments, key="relay.pem", code=REFUSED):
        return self.refuses(code, "audit", "verify", *arguments, "--key", key, says=says)

    def test_a_whole_export(self):
        entries = chain(7)
        self.export([*entries, self.checkpoint(entries[-1])])
        self.assertIn("valid", self.verify("audit.jsonl").text)
        said = self.verify("audit.jsonl", "--json").json
        self.assertEqual((said["valid"], said["entries"], said["first"], said["last"]), (True, 7, 1, 7))
        self.assertEqual(said["organisation_id"], ORGANISATION)

    def test_parts_put_together_and_a_part_alone(self):
        entries = chain(6)
        self.export([*entries[:3], self.checkpoint(entries[2]), *entries[3:], self.checkpoint(entries[-1])])
        self.verify("audit.jsonl")
        self.export([*entries[3:], self.checkpoint(entries[-1])])
        self.assertIn("before 4 is not here", self.verify("audit.jsonl").text)
        self.export([self.checkpoint(entries[-1])])
        self.verify("audit.jsonl")

    def test_a_changed_entry(self):
        for field, value in (("at", 1), ("type", "device_revoked"), ("data", {}), ("actor", "usr_x")):
            entries = chain(6)
            mark = self.checkpoint(entries[-1])
            entries[2] = {**entries[2], field: value}
            self.export([*entries, mark])
            self.finds(["entry 3: hash", "changed"], "audit.jsonl")
            # And with a hash of its own: the next one does not follow.
            del entries[2]["hash"]
            entries[2]["hash"] = hashlib.sha256(canonical(entries[2])).hexdigest()
            self.export([*entries, mark])
            self.finds("entry 4: previous", "audit.jsonl")

    def test_the_whole_chain_made_again(self):
        true = chain(6)
        self.export([*chain(2), *chain(4, 3, chain(2)[-1]["hash"])[:3],
                     entry(6, chain(5)[-1]["hash"], actor="usr_x"), self.checkpoint(true[-1])])
        self.finds("entry 6: hash is not the one that the checkpoint signs", "audit.jsonl")

    def test_a_removed_entry(self):
        entries = chain(6)
        mark = self.checkpoint(entries[-1])
        self.export([*entries[:2], *entries[3:], mark])
        self.finds(["entry 4: sequence", "missing"], "audit.jsonl")
        self.export([*entries[1:], mark])  # the beginning: seen, because 2 follows what is not there
        self.assertIn("before 2 is not here", self.verify("audit.jsonl").text)

    def test_reordered_and_repeated(self):
        entries = chain(6)
        mark = self.checkpoint(entries[-1])
        self.export([entries[0], entries[2], entries[1], *entries[3:], mark])
        self.finds("entry 3: sequence", "audit.jsonl")
        self.export([*entries[:3], entries[2], *entries[3:], mark])
        self.finds(["entry 3: sequence", "out of order"], "audit.jsonl")

    def test_truncated(self):
        entries = chain(6)
        mark = self.checkpoint(entries[-1])
        self.export(entries)
        self.finds("checkpoint is missing", "audit.jsonl")
        self.export([*entries[:4], mark])
        self.finds("entry 5: entry is missing", "audit.jsonl")
        self.export([])
        self.finds("checkpoint is missing", "audit.jsonl")

    def test_another_key_and_an_edited_checkpoint(self):
        entries = chain(3)
        self.export([*entries, self.checkpoint(entries[-1])])
        self.finds("signature of the checkpoint", "audit.jsonl", key="other.pem")
        for field, value in (("at", 7), ("organisation_id", "org_x"), ("signature", "AAAA")):
            self.export([*entries, {**self.checkpoint(entries[-1]), field: value}])
            self.finds("signature of the checkpoint", "audit.jsonl")

    def test_a_chain_after_a_purge(self):
        entries = chain(8)
        purged = entry(9, entries[-1]["hash"], type="audit_purged",
                       data={"through": 3, "hash": entries[2]["hash"], "entries": 3})
        self.export([*entries[3:], purged, self.checkpoint(purged)])
        self.verify("audit.jsonl")
        wrong = entry(9, entries[-1]["hash"], type="audit_purged",
                      data={"through": 3, "hash": "f" * 64, "entries": 3})
        self.export([*entries[3:], wrong, self.checkpoint(wrong)])
        self.finds("entry 4: previous", "audit.jsonl")

    def test_a_proof_and_its_envelope(self):
        whole = chain(7)[2:]
        mine = [one for one in whole if one.get("message") == MESSAGE]
        self.proof(mine, whole)
        self.write("letter.smx", ENVELOPE)
        said = self.verify("--proof", "proof.json", "--envelope", "letter.smx", "--json").json
        self.assertEqual((said["message_id"], said["delivery_id"], said["delivered_at"]), (MESSAGE, "dlv_1", 9))
        self.write("letter.smx", ENVELOPE + b"x")
        self.finds("envelope_sha256", "--proof", "proof.json", "--envelope", "letter.smx")
        # Without the chain, which only administrators get.
        self.proof(mine, whole, chain=[])
        self.verify("--proof", "proof.json")

    def test_an_edited_proof(self):
        whole = chain(7)[2:]
        mine = [one for one in whole if one.get("message") == MESSAGE]
        with open(self.proof(mine, whole), "rb") as file:
            true = json.load(file)
        for edit in (lambda proof: proof["deliveries"][0].update(delivered_at=10),
                     lambda proof: proof.update(message_id="msg_x"),
                     lambda proof: proof["entries"].pop(),
                     lambda proof: proof["chain"].pop(1)):
            edited = copy.deepcopy(true)
            edit(edited)
            self.write("proof.json", canonical(edited))
            self.finds("signature of the proof", "--proof", "proof.json")
        # Signed by the relay's own key, and yet not consistent.
        self.proof(mine, whole[:1] + whole[2:])
        self.finds("entry 5: sequence", "--proof", "proof.json")
        self.proof([whole[0], entry(4, "0" * 64, message=MESSAGE)], whole)
        self.finds("entry 4: entry is not in the chain", "--proof", "proof.json")
        self.proof(mine, whole, key="other")
        self.finds("signature of the proof", "--proof", "proof.json")

    def test_what_is_no_export(self):
        self.write("audit.jsonl", "not json\n")
        self.finds("line 1", "audit.jsonl", code=BAD_INPUT)
        self.write("audit.jsonl", '{"at":1,"at":2}\n')
        self.finds("twice", "audit.jsonl", code=BAD_INPUT)
        deep = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
        for line, says in ((deep, "deeper"), (b"{}\0{}\n", "line 1")):
            self.write("audit.jsonl", line)
            self.finds(says, "audit.jsonl", code=BAD_INPUT)
        self.finds("audit.jsonl", "audit.jsonl", key="audit.jsonl", code=BAD_INPUT)
        self.finds("relay.key", "audit.jsonl", key="relay.key", code=BAD_INPUT)
        self.refuses(BAD_INPUT, "audit", "verify", "--key", "relay.pem", says="EXPORT")
        self.write("audit.jsonl", "[]\n")
        self.finds("is not a JSON object", "audit.jsonl")


if __name__ == "__main__":
    unittest.main()
