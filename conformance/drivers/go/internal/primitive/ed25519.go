package primitive

import (
	"crypto/ed25519"

	"smxdriver/internal/reject"
)

// VerifyingKey is the public key of an Ed25519 seed.
func VerifyingKey(seed Key) Key {
	return KeyFrom(ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey))
}

// Sign is the deterministic signature of RFC 8032 [PRIM-12].
func Sign(seed Key, message []byte) []byte {
	return ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), message)
}

// Verify is the strict verification [PRIM-13] to [PRIM-16]: nil, or bad_signature for every failure
// [PRIM-17]. crypto/ed25519 checks the cofactorless equation against the bytes of R, but takes keys
// and R of small order and keys in a non-canonical encoding; those are refused here first.
func Verify(public Key, message, signature []byte) error {
	if len(signature) != SignatureSize {
		return reject.Malformed
	}
	if littleEndian(signature[KeySize:]).Cmp(groupOrder) >= 0 {
		return reject.BadSignature
	}
	for _, encoded := range []Key{public, KeyFrom(signature[:KeySize])} {
		if p, ok := decodePoint(encoded); !ok || p.smallOrder() {
			return reject.BadSignature
		}
	}
	if !ed25519.Verify(public[:], message, signature) {
		return reject.BadSignature
	}
	return nil
}
