package driver

import (
	"smxdriver/internal/device"
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/request"
	"smxdriver/internal/trace"
)

// device reads a handle that has to exist.
func (d *Driver) device(r *request.Reader) (string, *device.Device) {
	handle := r.Text("device")
	found, known := d.devices[handle]
	if !known {
		r.Fail("device %q does not exist", handle)
	}
	return handle, found
}

// label reads the label of a peer [KEY-15].
func label(r *request.Reader) string {
	text := r.Text("peer")
	if len(text) > device.MaxLabel {
		r.Fail("peer: %d bytes; a label has %d at most", len(text), device.MaxLabel)
	}
	return text
}

// commit puts the device after an op in place of the one before, and passes the output on.
func (d *Driver) commit(handle string, after *device.Device, output any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	d.devices[handle] = after
	return output, nil
}

func deviceSend(d *Driver, r *request.Reader) run {
	handle, sender := d.device(r)
	peer, text := label(r), r.Bytes("plaintext")
	bundle := r.OptionalBundle()
	source := r.Draws(entropy.EphemeralPrivate, entropy.RatchetPrivate, entropy.Nonce)
	return func(log *trace.Log) (any, error) {
		after, out, err := sender.Send(peer, bundle, text, source, log)
		return d.commit(handle, after, envelope{out}, err)
	}
}

func deviceReceive(d *Driver, r *request.Reader) run {
	handle, receiver := d.device(r)
	peer, sender, received := label(r), r.Pair("sender"), r.Bytes("envelope")
	source := r.Draws(entropy.RatchetPrivate)
	return func(log *trace.Log) (any, error) {
		after, opened, err := receiver.Receive(peer, sender, received, source, log)
		return d.commit(handle, after, plaintext{opened}, err)
	}
}

func deviceRestart(d *Driver, r *request.Reader) run {
	handle, sender := d.device(r)
	peer, text := label(r), r.Bytes("plaintext")
	bundle, now := r.Bundle(), r.Number("now", request.MaxCount)
	source := r.Draws(entropy.EphemeralPrivate, entropy.RatchetPrivate, entropy.Nonce)
	return func(log *trace.Log) (any, error) {
		after, out, err := sender.Restart(peer, *bundle, text, now, source, log)
		return d.commit(handle, after, envelope{out}, err)
	}
}

func devicePurge(d *Driver, r *request.Reader) run {
	handle, purged := d.device(r)
	now := r.Number("now", request.MaxCount)
	return func(*trace.Log) (any, error) {
		return d.commit(handle, purged.Purge(now), nothing{}, nil)
	}
}

type deviceView struct {
	OneTime  []octets       `json:"one_time_prekeys"`
	Signed   []octets       `json:"signed_prekeys"`
	Sessions map[string]int `json:"sessions"`
	Digest   octets         `json:"digest"`
}

func deviceState(d *Driver, r *request.Reader) run {
	_, shown := d.device(r)
	return func(*trace.Log) (any, error) {
		view := shown.View()
		return deviceView{ids(view.OneTime), ids(view.Signed), view.Sessions, shown.Digest()}, nil
	}
}

func ids(list [][]byte) []octets {
	shown := make([]octets, 0, len(list))
	for _, id := range list {
		shown = append(shown, id)
	}
	return shown
}

type publicPrekey struct {
	ID     octets `json:"key_id"`
	Public octets `json:"public_key"`
}

func publicPrekeys(list []keys.Prekey) []publicPrekey {
	shown := make([]publicPrekey, 0, len(list))
	for _, prekey := range list {
		shown = append(shown, publicPrekey{prekey.ID, prekey.Pair.Public[:]})
	}
	return shown
}

type signedPrekey struct {
	ID        octets `json:"key_id"`
	Public    octets `json:"public_key"`
	Signature octets `json:"signature"`
}

func publishedBy(d *device.Device) signedPrekey {
	published := d.Published()
	return signedPrekey{published.ID, published.Pair.Public[:], published.Signature}
}
