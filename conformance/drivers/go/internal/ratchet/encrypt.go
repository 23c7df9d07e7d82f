package ratchet

import (
	"math"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

// Encrypt makes the next frame [DR-22], finding errors in the order of [DR-24].
func (s State) Encrypt(plaintext []byte, log *trace.Log) (State, []byte, error) {
	switch {
	case s.sending == nil:
		return s, nil, reject.NoSendingChain
	case len(plaintext) > wire.MaxPlaintext:
		return s, nil, reject.TooLarge
	case s.ns == math.MaxUint32: // the numbers end at 2^32 - 2 [DR-23]
		return s, nil, reject.ChainExhausted
	}
	message, next := chainStep(*s.sending)
	header := wire.FrameHeaderBytes(s.own.Public, s.pn, s.ns)
	key, nonce, aad, err := frameKey(message, s.ad, header, log)
	if err != nil {
		return s, nil, err
	}
	ciphertext, err := primitive.Seal(key, nonce, plaintext, aad)
	if err != nil {
		return s, nil, err
	}
	frame := append(header, ciphertext...)
	log.Add("dr.frame", frame)
	s.sending = &next
	s.ns++
	return s, frame, nil
}
