"""A relay of our own without TLS, and people who use it one request after the other."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import urllib.parse
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PATIENCE = 60  # seconds, for any answer
SPK_LABEL = b"SemaFore-SPK-v1"
HEADER = 45  # of a frame, before its content


class Refused(RuntimeError):
    """The relay said no, or ended."""


class Relay:
    """`command` starts smx-relay; --dev and what belongs to it is added. Ends with `with`."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        variables = {name: value for name, value in os.environ.items() if not name.startswith("SMX_RELAY_")}
        if os.geteuid() == 0:
            variables["SMX_RELAY_ALLOW_ROOT"] = "1"
        self.log = folder / "relay.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--dev", "--dev-plain", "--dev-dir", str(folder)], env=variables | (environment or {}),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            self.address = urllib.parse.urlsplit(self.said("ready")["url"])
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def said(self, kind: str) -> dict:
        for line in self.process.stdout:
            found = json.loads(line)
            if found.get("dev") == kind:
                return found
        raise Refused(f"the relay ended: {self.log.read_text(errors='replace')[-400:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def raw(key) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


class Person:
    """With one device."""

    def __init__(self, relay: Relay, phone: str) -> None:
        self.relay = relay
        self.phone = phone
        self.token = ""
        self.connection = http.client.HTTPConnection(relay.address.hostname, relay.address.port, timeout=PATIENCE)

    def ask(self, method: str, target: str, body: dict | None = None) -> dict:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, target, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Refused(f"{method} {target}: {answer.status} {content.decode(errors='replace')[:200]}")
        return json.loads(content) if content else {}

    def show_code(self) -> None:
        signing = Ed25519PrivateKey.generate()
        # Any 32 bytes are a key to the relay, which verifies the signature and nothing else.
        identity, prekey = os.urandom(32), os.urandom(32)
        signature = signing.sign(SPK_LABEL + identity + prekey + b"spk-1")
        bundle = {"identity_key": text(identity), "signing_key": text(raw(signing.public_key())),
                  "signed_prekey": {"key_id": "spk-1", "public_key": text(prekey), "signature": text(signature)}}
        code = self.relay.said("code")["code"]
        answer = self.ask("POST", "/v1/auth/verify",
                          {"phone": self.phone, "code": code, "device": {"class": "linux", "bundle": bundle}})
        self.user, self.device, self.token = (answer[name] for name in ("user_id", "device_id", "access_token"))

    def found(self) -> None:
        self.ask("POST", "/v1/organisations", {"name": "Of ci/relay", "phone": self.phone})
        self.show_code()

    def admit(self, member: Person) -> None:
        self.ask("POST", "/v1/members/invitations", {"phone": member.phone})
        member.ask("POST", "/v1/auth/code", {"phone": member.phone})
        member.show_code()
        self.ask("POST", f"/v1/devices/{member.device}/approve", {})

    def send(self, to: Person, key: str) -> dict:
        frame = bytearray(HEADER + 32)
        frame[:4] = b"DRV1"
        frame[5] = 9
        devices = [{"device_id": to.device, "envelope": text(bytes(frame))}]
        return self.ask("POST", "/v1/messages", {"idempotency_key": key,
                                                 "recipients": [{"user_id": to.user, "devices": devices}]})
