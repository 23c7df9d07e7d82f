package ratchet

import (
	"slices"

	"smxdriver/internal/entropy"
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

// Decrypt opens a frame that passed its form check, in the order of [DR-12]. A ratchet_private is
// drawn only if the ratchet turns.
func (s State) Decrypt(frame wire.Frame, source entropy.Source, log *trace.Log) (State, []byte,
	error) {
	if at := s.stored(frame.RatchetKey, frame.N); at >= 0 {
		return s.decryptStored(at, frame, log)
	}
	current := s.isCurrent(frame.RatchetKey)
	if s.isEarlier(frame.RatchetKey) || (current && frame.N < s.nr) {
		return s, nil, reject.DuplicateMessage // with no Diffie-Hellman [DR-14]
	}
	next := s
	var err error
	if current {
		if frame.N-s.nr > maxSkip { // [DR-15]
			return s, nil, reject.TooManySkipped
		}
	} else if next, err = s.turned(frame, source, log); err != nil {
		return s, nil, err
	}
	next.skip(frame.N)
	message, chain := chainStep(*next.receiving)
	plaintext, err := s.open(message, frame, log)
	if err != nil {
		return s, nil, err
	}
	next.receiving = &chain
	next.nr = frame.N + 1
	return next, plaintext, nil
}

// decryptStored opens a frame with its stored key, which goes only if that succeeds [DR-13].
func (s State) decryptStored(at int, frame wire.Frame, log *trace.Log) (State, []byte, error) {
	plaintext, err := s.open(s.skipped[at].message, frame, log)
	if err != nil {
		return s, nil, err
	}
	s.skipped = slices.Delete(slices.Clone(s.skipped), at, at+1)
	return s, plaintext, nil
}

func (s State) open(message primitive.Key, frame wire.Frame, log *trace.Log) ([]byte, error) {
	key, nonce, aad, err := frameKey(message, s.ad, frame.Header, log)
	if err != nil {
		return nil, err
	}
	plaintext, err := primitive.Open(key, nonce, frame.Ciphertext, aad)
	if err != nil {
		return nil, err
	}
	log.Add("dr.plaintext", plaintext)
	return plaintext, nil
}

// turned is the state after the ratchet step of a frame with a new key: bounds [DR-16], what is
// outstanding of the old chain [DR-08], the step [DR-07].
func (s State) turned(frame wire.Frame, source entropy.Source, log *trace.Log) (State, error) {
	outstanding := s.receiving != nil && frame.PN > s.nr
	if (outstanding && frame.PN-s.nr > maxSkip) || frame.N > maxSkip {
		return s, reject.TooManySkipped
	}
	next := s
	if outstanding {
		next.skip(frame.PN)
	}
	if s.receiving != nil {
		next.remember(*s.remote)
	}
	remote := frame.RatchetKey
	next.pn, next.ns, next.nr, next.remote = s.ns, 0, 0, &remote

	root, receiving, err := rootStep(s.root, s.own.Private, remote, log)
	if err != nil {
		return s, err
	}
	private, err := source.Draw(entropy.RatchetPrivate, primitive.KeySize)
	if err != nil {
		return s, err
	}
	if next.own, err = primitive.PairOf(primitive.KeyFrom(private)); err != nil {
		return s, err
	}
	root, sending, err := rootStep(root, next.own.Private, remote, log)
	if err != nil {
		return s, err
	}
	next.root, next.receiving, next.sending = root, &receiving, &sending
	return next, nil
}

// skip stores the keys of the receiving chain from Nr up to, not including, n, by rising number
// [DR-17]; the oldest go when there are more than 2000 [DR-18]. The receiver is a draft of a State:
// what it shares with the state before is replaced, never written to.
func (s *State) skip(n uint32) {
	if s.nr >= n {
		return
	}
	stored := slices.Clone(s.skipped)
	chain := *s.receiving
	for ; s.nr < n; s.nr++ {
		message, next := chainStep(chain)
		stored = append(stored, SkippedKey{RatchetKey: *s.remote, N: s.nr, message: message})
		chain = next
	}
	s.skipped = stored[max(0, len(stored)-maxStored):]
	s.receiving = &chain
}

// remember makes the old current key the newest earlier one [DR-20], and deletes the stored keys of
// a chain that is forgotten by it [DR-19].
func (s *State) remember(old primitive.Key) {
	s.earlier = append([]primitive.Key{old}, s.earlier...)
	if len(s.earlier) <= maxEarlier {
		return
	}
	s.earlier = s.earlier[:maxEarlier]
	s.skipped = slices.DeleteFunc(slices.Clone(s.skipped), func(k SkippedKey) bool {
		return !slices.Contains(s.earlier, k.RatchetKey)
	})
}
