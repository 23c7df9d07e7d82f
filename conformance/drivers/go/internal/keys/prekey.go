package keys

import (
	"bytes"

	"smxdriver/internal/label"
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/wire"
)

// Prekey is a held signed or one-time prekey: both halves, under an id.
type Prekey struct {
	ID   []byte
	Pair primitive.Pair
}

// PrekeyOf computes the public half. The form of the id is checked by CheckIDs.
func PrekeyOf(id []byte, private primitive.Key) (Prekey, error) {
	pair, err := primitive.PairOf(private)
	return Prekey{ID: id, Pair: pair}, err
}

// CheckIDs holds a list that is to be held together to the rules on key ids: the form of each
// [KEY-03] to [KEY-05], and no id twice [KEY-08].
func CheckIDs(list []Prekey) error {
	seen := make(map[string]bool, len(list))
	for _, prekey := range list {
		if err := wire.CheckKeyID(prekey.ID); err != nil {
			return err
		}
		if seen[string(prekey.ID)] {
			return reject.Malformed
		}
		seen[string(prekey.ID)] = true
	}
	return nil
}

// Find is the place of an id, compared byte for byte [KEY-06], or -1.
func Find(list []Prekey, id []byte) int {
	for i, prekey := range list {
		if bytes.Equal(prekey.ID, id) {
			return i
		}
	}
	return -1
}

// signedBytes is exactly what the signature of a signed prekey covers [KEY-09].
func signedBytes(identity, prekey primitive.Key, id []byte) []byte {
	message := []byte(label.SignedPrekey)
	message = append(message, identity[:]...)
	message = append(message, prekey[:]...)
	return append(message, id...)
}

// SignPrekey signs a prekey under an id; an id of a bad form is malformed.
func SignPrekey(seed, identity, prekey primitive.Key, id []byte) ([]byte, error) {
	if err := wire.CheckKeyID(id); err != nil {
		return nil, err
	}
	return primitive.Sign(seed, signedBytes(identity, prekey, id)), nil
}

// VerifyPrekey verifies what SignPrekey signs: malformed for the id, then bad_signature.
func VerifyPrekey(peer Peer, prekey primitive.Key, id, signature []byte) error {
	if err := wire.CheckKeyID(id); err != nil {
		return err
	}
	return primitive.Verify(peer.Signing, signedBytes(peer.Identity, prekey, id), signature)
}
