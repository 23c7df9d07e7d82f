package primitive

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/big"
	"testing"

	"smxdriver/internal/reject"
)

// The table of docs/spec/primitives.md.
var smallOrders = map[string]int{
	"0100000000000000000000000000000000000000000000000000000000000000": 1,
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": 2,
	"0000000000000000000000000000000000000000000000000000000000000000": 4,
	"0000000000000000000000000000000000000000000000000000000000000080": 4,
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05": 8,
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85": 8,
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a": 8,
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa": 8,
}

func encode(p point) Key {
	var out Key
	p.y.FillBytes(out[:])
	for i := range KeySize / 2 {
		out[i], out[KeySize-1-i] = out[KeySize-1-i], out[i]
	}
	out[KeySize-1] |= byte(p.x.Bit(0)) << 7
	return out
}

func order(p point) int {
	for doublings := range 4 {
		if p.x.Sign() == 0 && p.y.Cmp(one) == 0 {
			return 1 << doublings
		}
		p = p.double()
	}
	return 0
}

// [PRIM-15]
func TestSmallOrderTable(t *testing.T) {
	for text, want := range smallOrders {
		p, ok := decodePoint(key(t, text))
		if !ok || !p.smallOrder() || order(p) != want {
			t.Errorf("%s: decoded %v, order %d, want %d", text, ok, order(p), want)
		}
		if encoded := encode(p); encoded != key(t, text) {
			t.Errorf("%s: encodes as %x", text, encoded)
		}
	}
}

// crypto/ed25519 accepts these signatures: the checks before it are not idle.
func TestSmallOrderKeyIsRefusedThoughTheEquationHolds(t *testing.T) {
	neutral := key(t, "0100000000000000000000000000000000000000000000000000000000000000")
	signature := make([]byte, SignatureSize) // R is the neutral element, S is 0
	copy(signature, neutral[:])
	if !ed25519.Verify(neutral[:], []byte("any"), signature) {
		t.Fatal("crypto/ed25519 refuses the signature; this test shows nothing")
	}
	if err := Verify(neutral, []byte("any"), signature); !errors.Is(err, reject.BadSignature) {
		t.Errorf("small order: %v", err)
	}
}

// [PRIM-15]: A or R of small order, each by itself. With A of small order and R = [S]B + small,
// and with a genuine A and R of small order, what counts is that neither is accepted.
func TestSmallOrderInEitherPlace(t *testing.T) {
	seed := KeyFrom(bytes.Repeat([]byte{3}, KeySize))
	public, genuine := VerifyingKey(seed), Sign(seed, []byte("message"))
	for text := range smallOrders {
		low := key(t, text)
		if err := Verify(low, []byte("message"), genuine); !errors.Is(err, reject.BadSignature) {
			t.Errorf("A = %s: %v", text, err)
		}
		changed := bytes.Clone(genuine)
		copy(changed, low[:])
		if err := Verify(public, []byte("message"), changed); !errors.Is(err, reject.BadSignature) {
			t.Errorf("R = %s: %v", text, err)
		}
	}
}

// [PRIM-14]: y of p or more, the sign of x = 0, and y of no point.
func TestNonCanonicalEncodings(t *testing.T) {
	for name, text := range map[string]string{
		"y = p":                  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"y = p + 1":              "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"y = 2^255 - 1":          "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"y = p + 1, sign":        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"y = 1, sign of x = 0":   "0100000000000000000000000000000000000000000000000000000000000080",
		"y = p-1, sign of x = 0": "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"y = 2, no point":        "0200000000000000000000000000000000000000000000000000000000000000",
	} {
		if p, ok := decodePoint(key(t, text)); ok {
			t.Errorf("%s was decoded as (%d, %d)", name, p.x, p.y)
		}
	}
	// crypto/ed25519 takes a key in this encoding of the neutral element.
	if !ed25519.Verify(unhex(t, "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
		nil, append(unhex(t, "0100000000000000000000000000000000000000000000000000000000000000"),
			make([]byte, 32)...)) {
		t.Error("crypto/ed25519 refuses it; the check shows nothing")
	}
}

// [PRIM-13]: S + L satisfies the equation, and is refused.
func TestScalarOutOfRange(t *testing.T) {
	seed := KeyFrom(bytes.Repeat([]byte{3}, KeySize))
	public, signature := VerifyingKey(seed), Sign(seed, []byte("message"))
	scalar := littleEndian(signature[KeySize:])
	for name, raised := range map[string]*big.Int{
		"S + L": new(big.Int).Add(scalar, groupOrder),
		"L":     groupOrder,
	} {
		changed := append(bytes.Clone(signature[:KeySize]), encodeScalar(raised)...)
		if err := Verify(public, []byte("message"), changed); !errors.Is(err, reject.BadSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func encodeScalar(n *big.Int) []byte {
	encoded := n.FillBytes(make([]byte, 32))
	for i := range 16 {
		encoded[i], encoded[31-i] = encoded[31-i], encoded[i]
	}
	return encoded
}

// A point of mixed order is not of small order [PRIM-15].
func TestMixedOrderIsNotSmall(t *testing.T) {
	public := VerifyingKey(KeyFrom(bytes.Repeat([]byte{9}, KeySize)))
	p, ok := decodePoint(public)
	if !ok || p.smallOrder() || order(p) != 0 {
		t.Fatalf("a genuine key: decoded %v, small order %v", ok, p.smallOrder())
	}
	// Adding the point of order 2, (0, -1), turns (x, y) into (-x, -y).
	mixed := point{new(big.Int).Sub(fieldPrime, p.x), new(big.Int).Sub(fieldPrime, p.y)}
	decoded, ok := decodePoint(encode(mixed))
	if !ok || decoded.smallOrder() {
		t.Errorf("mixed order: decoded %v, small order %v", ok, decoded.smallOrder())
	}
}

// [PRIM-17]
func TestWrongSignatureLength(t *testing.T) {
	public := VerifyingKey(KeyFrom(bytes.Repeat([]byte{9}, KeySize)))
	for _, length := range []int{0, 63, 65} {
		if err := Verify(public, nil, make([]byte, length)); !errors.Is(err, reject.Malformed) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}
