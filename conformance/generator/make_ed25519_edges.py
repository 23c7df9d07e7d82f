#!/usr/bin/env python3
"""Writes ed25519_edges.cpp: signatures that a lax Ed25519 verifier accepts and ours must judge.

Point arithmetic is not among the driver protocol's operations, so these rows are constants. Run
`python3 make_ed25519_edges.py > ed25519_edges.cpp` and clang-format to make them again; standard
library only, no randomness: scalars come from SHA-512 of labels.

How a row is found: for A = [a]B + T (T of small order) and R = [r]B + U the signature
S = r + k a (k = SHA-512(R || A || M) mod L) satisfies [S]B - [k]A = R exactly when -[k]T = U. A
counter in the message, or in the key id, is raised until k has the residue modulo 8 that makes the
equation hold (or, for the cofactored rows, fail by a point of small order).
"""
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + y1 * x2) * pow(1 + t, P - 2, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def mul(n, a):
    out = (0, 1)
    while n:
        if n & 1:
            out = add(out, a)
        a = add(a, a)
        n >>= 1
    return out


def encode(a):
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def neg(a):
    return (-a[0] % P, a[1])


B_Y = 4 * pow(5, P - 2, P) % P
B = (recover_x(B_Y, 0), B_Y)


def order8():
    """A point of order 8: [L]Q for the first curve point Q whose image has that order."""
    y = 2
    while True:
        x = recover_x(y, 0)
        if x is not None:
            t = mul(L, (x, y))
            if mul(4, t) != (0, 1):
                return t
        y += 1


T8 = order8()
SMALL = [mul(i, T8) for i in range(8)]  # index i: the point [i]T8


def scalar(label):
    return int.from_bytes(hashlib.sha512(label.encode()).digest(), "little") % L


def challenge(r, a, m):
    return int.from_bytes(hashlib.sha512(r + a + m).digest(), "little") % L


def sig(r_bytes, s):
    return r_bytes + s.to_bytes(32, "little")


rows = []


def row(name, comment, verdict, a, m, s):
    rows.append((name, comment, verdict, a, m, s))


def search(prefix, a_bytes, r_bytes, wanted):
    for i in range(100000):
        m = prefix + b"/%d" % i
        k = challenge(r_bytes, a_bytes, m)
        if wanted(k):
            return m, k
    raise SystemExit("no message found")


r = scalar("edge r")
a = scalar("edge a")
R = encode(mul(r, B))
A = encode(mul(a, B))

# Small-order A: [k]A vanishes, so S = r satisfies the equation for every secret.
for i, point in enumerate(SMALL):
    enc = encode(point)
    m, k = search(b"small-order A %d" % i, enc, R, lambda k: k % 8 == 0)
    row(f"small-order-a-{i}", f"A = [{i}]T, T of order 8; the equation holds", False, enc, m,
        sig(R, r))

# Non-canonical encodings: y + p for every y below 19 that is on the curve, both signs, and the
# sign bit on x = 0.
for y in range(19):
    for sign in (0, 1):
        x = recover_x(y, sign)
        if x is None:
            continue
        enc = ((y + P) | sign << 255).to_bytes(32, "little")
        small = mul(8, (x, y)) == (0, 1)
        if small:
            m, k = search(b"non-canonical A %d %d" % (y, sign), enc, R, lambda k: k % 8 == 0)
            what = "of small order; the equation holds"
        else:
            m = b"non-canonical A %d %d" % (y, sign)
            what = "nobody knows its logarithm"
        row(f"non-canonical-a-p-plus-{y}-sign-{sign}",
            f"A's y is p + {y}, sign bit {sign}: {what}", False, enc, m, sig(R, r))
for y, name in ((1, "one"), (P - 1, "minus-one")):
    enc = (y | 1 << 255).to_bytes(32, "little")
    m, k = search(b"x = 0 with sign, y = " + name.encode(), enc, R, lambda k: k % 8 == 0)
    row(f"non-canonical-a-{name}-with-sign", f"A is y = {name}, x = 0 with the sign bit set", False,
        enc, m, sig(R, r))

# Not on the curve at all.
y = next(y for y in range(2, 99) if recover_x(y, 0) is None)
row("a-not-on-curve", f"y = {y} has no x", False, y.to_bytes(32, "little"), b"not on the curve",
    sig(R, r))

# Small-order R: A = [a]B + T8 gives every small-order R by the choice of k; S = k a.
mixed = encode(add(mul(a, B), T8))
for i, point in enumerate(SMALL):
    enc = encode(point)
    m, k = search(b"small-order R %d" % i, mixed, enc, lambda k: neg(mul(k % 8, T8)) == point)
    row(f"small-order-r-{i}", f"R = [{i}]T; the equation holds", False, mixed, m,
        sig(enc, k * a % L))
# Non-canonical encodings of small-order R: accepted where R is decoded before it is compared.
for y, sign in ((0, 0), (0, 1), (1, 0), (1, 1)):
    point = (recover_x(y, sign), y)
    enc = ((y + P) | sign << 255).to_bytes(32, "little")
    m, k = search(b"non-canonical R %d %d" % (y, sign), mixed, enc,
                  lambda k: neg(mul(k % 8, T8)) == point)
    row(f"non-canonical-r-p-plus-{y}-sign-{sign}", f"R's y is p + {y}, sign bit {sign}", False,
        mixed, m, sig(enc, k * a % L))
for y, name in ((1, "one"), (P - 1, "minus-one")):
    enc = (y | 1 << 255).to_bytes(32, "little")
    m, k = search(b"R x = 0 with sign, y = " + name.encode(), mixed, enc,
                  lambda k: neg(mul(k % 8, T8)) == (0, y))
    row(f"non-canonical-r-{name}-with-sign", f"R is y = {name}, x = 0 with the sign bit set", False,
        mixed, m, sig(enc, k * a % L))

# Mixed order: the equation is cofactorless, so the residue of k decides.
m, k = search(b"mixed A, k = 0 mod 8", mixed, R, lambda k: k % 8 == 0)
row("mixed-order-a-equation-holds", "A = [a]B + T and 8 divides k: accepted", True, mixed, m,
    sig(R, (r + k * a) % L))
m, k = search(b"mixed A, k = 1 mod 8", mixed, R, lambda k: k % 8 == 1)
row("mixed-order-a-cofactored-only", "A = [a]B + T and k = 1 mod 8: only a cofactored equation "
    "holds", False, mixed, m, sig(R, (r + k * a) % L))
a2 = encode(add(mul(a, B), SMALL[4]))
m, k = search(b"mixed A by a point of order 2, k odd", a2, R, lambda k: k % 2 == 1)
row("mixed-order-a-order-2", "A = [a]B + (point of order 2) and k odd", False, a2, m,
    sig(R, (r + k * a) % L))
m, k = search(b"mixed A by a point of order 2, k even", a2, R, lambda k: k % 2 == 0)
row("mixed-order-a-order-2-equation-holds", "A = [a]B + (point of order 2) and k even: accepted",
    True, a2, m, sig(R, (r + k * a) % L))
mixed_r = encode(add(mul(r, B), T8))
m = b"mixed R"
k = challenge(mixed_r, A, m)
row("mixed-order-r", "R = [r]B + T, A of prime order: only a cofactored equation holds", False, A,
    m, sig(mixed_r, (r + k * a) % L))
m, k = search(b"mixed A and R", mixed, mixed_r, lambda k: neg(mul(k % 8, T8)) == T8)
row("mixed-order-a-and-r-equation-holds", "A and R both carry T and cancel: accepted", True, mixed,
    m, sig(mixed_r, (r + k * a) % L))

# The same through a signed prekey: the key id is the counter.
spk_rows = []
ik = hashlib.sha256(b"edge identity key").digest()
spk = hashlib.sha256(b"edge signed prekey").digest()
for i, point in enumerate(SMALL):
    enc = encode(point)
    for n in range(100000):
        kid = f"спк-{i}-{n}".encode()
        k = challenge(R, enc, b"SemaFore-SPK-v1" + ik + spk + kid)
        if k % 8 == 0:
            break
    spk_rows.append((f"small-order-signing-key-{i}", enc, kid, sig(R, r)))

out = []
out.append("""// Made by make_ed25519_edges.py, which says how each row is found. Do not edit by hand.
#include "ed25519_edges.h"

namespace smx::vectors {

const std::vector<Ed25519Edge>& ed25519_edges() {
  static const std::vector<Ed25519Edge> kEdges = {""")
for name, comment, verdict, a_, m_, s_ in rows:
    out.append(f"""      {{"{name}", "{comment}", {str(verdict).lower()},
       "{a_.hex()}",
       "{m_.hex()}",
       "{s_[:32].hex()}"
       "{s_[32:].hex()}"}},""")
out.append("""  };
  return kEdges;
}

const std::vector<SpkEdge>& spk_edges() {
  static const std::vector<SpkEdge> kEdges = {""")
for name, a_, kid, s_ in spk_rows:
    out.append(f"""      {{"{name}",
       "{a_.hex()}",
       "{ik.hex()}",
       "{spk.hex()}",
       "{kid.hex()}",
       "{s_[:32].hex()}"
       "{s_[32:].hex()}"}},""")
out.append("""  };
  return kEdges;
}

}  // namespace smx::vectors""")
print("\n".join(out))
