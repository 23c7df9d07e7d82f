package device

import (
	"maps"
	"slices"

	"smxdriver/internal/keys"
)

// Ages in seconds at which purge deletes; an age of exactly the limit is deleted [SES-30].
const (
	skippedAge  = 7 * day
	archivedAge = 30 * day
	signedAge   = 14 * day
)

// Purge stamps what has no stamp and deletes what is old, in the order of [SES-30].
func (d *Device) Purge(now uint64) *Device {
	next := d.draft()
	now = next.advance(now)
	for pair, with := range next.peers {
		next.peers[pair] = with.purged(now)
	}
	next.eraseSigned(now)
	return next
}

// purged ages the sessions of one peer. The first is active: never stamped, never deleted [SES-31].
func (c contact) purged(now uint64) contact {
	var left []entry
	for i, e := range c.sessions {
		e.Ratchet = e.Ratchet.Stamped(now).Expired(now, skippedAge)
		if i > 0 && e.stamp == nil {
			e.stamp = &now
		}
		if i == 0 || now-*e.stamp < archivedAge {
			left = append(left, e)
		}
	}
	c.sessions = left
	return c
}

// eraseSigned erases the signed prekeys replaced long enough ago [KEY-20], with their seen entries
// [SMX1-20]. The published one has no such time.
func (d *Device) eraseSigned(now uint64) {
	d.signed = slices.DeleteFunc(d.signed, func(s SignedPrekey) bool {
		return s.replaced != nil && now-*s.replaced >= signedAge
	})
	held := d.heldSigned()
	maps.DeleteFunc(d.seen, func(_ bootstrap, id string) bool {
		return keys.Find(held, []byte(id)) < 0
	})
}
