// Package entropy gives each draw of an operation by name: from the operating system, or from what
// a request injects.
package entropy

import (
	"crypto/rand"
	"fmt"
)

// Names of draws, as the driver protocol spells them.
const (
	EphemeralPrivate = "ek_private"
	RatchetPrivate   = "ratchet_private"
	Nonce            = "nonce"
)

// Source gives the value of a draw.
type Source interface {
	// Draw gives size bytes. An error is a fault of the request, never a refusal.
	Draw(name string, size int) ([]byte, error)
}

// Live draws from the operating system's generator [PRIM-22].
type Live struct{}

// Draw gives fresh random bytes.
func (Live) Draw(_ string, size int) ([]byte, error) {
	value := make([]byte, size)
	_, err := rand.Read(value)
	return value, err
}

// Injected gives the values of a request. The same value is given each time it is asked for: one
// ratchet_private serves every session that a receipt tries.
type Injected map[string][]byte

// Draw gives the injected value. One that was left out is a fault, found only when it is drawn.
func (i Injected) Draw(name string, size int) ([]byte, error) {
	value, given := i[name]
	if !given {
		return nil, fmt.Errorf("random lacks %s, which this operation draws", name)
	}
	if len(value) != size {
		return nil, fmt.Errorf("random.%s has %d bytes, the draw takes %d", name, len(value), size)
	}
	return value, nil
}
