// Package session joins the agreement, the ratchet and the SMX1 envelope into a session between two
// devices (docs/spec/smx1.md).
package session

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/ratchet"
	"smxdriver/internal/statehash"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
	"smxdriver/internal/x3dh"
)

// Session is a value like the ratchet's state in it: an operation returns the one after it.
type Session struct {
	Ratchet   ratchet.State
	Responder bool          // this device accepted it
	Ephemeral primitive.Key // EK_A

	ad        []byte
	bootstrap *primitive.Key // BK; nil once the initiator has erased it [SMX1-07]
	signedID  []byte         // the key ids of the bundle, while the initiator still wraps
	oneTimeID []byte
}

// Initiate makes a session from a bundle that was checked: the agreement, then the start of the
// ratchet with a fresh pair of its own [DR-05].
func Initiate(own keys.Own, bundle keys.Bundle, source entropy.Source, log *trace.Log) (Session,
	error) {
	ephemeral, err := drawPair(source, entropy.EphemeralPrivate)
	if err != nil {
		return Session{}, err
	}
	secrets, err := x3dh.Initiate(own, ephemeral, bundle, log)
	if err != nil {
		return Session{}, err
	}
	pair, err := drawPair(source, entropy.RatchetPrivate)
	if err != nil {
		return Session{}, err
	}
	state, err := ratchet.Initiator(secrets.AD, secrets.Root, pair, bundle.Signed.Key, log)
	if err != nil {
		return Session{}, err
	}
	made := Session{
		Ratchet:   state,
		Ephemeral: ephemeral.Public,
		ad:        secrets.AD,
		bootstrap: &secrets.Bootstrap,
		signedID:  bundle.Signed.ID,
	}
	if bundle.OneTime != nil {
		made.oneTimeID = bundle.OneTime.ID
	}
	return made, nil
}

func drawPair(source entropy.Source, name string) (primitive.Pair, error) {
	private, err := source.Draw(name, primitive.KeySize)
	if err != nil {
		return primitive.Pair{}, err
	}
	return primitive.PairOf(primitive.KeyFrom(private))
}

// wraps: the initiator wraps until it has decrypted a frame, which erases BK [SMX1-06], [SMX1-07].
func (s Session) wraps() bool { return !s.Responder && s.bootstrap != nil }

// Send makes the next frame, in an envelope where one is still due [SES-08].
func (s Session) Send(plaintext []byte, source entropy.Source, log *trace.Log) (Session, []byte,
	error) {
	state, frame, err := s.Ratchet.Encrypt(plaintext, log)
	if err != nil {
		return s, nil, err
	}
	out := frame
	if s.wraps() {
		if out, err = s.wrap(frame, source, log); err != nil {
			return s, nil, err
		}
	}
	s.Ratchet = state
	return s, out, nil
}

// wrap puts one frame into an SMX1 envelope [SMX1-02] to [SMX1-05].
func (s Session) wrap(frame []byte, source entropy.Source, log *trace.Log) ([]byte, error) {
	nonce, err := source.Draw(entropy.Nonce, primitive.NonceSize)
	if err != nil {
		return nil, err
	}
	header := wire.EnvelopeHeaderBytes(s.Ephemeral, s.signedID, s.oneTimeID, nonce)
	log.Add("smx1.header", header)
	aad := s.envelopeAAD(header)
	log.Add("smx1.aad", aad)
	ciphertext, err := primitive.Seal(*s.bootstrap, nonce, frame, aad)
	if err != nil {
		return nil, err
	}
	envelope := append(header, ciphertext...)
	log.Add("smx1.envelope", envelope)
	return envelope, nil
}

// envelopeAAD is AD followed by the header [SMX1-02].
func (s Session) envelopeAAD(header []byte) []byte {
	return append(append(make([]byte, 0, len(s.ad)+len(header)), s.ad...), header...)
}

// Encode writes the complete state.
func (s Session) Encode(w *statehash.Writer) {
	s.Ratchet.Encode(w)
	w.Flag(s.Responder)
	w.Key(s.Ephemeral)
	w.OptionalKey(s.bootstrap)
	w.Bytes(s.signedID)
	w.Bytes(s.oneTimeID)
}
