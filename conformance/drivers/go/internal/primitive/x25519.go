package primitive

import (
	"crypto/ecdh"

	"smxdriver/internal/reject"
)

// Pair is an X25519 key pair.
type Pair struct {
	Private Key
	Public  Key
}

// PairOf computes the public half. Any 32 bytes are a private key, clamped at use [PRIM-08].
func PairOf(private Key) (Pair, error) {
	key, err := ecdh.X25519().NewPrivateKey(private[:])
	if err != nil {
		return Pair{}, err
	}
	return Pair{Private: private, Public: KeyFrom(key.PublicKey().Bytes())}, nil
}

// DH is the Diffie-Hellman output. Every public key is taken, whatever its encoding [PRIM-09]; an
// output of zeros is low_order_point [PRIM-10]: crypto/ecdh finds it, in constant time [PRIM-11],
// and has no other error for keys of 32 bytes.
func DH(private, public Key) (Key, error) {
	ours, err := ecdh.X25519().NewPrivateKey(private[:])
	if err != nil {
		return Key{}, err
	}
	theirs, err := ecdh.X25519().NewPublicKey(public[:])
	if err != nil {
		return Key{}, err
	}
	shared, err := ours.ECDH(theirs)
	if err != nil {
		return Key{}, reject.LowOrderPoint
	}
	return KeyFrom(shared), nil
}
