// Package device is one installation: its keys and prekeys, its sessions with each peer device, the
// seen bootstraps (docs/spec/sessions.md).
//
// A Device is never changed. Each operation works on a draft and returns it when all has succeeded,
// which makes that the commit of [SES-17] and [SES-18]; after an error the caller keeps the Device it
// had [ERR-05]. Stores, notices to an application and the delivery journal are not part of it.
package device

import (
	"maps"
	"slices"

	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
)

// MaxLabel is the length in bytes of the longest label [KEY-15]. Labels come from the application, not
// from outside, so that the caller keeps to it: a longer one is no refusal of the protocol.
const MaxLabel = 255

// SignedPrekey is a held signed prekey. replaced is the time it stopped being the published one; nil
// for the published one, and for one whose time is not known yet [SES-33].
type SignedPrekey struct {
	keys.Prekey
	Signature []byte
	replaced  *uint64
}

// Device is the state of one installation.
type Device struct {
	own     keys.Own
	signed  []SignedPrekey // oldest first; the last is published
	oneTime []keys.Prekey  // in the order given
	clock   *uint64        // highest time given [SES-29]
	peers   map[keys.Peer]contact
	labels  map[string]keys.Peer // [KEY-15]
	seen    map[bootstrap]string // the id of the signed prekey used [SMX1-20]
}

// bootstrap is an entry of the seen set [SMX1-14].
type bootstrap struct {
	sender    keys.Peer
	ephemeral primitive.Key
}

// New makes a device. signed is oldest first and not empty; its older keys count as replaced at now,
// or without it at the first time that the device is given [SES-33].
func New(own keys.Own, signed, oneTime []keys.Prekey, now *uint64) (*Device, error) {
	if err := keys.CheckIDs(signed); err != nil {
		return nil, err
	}
	if err := keys.CheckIDs(oneTime); err != nil {
		return nil, err
	}
	d := &Device{
		own:     own,
		oneTime: slices.Clone(oneTime),
		peers:   map[keys.Peer]contact{},
		labels:  map[string]keys.Peer{},
		seen:    map[bootstrap]string{},
	}
	for _, prekey := range signed {
		if err := d.publish(prekey); err != nil {
			return nil, err
		}
	}
	if now != nil {
		d.advance(*now)
	}
	return d, nil
}

// draft is a copy that may be changed freely: the values in its maps and lists are never written to.
func (d *Device) draft() *Device {
	next := *d
	next.signed = slices.Clone(d.signed)
	next.oneTime = slices.Clone(d.oneTime)
	next.peers = maps.Clone(d.peers)
	next.labels = maps.Clone(d.labels)
	next.seen = maps.Clone(d.seen)
	return &next
}

// publish signs a prekey and makes it the published one.
func (d *Device) publish(prekey keys.Prekey) error {
	signature, err := keys.SignPrekey(d.own.SigningSeed, d.own.Identity, prekey.Pair.Public, prekey.ID)
	if err != nil {
		return err
	}
	d.signed = append(d.signed, SignedPrekey{Prekey: prekey, Signature: signature})
	return nil
}

// timeOf is the time that a now counts as: never below the highest before [SES-29].
func (d *Device) timeOf(now uint64) uint64 {
	if d.clock != nil {
		return max(now, *d.clock)
	}
	return now
}

// advance raises the highest time, which dates the prekeys replaced at a time not known [SES-33].
// Only drafts of operations that succeed are kept, so only those raise it.
func (d *Device) advance(now uint64) uint64 {
	now = d.timeOf(now)
	d.clock = &now
	for i := range d.signed[:len(d.signed)-1] {
		if d.signed[i].replaced == nil {
			d.signed[i].replaced = &now
		}
	}
	return now
}
