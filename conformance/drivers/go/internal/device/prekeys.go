package device

import (
	"slices"

	"smxdriver/internal/keys"
)

// Rotate publishes a new signed prekey; the one before counts as replaced at now [SES-32].
func (d *Device) Rotate(now uint64, prekey keys.Prekey) (*Device, error) {
	if err := keys.CheckIDs(append(d.heldSigned(), prekey)); err != nil {
		return nil, err
	}
	next := d.draft()
	if err := next.publish(prekey); err != nil {
		return nil, err
	}
	next.advance(now)
	return next, nil
}

// Replenish adds one-time prekeys [KEY-08].
func (d *Device) Replenish(added []keys.Prekey) (*Device, error) {
	next := d.draft()
	next.oneTime = append(next.oneTime, added...)
	if err := keys.CheckIDs(next.oneTime); err != nil {
		return nil, err
	}
	return next, nil
}

func (d *Device) heldSigned() []keys.Prekey {
	held := make([]keys.Prekey, 0, len(d.signed)+1)
	for _, prekey := range d.signed {
		held = append(held, prekey.Prekey)
	}
	return held
}

// Peer is the device's own pair.
func (d *Device) Peer() keys.Peer { return d.own.Peer }

// Published is the newest signed prekey, which bundles carry [KEY-19].
func (d *Device) Published() SignedPrekey { return d.signed[len(d.signed)-1] }

// OneTime are the one-time prekeys still held, in the order given.
func (d *Device) OneTime() []keys.Prekey { return slices.Clone(d.oneTime) }

// Bundle is a bundle of this device, with the named one-time prekey or, for nil, without one.
func (d *Device) Bundle(oneTime *keys.Prekey) keys.Bundle {
	published := d.Published()
	bundle := keys.Bundle{
		Peer:      d.own.Peer,
		Signed:    keys.PublicPrekey{ID: published.ID, Key: published.Pair.Public},
		Signature: published.Signature,
	}
	if oneTime != nil {
		bundle.OneTime = &keys.PublicPrekey{ID: oneTime.ID, Key: oneTime.Pair.Public}
	}
	return bundle
}
