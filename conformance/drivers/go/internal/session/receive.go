package session

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/ratchet"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
	"smxdriver/internal/x3dh"
)

// Held is what a responder looks prekeys up in.
type Held struct {
	Own     keys.Own
	Signed  []keys.Prekey
	OneTime []keys.Prekey
}

// Accept is step 4 of a receipt [SMX1-16]: find the prekeys, derive, open, and run the inner frame
// through a new responder ratchet. The envelope passed its form check.
func Accept(held Held, sender keys.Peer, envelope wire.Envelope, source entropy.Source,
	log *trace.Log) (Session, []byte, error) {
	signedAt := keys.Find(held.Signed, envelope.SignedID)
	if signedAt < 0 {
		return Session{}, nil, reject.UnknownPrekey
	}
	var oneTime *keys.Prekey
	if len(envelope.OneTimeID) > 0 {
		at := keys.Find(held.OneTime, envelope.OneTimeID)
		if at < 0 {
			return Session{}, nil, reject.UnknownPrekey
		}
		oneTime = &held.OneTime[at]
	}
	signed := held.Signed[signedAt]
	secrets, err := x3dh.Respond(held.Own, signed, oneTime, sender, envelope.Ephemeral, log)
	if err != nil {
		return Session{}, nil, err
	}
	made := Session{
		Ratchet:   ratchet.Responder(secrets.AD, secrets.Root, signed.Pair),
		Responder: true,
		Ephemeral: envelope.Ephemeral,
		ad:        secrets.AD,
		bootstrap: &secrets.Bootstrap, // kept as long as the session [SMX1-08]
	}
	return made.ReceiveEnvelope(envelope, source, log)
}

// ReceiveEnvelope opens an envelope of this session and runs the frame in it through the ratchet,
// whose errors keep their names [SMX1-13], [SMX1-19].
func (s Session) ReceiveEnvelope(envelope wire.Envelope, source entropy.Source,
	log *trace.Log) (Session, []byte, error) {
	aad := s.envelopeAAD(envelope.Header)
	log.Add("smx1.aad", aad)
	inner, err := primitive.Open(*s.bootstrap, envelope.Nonce, envelope.Ciphertext, aad)
	if err != nil {
		return s, nil, err
	}
	log.Add("smx1.frame", inner)
	frame, err := wire.ParseFrame(inner)
	if err != nil {
		return s, nil, err
	}
	return s.ReceiveFrame(frame, source, log)
}

// ReceiveFrame runs a frame through the ratchet. The initiator's first one ends the wrapping and
// erases BK [SMX1-06], [SMX1-07].
func (s Session) ReceiveFrame(frame wire.Frame, source entropy.Source, log *trace.Log) (Session,
	[]byte, error) {
	state, plaintext, err := s.Ratchet.Decrypt(frame, source, log)
	if err != nil {
		return s, nil, err
	}
	s.Ratchet = state
	if !s.Responder {
		s.bootstrap, s.signedID, s.oneTimeID = nil, nil, nil
	}
	return s, plaintext, nil
}
