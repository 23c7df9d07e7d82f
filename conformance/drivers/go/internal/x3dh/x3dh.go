// Package x3dh is the key agreement and the first steps of the key schedule (docs/spec/x3dh.md).
package x3dh

import (
	"bytes"
	"fmt"

	"smxdriver/internal/keys"
	"smxdriver/internal/label"
	"smxdriver/internal/primitive"
	"smxdriver/internal/trace"
)

// Secrets is what an agreement gives a session [X3DH-09], [X3DH-10].
type Secrets struct {
	AD        []byte        // 128 bytes
	Root      primitive.Key // RK0
	Bootstrap primitive.Key // BK
}

// exchange is one Diffie-Hellman, seen from one side.
type exchange struct{ private, public primitive.Key }

// Initiate is A's side [X3DH-04]. The bundle has been checked before.
func Initiate(own keys.Own, ephemeral primitive.Pair, bundle keys.Bundle,
	log *trace.Log) (Secrets, error) {
	exchanges := []exchange{
		{own.IdentityPrivate, bundle.Signed.Key},
		{ephemeral.Private, bundle.Peer.Identity},
		{ephemeral.Private, bundle.Signed.Key},
	}
	if bundle.OneTime != nil { // then it has to be used [X3DH-06]
		exchanges = append(exchanges, exchange{ephemeral.Private, bundle.OneTime.Key})
	}
	return derive(exchanges, keys.AssociatedData(own.Peer, bundle.Peer), log)
}

// Respond is B's side [X3DH-04]; oneTime is nil when the envelope names none.
func Respond(own keys.Own, signed keys.Prekey, oneTime *keys.Prekey, sender keys.Peer,
	ephemeral primitive.Key, log *trace.Log) (Secrets, error) {
	exchanges := []exchange{
		{signed.Pair.Private, sender.Identity},
		{own.IdentityPrivate, ephemeral},
		{signed.Pair.Private, ephemeral},
	}
	if oneTime != nil {
		exchanges = append(exchanges, exchange{oneTime.Pair.Private, ephemeral})
	}
	return derive(exchanges, keys.AssociatedData(sender, own.Peer), log)
}

// derive runs the exchanges in order, the first output of zeros ending it [X3DH-03], and derives SK,
// RK0 and BK from them [X3DH-05], [X3DH-08], [X3DH-10].
func derive(exchanges []exchange, ad []byte, log *trace.Log) (Secrets, error) {
	ikm := bytes.Repeat([]byte{0xff}, primitive.KeySize)
	for i, e := range exchanges {
		shared, err := primitive.DH(e.private, e.public)
		if err != nil {
			return Secrets{}, err
		}
		log.Add(fmt.Sprintf("x3dh.dh%d", i+1), shared[:])
		ikm = append(ikm, shared[:]...)
	}
	log.Add("x3dh.ikm", ikm)

	sk, err := primitive.HKDF(primitive.ZeroSalt, ikm, label.X3DH, primitive.KeySize)
	if err != nil {
		return Secrets{}, err
	}
	log.Add("x3dh.sk", sk)
	log.Add("x3dh.ad", ad)

	first, err := primitive.HKDF(primitive.ZeroSalt, sk, label.Bootstrap, 2*primitive.KeySize)
	if err != nil {
		return Secrets{}, err
	}
	secrets := Secrets{
		AD:        ad,
		Root:      primitive.KeyFrom(first[:primitive.KeySize]),
		Bootstrap: primitive.KeyFrom(first[primitive.KeySize:]),
	}
	log.Add("smx1.root_key", secrets.Root[:])
	log.Add("smx1.bootstrap_key", secrets.Bootstrap[:])
	return secrets, nil
}
