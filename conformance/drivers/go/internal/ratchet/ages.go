package ratchet

import "slices"

// Stamped gives every stored key without a stamp the one given [SES-30].
func (s State) Stamped(now uint64) State {
	s.skipped = slices.Clone(s.skipped)
	for i := range s.skipped {
		if s.skipped[i].stamp == nil {
			s.skipped[i].stamp = &now
		}
	}
	return s
}

// Expired is without the stored keys stamped age or more before now [SES-30].
func (s State) Expired(now, age uint64) State {
	s.skipped = slices.DeleteFunc(slices.Clone(s.skipped), func(k SkippedKey) bool {
		return k.stamp != nil && now-*k.stamp >= age
	})
	return s
}
