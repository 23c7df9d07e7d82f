// Package primitive holds the algorithms of docs/spec/primitives.md, from the standard library, with
// the stricter rules of the specification added [PRIM-07].
package primitive

// Fixed lengths in bytes [PRIM-04].
const (
	KeySize       = 32
	SignatureSize = 64
	NonceSize     = 12
	TagSize       = 16
)

// Key is any value of 32 bytes: a private or public key, a seed, a root, chain or message key.
type Key [KeySize]byte

// KeyFrom copies 32 bytes. The caller has checked the length: another one is a bug and panics.
func KeyFrom(b []byte) Key { return Key(b) }
