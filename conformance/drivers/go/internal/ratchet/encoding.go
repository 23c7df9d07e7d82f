package ratchet

import "smxdriver/internal/statehash"

// Encode writes the complete state.
func (s State) Encode(w *statehash.Writer) {
	w.Bytes(s.ad)
	w.Key(s.own.Private)
	w.OptionalKey(s.remote)
	w.Key(s.root)
	w.OptionalKey(s.sending)
	w.OptionalKey(s.receiving)
	w.Uint(uint64(s.ns))
	w.Uint(uint64(s.nr))
	w.Uint(uint64(s.pn))
	w.Count(len(s.skipped))
	for _, key := range s.skipped {
		w.Key(key.RatchetKey)
		w.Uint(uint64(key.N))
		w.Key(key.message)
		w.OptionalUint(key.stamp)
	}
	w.Count(len(s.earlier))
	for _, key := range s.earlier {
		w.Key(key)
	}
}
