// Package ratchet is the Double Ratchet of docs/spec/double-ratchet.md.
//
// A State is a value that is never changed: every operation returns the state after it, so that one
// which fails has changed nothing [DR-21].
package ratchet

import (
	"slices"

	"smxdriver/internal/primitive"
	"smxdriver/internal/trace"
)

// Limits of [DR-10], [DR-15], [DR-16], [DR-18].
const (
	maxSkip    = 2000
	maxStored  = 2000
	maxEarlier = 4
)

// SkippedKey is a stored message key, under (ratchet key, N) [DR-17].
type SkippedKey struct {
	RatchetKey primitive.Key
	N          uint32
	message    primitive.Key
	stamp      *uint64 // of the purge that first saw it [SES-30]
}

// State is that of one session. Pointers are nil for what does not exist yet.
type State struct {
	ad        []byte
	own       primitive.Pair // DHs
	remote    *primitive.Key // DHr
	root      primitive.Key
	sending   *primitive.Key // CKs
	receiving *primitive.Key // CKr
	ns        uint32
	nr        uint32
	pn        uint32
	skipped   []SkippedKey    // in order of storage
	earlier   []primitive.Key // newest first
}

// Initiator starts with a fresh pair against the responder's signed prekey [DR-05].
func Initiator(ad []byte, root primitive.Key, own primitive.Pair, remote primitive.Key,
	log *trace.Log) (State, error) {
	newRoot, chain, err := rootStep(root, own.Private, remote, log)
	if err != nil {
		return State{}, err
	}
	return State{ad: ad, own: own, remote: &remote, root: newRoot, sending: &chain}, nil
}

// Responder starts with the pair of the signed prekey that the envelope named [DR-06].
func Responder(ad []byte, root primitive.Key, own primitive.Pair) State {
	return State{ad: ad, own: own, root: root}
}

// WithNs moves only the counter of the sending chain, as dr.init may, to reach the chain's end.
func (s State) WithNs(ns uint32) State {
	s.ns = ns
	return s
}

// View is what dr.state shows.
type View struct {
	RatchetKey primitive.Key
	Remote     *primitive.Key
	Ns, Nr, PN uint32
	Skipped    []SkippedKey
}

// View shows the public part of the state.
func (s State) View() View {
	return View{s.own.Public, s.remote, s.ns, s.nr, s.pn, slices.Clone(s.skipped)}
}

// isCurrent: a key is current only while there is a receiving chain [DR-09].
func (s State) isCurrent(key primitive.Key) bool {
	return s.receiving != nil && s.remote != nil && *s.remote == key
}

// isEarlier: the key belongs to one of the four chains before [DR-10].
func (s State) isEarlier(key primitive.Key) bool { return slices.Contains(s.earlier, key) }

// stored is the place of a stored key, or -1.
func (s State) stored(key primitive.Key, n uint32) int {
	return slices.IndexFunc(s.skipped, func(k SkippedKey) bool {
		return k.N == n && k.RatchetKey == key
	})
}

// Knows tells whether a key is current, earlier, or that of a stored key [SES-12].
func (s State) Knows(key primitive.Key) bool {
	return s.isCurrent(key) || s.isEarlier(key) ||
		slices.ContainsFunc(s.skipped, func(k SkippedKey) bool { return k.RatchetKey == key })
}
