// Package statehash makes the digest of a state: SHA-256 over this implementation's own complete
// encoding of it. It is compared only with itself, before and after a refusal.
package statehash

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"smxdriver/internal/primitive"
)

// Writer takes the parts of a state in a fixed order. Each part carries its length or is of a fixed
// one, so that two states have two encodings.
type Writer struct{ sum hash.Hash }

// New starts an encoding.
func New() *Writer { return &Writer{sha256.New()} }

// Uint writes a number in 8 bytes.
func (w *Writer) Uint(value uint64) {
	w.sum.Write(binary.BigEndian.AppendUint64(nil, value))
}

// Count writes the length of a list that follows.
func (w *Writer) Count(length int) { w.Uint(uint64(length)) }

// Flag writes a boolean.
func (w *Writer) Flag(value bool) {
	if value {
		w.Uint(1)
	} else {
		w.Uint(0)
	}
}

// Bytes writes a byte string behind its length.
func (w *Writer) Bytes(value []byte) {
	w.Count(len(value))
	w.sum.Write(value)
}

// Key writes a key.
func (w *Writer) Key(key primitive.Key) { w.sum.Write(key[:]) }

// OptionalKey writes whether there is a key, then the key.
func (w *Writer) OptionalKey(key *primitive.Key) {
	w.Flag(key != nil)
	if key != nil {
		w.Key(*key)
	}
}

// OptionalUint writes whether there is a number, then the number.
func (w *Writer) OptionalUint(value *uint64) {
	w.Flag(value != nil)
	if value != nil {
		w.Uint(*value)
	}
}

// Sum is the digest of what was written.
func (w *Writer) Sum() []byte { return w.sum.Sum(nil) }
