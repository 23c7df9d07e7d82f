package main

// The operations that this driver knows. Call your implementation from here.
//
// An operation reads its members, asks once whether one was at fault (request.err), and then acts.
// It gives the members of "ok", or reject with the reason that the specification names. Sessions
// and devices stay in context.handles until case.end; intermediate values go to context.trace.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

const (
	hkdfMax  = 255 * 32
	frameMin = 45 + 16
	frameMax = 45 + 65536 + 16
)

// operations is the table: add yours here. hello announces what it holds.
func operations() []operation {
	return []operation{
		{"hkdf.sha256", []string{"salt", "ikm", "info", "length"}, hkdfSHA256},
		{"drv1.parse", []string{"frame"}, drv1Parse},
	}
}

func hmacSHA256(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

func hkdfSHA256(r *request, _ *context) (members, error) {
	salt, ikm, info := r.bytes("salt"), r.bytes("ikm"), r.bytes("info")
	length := int(r.integer("length", hkdfMax))
	if r.err != nil {
		return nil, r.err
	}
	key := hmacSHA256(salt, ikm)
	okm, block := []byte{}, []byte{}
	for counter := byte(1); len(okm) < length; counter++ {
		block = hmacSHA256(key, block, info, []byte{counter})
		okm = append(okm, block...)
	}
	return members{"okm": hex.EncodeToString(okm[:length])}, nil
}

func drv1Parse(r *request, _ *context) (members, error) {
	frame := r.bytes("frame")
	if r.err != nil {
		return nil, r.err
	}
	if len(frame) < frameMin || len(frame) > frameMax { // [DRV1-05]
		return nil, reject{"malformed"}
	}
	pn, n := binary.BigEndian.Uint32(frame[37:]), binary.BigEndian.Uint32(frame[41:])
	if string(frame[:5]) != "DRV1\x00" || n == 1<<32-1 { // [DRV1-04], [DRV1-06]
		return nil, reject{"malformed"}
	}
	return members{
		"flags":       frame[4],
		"ratchet_key": hex.EncodeToString(frame[5:37]),
		"pn":          pn,
		"n":           n,
		"ciphertext":  hex.EncodeToString(frame[45:]),
	}, nil
}
