// Package wire reads and writes the bytes that travel: key ids, DR_V1 frames, SMX1 envelopes.
package wire

import (
	"unicode/utf8"

	"smxdriver/internal/reject"
)

// MaxKeyID is the length in bytes of the longest key id [KEY-03].
const MaxKeyID = 64

// CheckKeyID holds a key id to [KEY-03] to [KEY-05]: 1 to 64 bytes of UTF-8 as RFC 3629 defines it
// (which is what unicode/utf8 accepts), no control character. It is never normalised [KEY-06].
func CheckKeyID(id []byte) error {
	if len(id) < 1 || len(id) > MaxKeyID || !utf8.Valid(id) {
		return reject.Malformed
	}
	for _, octet := range id {
		if octet < 0x20 || octet == 0x7f {
			return reject.Malformed
		}
	}
	return nil
}
