#!/usr/bin/env python3
"""Prints known_answers.h: a first exchange, computed from docs/spec with other libraries than the
core's (Python's hmac and hashlib, and the package `cryptography`).

  known_answers.py > known_answers.h

Needed only to make the header again; building and testing use the header as it is.
"""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RAW = {"encoding": serialization.Encoding.Raw, "format": serialization.PublicFormat.Raw}
ANSWERS = []


def answer(name, value):
    ANSWERS.append((name, value.hex()))
    return value


def private(name):
    return answer(name, hashlib.sha256(b"test data, not secret: " + name.encode()).digest())


def public(secret):
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes(**RAW)


def dh(secret, other):
    return X25519PrivateKey.from_private_bytes(secret).exchange(
        X25519PublicKey.from_public_bytes(other))


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf(salt, ikm, info, length):
    key, out, block = mac(salt, ikm), b"", b""
    for number in range(1, (length + 31) // 32 + 1):
        block = mac(key, block + info + bytes([number]))
        out += block
    return out[:length]


def turn(root, secret, other):
    out = hkdf(root, dh(secret, other), b"SemaFore-DR-v1-ratchet", 64)
    return out[:32], out[32:]


def seal(message_key, ad, header, plaintext):
    out = hkdf(bytes(32), message_key, b"SemaFore-DR-v1-message", 44)
    return out[:32], out[32:], header + AESGCM(out[:32]).encrypt(out[32:], plaintext, ad + header)


def header(ratchet_key, pn, n):
    return b"DRV1\0" + ratchet_key + struct.pack(">II", pn, n)


def main():
    ik_a, sgk_a = private("kAliceIdentityPrivate"), private("kAliceSigningPrivate")
    ik_b, sgk_b = private("kBobIdentityPrivate"), private("kBobSigningPrivate")
    spk, opk = private("kSignedPrekeyPrivate"), private("kOneTimePrekeyPrivate")
    ek = private("kEphemeralPrivate")
    spk_id = answer("kSignedPrekeyId", "spk-é1".encode())
    opk_id = answer("kOneTimePrekeyId", b"opk-2026")

    signer = Ed25519PrivateKey.from_private_bytes(sgk_b)
    sign_a = Ed25519PrivateKey.from_private_bytes(sgk_a).public_key().public_bytes(**RAW)
    sign_b = signer.public_key().public_bytes(**RAW)
    signed = answer("kSignedMessage", b"SemaFore-SPK-v1" + public(ik_b) + public(spk) + spk_id)
    answer("kSignedPrekeySignature", signer.sign(signed))

    ad = answer("kAssociatedData", public(ik_a) + sign_a + public(ik_b) + sign_b)
    dh1 = answer("kDh1", dh(ik_a, public(spk)))
    dh2 = answer("kDh2", dh(ek, public(ik_b)))
    dh3 = answer("kDh3", dh(ek, public(spk)))
    dh4 = answer("kDh4", dh(ek, public(opk)))
    for suffix, last in (("Without", b""), ("With", dh4)):
        ikm = b"\xff" * 32 + dh1 + dh2 + dh3 + last
        sk = answer("kSharedSecret" + suffix, hkdf(bytes(32), ikm, b"SemaFore-X3DH-v1", 32))
        keys = hkdf(bytes(32), sk, b"SemaFore-SMX1-v1", 64)
        answer("kRootKey" + suffix, keys[:32])
        answer("kBootstrapKey" + suffix, keys[32:])
    root, bootstrap = keys[:32], keys[32:]

    # A's ratchet starts; her frames 0 and 1, the first in an envelope.
    pair_a = private("kAliceRatchetPrivate")
    root, chain = turn(root, pair_a, public(spk))
    answer("kRootKeyAfterStart", root)
    answer("kChainKeyA", chain)
    first = answer("kMessageKeyA0", mac(chain, b"\1"))
    second = answer("kMessageKeyA1", mac(answer("kChainKeyA1", mac(chain, b"\2")), b"\1"))
    key, nonce, frame = seal(first, ad, header(public(pair_a), 0, 0), b"first words")
    answer("kKeyA0", key)
    answer("kNonceA0", nonce)
    answer("kFrameA0", frame)
    answer("kFrameA1", seal(second, ad, header(public(pair_a), 0, 1), b"")[2])
    outer = answer("kEnvelopeNonce", bytes(range(0xA0, 0xAC)))
    front = (b"SMX1\1" + public(ek) + struct.pack(">H", len(spk_id)) + spk_id
             + struct.pack(">H", len(opk_id)) + opk_id + outer)
    answer("kEnvelopeA0", front + AESGCM(bootstrap).encrypt(outer, frame, ad + front))

    # B turns his ratchet on it and answers.
    pair_b = private("kBobRatchetPrivate")
    root, chain_b = turn(root, pair_b, public(pair_a))
    answer("kRootKeyAfterReply", root)
    answer("kChainKeyB", chain_b)
    answer("kFrameB0", seal(mac(chain_b, b"\1"), ad, header(public(pair_b), 0, 0), b"answer")[2])

    print("#pragma once\n\n#include <string_view>\n")
    print("// Made by known_answers.py, without the core. Test data: every key here is public.")
    print("namespace smx::test::known {\n")
    for name, text in ANSWERS:
        lines = [text[i:i + 80] for i in range(0, len(text), 80)]
        print(f"inline constexpr std::string_view {name} =")
        print("\n".join(f'    "{line}"' for line in lines) + ";")
    print("\n}  // namespace smx::test::known")


main()
