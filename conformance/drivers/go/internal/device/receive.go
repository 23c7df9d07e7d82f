package device

import (
	"errors"
	"slices"

	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/reject"
	"smxdriver/internal/session"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

// maxSeen is how many bootstraps of one pair the seen set holds for one signed prekey [SMX1-15].
const maxSeen = 1000

// Receive opens what came from a peer: an SMX1 envelope or a DR_V1 frame, anything else being
// malformed [SES-09].
func (d *Device) Receive(label string, sender keys.Peer, received []byte, source entropy.Source,
	log *trace.Log) (*Device, []byte, error) {
	if len(received) < 4 {
		return nil, nil, reject.Malformed
	}
	switch string(received[:4]) {
	case wire.EnvelopeMagic:
		return d.receiveEnvelope(label, sender, received, source, log)
	case wire.FrameMagic:
		return d.receiveFrame(label, sender, received, source, log)
	}
	return nil, nil, reject.Malformed
}

// receiveEnvelope runs the steps of docs/spec/smx1.md, "Receipt by the responder", in their order.
func (d *Device) receiveEnvelope(label string, sender keys.Peer, received []byte,
	source entropy.Source, log *trace.Log) (*Device, []byte, error) {
	envelope, err := wire.ParseEnvelope(received) // step 1 [SMX1-12]
	if err != nil {
		return nil, nil, err
	}
	if err := d.own.CheckSender(sender); err != nil {
		return nil, nil, err
	}
	log.Add("smx1.header", envelope.Header)

	with := d.peers[sender]
	// Step 2 [SMX1-13]: a session that this device initiated never matches.
	accepted := slices.IndexFunc(with.sessions, func(e entry) bool {
		return e.Responder && e.Ephemeral == envelope.Ephemeral
	})
	if accepted >= 0 {
		after, plaintext, err := with.sessions[accepted].ReceiveEnvelope(envelope, source, log)
		if err != nil {
			return nil, nil, err
		}
		return d.commit(label, sender, with.received(accepted, after)), plaintext, nil
	}
	if err := d.checkFresh(sender, envelope); err != nil {
		return nil, nil, err
	}
	held := session.Held{Own: d.own, Signed: d.heldSigned(), OneTime: d.oneTime}
	made, plaintext, err := session.Accept(held, sender, envelope, source, log) // step 4
	if err != nil {
		return nil, nil, err
	}
	return d.accepted(label, sender, envelope, with.started(made)), plaintext, nil
}

// checkFresh is step 3: a bootstrap seen before [SMX1-14], or a full set for this pair and the
// signed prekey that is named and held [SMX1-15].
func (d *Device) checkFresh(sender keys.Peer, envelope wire.Envelope) error {
	if _, seen := d.seen[bootstrap{sender, envelope.Ephemeral}]; seen {
		return reject.ReplayedBootstrap
	}
	count := 0
	for entry, id := range d.seen {
		if entry.sender == sender && id == string(envelope.SignedID) {
			count++
		}
	}
	if count >= maxSeen && keys.Find(d.heldSigned(), envelope.SignedID) >= 0 {
		return reject.ReplayedBootstrap
	}
	return nil
}

// accepted is the one commit of a bootstrap: the one-time prekey goes, the entry of the seen set and
// the session come [SMX1-17], [KEY-22].
func (d *Device) accepted(label string, sender keys.Peer, envelope wire.Envelope,
	with contact) *Device {
	next := d.commit(label, sender, with)
	if len(envelope.OneTimeID) > 0 {
		at := keys.Find(next.oneTime, envelope.OneTimeID)
		next.oneTime = slices.Delete(next.oneTime, at, at+1)
	}
	next.seen[bootstrap{sender, envelope.Ephemeral}] = string(envelope.SignedID)
	return next
}

// receiveFrame tries the sessions with the sender: the first that knows the frame's ratchet key
// [SES-12], else all in their order [SES-13]. If all fail the error is that of the first [SES-15].
func (d *Device) receiveFrame(label string, sender keys.Peer, received []byte,
	source entropy.Source, log *trace.Log) (*Device, []byte, error) {
	frame, err := wire.ParseFrame(received)
	if err != nil {
		return nil, nil, err
	}
	if err := d.own.CheckSender(sender); err != nil {
		return nil, nil, err
	}
	with := d.peers[sender]
	if len(with.sessions) == 0 {
		return nil, nil, reject.NoSession // [SES-11]
	}
	first, end := 0, len(with.sessions)
	if at := slices.IndexFunc(with.sessions, func(e entry) bool {
		return e.Ratchet.Knows(frame.RatchetKey)
	}); at >= 0 {
		first, end = at, at+1
	}
	var failure error
	for at := first; at < end; at++ {
		after, plaintext, err := with.sessions[at].ReceiveFrame(frame, source, log)
		if err == nil {
			return d.commit(label, sender, with.received(at, after)), plaintext, nil
		}
		if reason := reject.Reason(""); !errors.As(err, &reason) {
			return nil, nil, err // a fault of the request, not a refusal by the session
		}
		if failure == nil {
			failure = err
		}
	}
	return nil, nil, failure
}
