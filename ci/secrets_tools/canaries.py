"""Runs the command and the drivers with secrets that are known, and looks for them in all that comes out.

A secret here is: every private key and data key that the command draws (a preloaded generator tells
them), a state's key file and passphrase, a message's text, a report's signing key, and the keys that a
driver is given in requests that it refuses. What comes out is: standard output and standard error, and
every file that is written but for the key file itself and the message that was asked for. The vectors'
keys are test data and public: a report that shows what a case expects is not looked at for those.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "release"
SMX = BIN / "cli" / "smx"
DRIVERS = {
    "cpp": [str(BIN / "conformance" / "drivers" / "cpp" / "smx-driver-cpp")],
    "javascript": ["node", str(ROOT / "conformance" / "drivers" / "javascript" / "driver.mjs")],
}


class CannotScan(Exception):
    """What keeps the programs from running, as one line."""


def forms(secret: bytes) -> set[bytes]:
    """The ways in which 16 bytes or more could be written down."""
    out = {secret, secret.hex().encode(), secret.hex().upper().encode(),
           ", ".join(str(byte) for byte in secret).encode(), ",".join(str(byte) for byte in secret).encode(),
           ":".join(f"{byte:02x}" for byte in secret).encode()}
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + secret)
        inner = encoded[4 if before else 0:(before + len(secret)) // 3 * 4]
        out |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return out | {bytes(b for byte in form for b in (byte, 0)) for form in out if form != secret}


@dataclass
class Output:
    """What came out of the programs, by where it came from."""

    texts: dict[str, bytes] = field(default_factory=dict)
    runs: int = 0
    refused: int = 0

    def add(self, name: str, content: bytes) -> None:
        if content:
            self.texts[f"{len(self.texts)} {name}"] = content

    def run(self, name: str, command: list[str], *, stdin: bytes = b"", env: dict[str, str] | None = None,
            keep_stdout: bool = True) -> int:
        done = subprocess.run(command, input=stdin, capture_output=True, env=env, check=False, timeout=120)
        self.runs += 1
        self.refused += done.returncode != 0
        if keep_stdout:
            self.add(f"{name}: stdout", done.stdout)
        self.add(f"{name}: stderr", done.stderr)
        return done.returncode

    def files(self, folder: Path, but: set[str]) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in but:
                self.add(str(path.relative_to(folder)), path.read_bytes())

    def found(self, known: dict[str, bytes]) -> list[str]:
        wanted = {name: forms(secret) for name, secret in known.items()}
        return [f"{name} in {place.split(' ', 1)[1]}" for place, text in self.texts.items()
                for name, shapes in wanted.items() if any(shape in text for shape in shapes)]

    @property
    def size(self) -> int:
        return sum(map(len, self.texts.values()))


def compile_shim(folder: Path) -> Path:
    shim = folder / "draws.so"
    source = Path(__file__).with_name("draws_shim.c")
    done = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(source)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotScan(f"the preloaded generator does not compile: {done.stderr.strip().splitlines()[-1]}")
    return shim


def private_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def devices(out: Output, folder: Path, shim: Path, leak: bool) -> dict[str, bytes]:
    """Two devices by the command: messages both ways, upkeep, and whatever can be refused."""
    draws = folder / "draws"
    env = {**os.environ, "LD_PRELOAD": str(shim), "SMX_DRAWS": str(draws), "SMX_DRAWS_LEAK": "1" if leak else "",
           "HOME": str(folder)}
    words = secrets.token_hex(24).encode()
    passphrase = secrets.token_hex(16).encode()
    message = private_file(folder / "message.txt", words)
    keys = {"alice": ["--passphrase-file", str(private_file(folder / "passphrase", passphrase + b"\n"))],
            "bob": ["--key-file", str(private_file(folder / "key", secrets.token_bytes(32)))]}
    files = {name: str(folder / name) for name in ("alice.bundle", "bob.bundle", "1.smx", "2.smx", "bad.smx",
                                                   "got-1.txt", "got-2.txt")}

    def device(who: str, command: str, *options: str, want: int = 0) -> None:
        state = ["--state", str(folder / f"{who}.db"), *keys[who]]
        status = out.run(f"device {command}", [str(SMX), "device", command, *state, *options], env=env)
        if status != want:
            raise CannotScan(f"smx device {command}: exit status {status}, not {want}")

    for who in keys:
        device(who, "init")
        device(who, "bundle", "--out", files[f"{who}.bundle"])
    device("alice", "send", "--to", "bob", "--bundle", files["bob.bundle"], "--in", str(message), "--out",
           files["1.smx"])
    damaged = bytearray(Path(files["1.smx"]).read_bytes())
    damaged[-1] ^= 1
    Path(files["bad.smx"]).write_bytes(damaged)
    take = ["--from", "alice", "--sender", files["alice.bundle"]]
    device("bob", "receive", *take, "--in", files["bad.smx"], "--out", files["got-1.txt"], want=1)
    device("bob", "receive", *take, "--in", str(message), "--out", files["got-1.txt"], want=2)
    device("bob", "receive", *take, "--in", files["1.smx"], "--out", files["got-1.txt"], "--json")
    device("bob", "send", "--to", "alice", "--in", str(message), "--out", files["2.smx"], "--json")
    device("alice", "receive", "--from", "bob", "--known", "--in", files["2.smx"], "--out", files["got-2.txt"])
    for who in keys:
        device(who, "status", "--json")
        device(who, "rotate")
        device(who, "replenish", "--count", "3")
        device(who, "purge")
        device(who, "resume")
    device("alice", "send", "--to", "nobody", "--in", str(message), "--out", files["1.smx"] + "2", want=1)
    keys["alice"], keys["bob"] = keys["bob"], keys["alice"]  # each with the other's: neither opens
    device("alice", "status", want=3)
    device("bob", "status", want=3)
    for place in ("1.smx", "bad.smx", "alice.bundle"):
        out.run("inspect", [str(SMX), "inspect", files[place]], env=env)
    out.files(folder, {"draws", "draws.so", "message.txt", "passphrase", "key", "got-1.txt", "got-2.txt"})
    known = {"a message": words, "a passphrase": passphrase, "a key file": (folder / "key").read_bytes()}
    drawn = [line for line in draws.read_text().splitlines() if line]
    if len(drawn) < 12:
        raise CannotScan(f"only {len(drawn)} draws were heard: the generator was not preloaded")
    return known | {f"draw {i}": bytes.fromhex(line) for i, line in enumerate(drawn)}


def drivers(out: Output, names: list[str]) -> dict[str, bytes]:
    """Requests that a driver refuses, with keys in them; one of them in its form is accepted."""
    known = {name: secrets.token_bytes(32) for name in ("a root key", "a ratchet key")}
    root, ratchet = (key.hex() for key in known.values())
    start = {"op": "dr.init", "session": "s", "role": "responder", "ad": "00" * 128, "remote_ratchet_key": "",
             "root_key": root, "ratchet_private": ratchet}
    requests = [{"op": "hello", "protocol": 1}, start, {"op": "dr.state", "session": "s"},
                start | {"root_key": root + "0"}, start | {"root_key": root + "00"},
                start | {"role": root}, start | {"session": root}, start | {"ad": ratchet},
                start | {"ratchet_private": "g" + ratchet[1:]}, start | {"ns": root}, start | {"rootkey": root},
                start | {"op": "dr.unknown"}, {"op": "dr.decrypt", "session": "s", "frame": root, "random": {}},
                {"op": "dr.decrypt", "session": "s", "frame": "00", "random": {"ratchet_private": ratchet + "00"}}]
    lines = [json.dumps({"id": i, **request}) for i, request in enumerate(requests, 1)]
    lines += [json.dumps({"id": 90, **start})[:-1], f'{{"id": 91, "op": "{root}']
    for name in names:
        for line in [None, *lines[3:]]:
            # Each refusal in a process of its own: some of them end it.
            text = "\n".join(lines[:3] if line is None else [lines[0], line]) + "\n"
            out.run(f"driver {name}", DRIVERS[name], stdin=text.encode())
    return known


def reports(out: Output, folder: Path) -> dict[str, bytes]:
    """A run that fails in all of its reports, in the presence of secrets; and a signature of it."""
    seed = secrets.token_bytes(32)
    der = bytes.fromhex("302e020100300506032b657004220420") + seed
    kind = b"PRIVATE KEY"
    pem = b"-----BEGIN %s-----\n%s\n-----END %s-----\n" % (kind, base64.b64encode(der), kind)
    key = private_file(folder / "sign.pem", pem)
    token = secrets.token_hex(16)
    env = {**os.environ, "SMX_STATE": f"/nowhere/{token}", "API_TOKEN": token}
    made = folder / "reports"
    out.run("run", [str(SMX), "conformance", "run", "--driver", DRIVERS["cpp"][0], "--filter", "x3dh*",
                    "--report-dir", str(made)], env=env)
    out.run("run of a driver that dies", [str(SMX), "conformance", "run", "--driver", "false", "--filter",
                                          "x3dh*", "--report-dir", str(folder / "failing")], env=env)
    out.run("sign-report", [str(SMX), "conformance", "sign-report", str(made / "report.json"), "--key", str(key)],
            env=env)
    key.chmod(0o644)
    out.run("sign-report", [str(SMX), "conformance", "sign-report", str(made / "report.json"), "--key", str(key)],
            env=env)
    out.files(made, set())
    out.files(folder / "failing", set())
    return {"a signing key": seed, "the environment": token.encode()}


def scan(names: list[str], leak: bool = False) -> tuple[Output, dict[str, bytes]]:
    """Everything; with `leak` only the devices, with a debug line that prints what is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        out = Output()
        place = Path(folder) / "devices"
        place.mkdir()
        known = devices(out, place, compile_shim(place), leak)
        if not leak:
            known |= drivers(out, names)
            place = Path(folder) / "reports"
            place.mkdir()
            known |= reports(out, place)
        return out, known
