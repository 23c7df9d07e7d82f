"""The operations that this driver knows. Call your implementation from here.

An operation takes the request, the handles of the current case (a dict that is emptied at
case.end: keep sessions and devices in it under the names that the runner chose) and the trace (a
list of (step, bytes) pairs). It returns the members of `ok`, or raises Reject with the reason that
the specification names. Read and check every member before anything is done.
"""

import hashlib
import hmac

from protocol import Reject

HKDF_MAX = 255 * 32
FRAME_MIN = 45 + 16
FRAME_MAX = 45 + 65536 + 16


def hkdf_sha256(request, handles, trace):
    salt, ikm, info = request.bytes("salt"), request.bytes("ikm"), request.bytes("info")
    length = request.integer("length", HKDF_MAX)
    key = hmac.digest(salt, ikm, hashlib.sha256)
    okm, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes([counter]), hashlib.sha256)
        okm += block
    return {"okm": okm[:length].hex()}


def drv1_parse(request, handles, trace):
    frame = request.bytes("frame")
    n = int.from_bytes(frame[41:45], "big")
    if not FRAME_MIN <= len(frame) <= FRAME_MAX:  # [DRV1-05]
        raise Reject("malformed")
    if frame[:5] != b"DRV1\x00" or n == 0xFFFFFFFF:  # [DRV1-04], [DRV1-06]
        raise Reject("malformed")
    return {
        "flags": frame[4],
        "ratchet_key": frame[5:37].hex(),
        "pn": int.from_bytes(frame[37:41], "big"),
        "n": n,
        "ciphertext": frame[45:].hex(),
    }


# Add operations here: name, its members, its function. hello announces what this table holds.
OPS = {
    "hkdf.sha256": (("salt", "ikm", "info", "length"), hkdf_sha256),
    "drv1.parse": (("frame",), drv1_parse),
}
