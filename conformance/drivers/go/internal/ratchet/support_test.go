package ratchet

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"smxdriver/internal/entropy"
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/statehash"
	"smxdriver/internal/wire"
)

func named(label string) primitive.Key { return sha256.Sum256([]byte(label)) }

func pairNamed(t *testing.T, label string) primitive.Pair {
	t.Helper()
	pair, err := primitive.PairOf(named(label))
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// talk is two ends of one session.
type talk struct {
	t     *testing.T
	a, b  State
	draws int
}

func started(t *testing.T) *talk {
	t.Helper()
	ad, root, prekey := bytes.Repeat([]byte{5}, 128), named("root"), pairNamed(t, "prekey")
	a, err := Initiator(ad, root, pairNamed(t, "a"), prekey.Public, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &talk{t: t, a: a, b: Responder(ad, root, prekey)}
}

func (k *talk) source() entropy.Source {
	k.draws++
	private := named(fmt.Sprint("draw ", k.draws))
	return entropy.Injected{entropy.RatchetPrivate: private[:]}
}

func (k *talk) send(from *State, text string) []byte {
	k.t.Helper()
	after, frame, err := from.Encrypt([]byte(text), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	*from = after
	return frame
}

func (k *talk) open(at *State, frame []byte) ([]byte, error) {
	k.t.Helper()
	parsed, err := wire.ParseFrame(frame)
	if err != nil {
		k.t.Fatal(err)
	}
	after, plaintext, err := at.Decrypt(parsed, k.source(), nil)
	if err == nil {
		*at = after
	}
	return plaintext, err
}

func (k *talk) accepts(at *State, frame []byte, text string) {
	k.t.Helper()
	if plaintext, err := k.open(at, frame); err != nil || string(plaintext) != text {
		k.t.Fatalf("got %q, %v; want %q", plaintext, err, text)
	}
}

func (k *talk) refuses(at *State, frame []byte, want reject.Reason) {
	k.t.Helper()
	before := digest(*at)
	if _, err := k.open(at, frame); !errors.Is(err, want) {
		k.t.Fatalf("got %v, want %s", err, want)
	}
	if digest(*at) != before { // [DR-21]
		k.t.Fatal("the refusal changed the state")
	}
}

// turn lets each side send once, which makes both ratchets step.
func (k *talk) turn() {
	k.t.Helper()
	k.accepts(&k.b, k.send(&k.a, "ping"), "ping")
	k.accepts(&k.a, k.send(&k.b, "pong"), "pong")
}

func digest(s State) string {
	w := statehash.New()
	s.Encode(w)
	return string(w.Sum())
}
