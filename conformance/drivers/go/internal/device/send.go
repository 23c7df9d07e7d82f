package device

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/reject"
	"smxdriver/internal/session"
	"smxdriver/internal/trace"
)

// Send makes the bytes for a peer: on the active session with the pair addressed [SES-04], or, with a
// bundle and no session, on a new one [SES-06]. Without either it is no_session [SES-05].
func (d *Device) Send(label string, bundle *keys.Bundle, plaintext []byte, source entropy.Source,
	log *trace.Log) (*Device, []byte, error) {
	pair, known := d.labels[label]
	if bundle != nil {
		// All that is examined of it when there is a session [KEY-24], [SES-07].
		if err := bundle.CheckPair(d.own.Peer); err != nil {
			return nil, nil, err
		}
		pair, known = bundle.Peer, true
	}
	if !known {
		return nil, nil, reject.NoSession
	}
	with := d.peers[pair]
	if active := with.active(); active != nil {
		after, out, err := active.Send(plaintext, source, log)
		if err != nil {
			return nil, nil, err
		}
		return d.commit(label, pair, with.sent(after)), out, nil
	}
	if bundle == nil {
		return nil, nil, reject.NoSession
	}
	if err := bundle.Check(d.own.Peer, log); err != nil {
		return nil, nil, err
	}
	made, out, err := d.open(*bundle, plaintext, source, log)
	if err != nil {
		return nil, nil, err
	}
	return d.commit(label, pair, with.started(made)), out, nil
}

// open makes a session from a checked bundle and its first envelope. The faults of the
// Diffie-Hellmans come before the errors of sending [X3DH-13].
func (d *Device) open(bundle keys.Bundle, plaintext []byte, source entropy.Source,
	log *trace.Log) (session.Session, []byte, error) {
	made, err := session.Initiate(d.own, bundle, source, log)
	if err != nil {
		return made, nil, err
	}
	return made.Send(plaintext, source, log)
}

// commit is the draft with what changed at one peer, and the label pointing to it [KEY-15].
func (d *Device) commit(label string, pair keys.Peer, with contact) *Device {
	next := d.draft()
	next.peers[pair] = with
	next.labels[label] = pair
	return next
}
