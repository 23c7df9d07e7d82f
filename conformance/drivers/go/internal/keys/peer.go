// Package keys holds the keys of a device, its prekeys and the bundles that carry them
// (docs/spec/keys.md).
package keys

import (
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

// Peer is a device as others see it: the pair (IK, SGK). Two are the same only if both keys are
// equal [KEY-12]; as a comparable value it is a map key.
type Peer struct {
	Identity primitive.Key
	Signing  primitive.Key
}

// Reflects tells whether the pair has either half of another [KEY-14].
func (p Peer) Reflects(own Peer) bool {
	return p.Identity == own.Identity || p.Signing == own.Signing
}

// ADSize is the length of the associated data of a session.
const ADSize = 4 * primitive.KeySize

// AssociatedData is AD: the initiator's pair, then the responder's, in both directions [X3DH-09].
func AssociatedData(initiator, responder Peer) []byte {
	ad := make([]byte, 0, ADSize)
	ad = append(ad, initiator.Identity[:]...)
	ad = append(ad, initiator.Signing[:]...)
	ad = append(ad, responder.Identity[:]...)
	return append(ad, responder.Signing[:]...)
}

// Own is a device's pair with its private halves [KEY-01].
type Own struct {
	Peer
	IdentityPrivate primitive.Key
	SigningSeed     primitive.Key
}

// OwnOf computes the public halves.
func OwnOf(identityPrivate, signingSeed primitive.Key) (Own, error) {
	pair, err := primitive.PairOf(identityPrivate)
	if err != nil {
		return Own{}, err
	}
	return Own{
		Peer:            Peer{Identity: pair.Public, Signing: primitive.VerifyingKey(signingSeed)},
		IdentityPrivate: identityPrivate,
		SigningSeed:     signingSeed,
	}, nil
}

// CheckSender is the part of a received message's form check that concerns its sender [KEY-14].
func (o Own) CheckSender(sender Peer) error {
	if sender.Reflects(o.Peer) {
		return reject.Malformed
	}
	return nil
}
