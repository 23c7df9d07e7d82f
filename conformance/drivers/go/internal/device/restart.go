package device

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
)

// Times in seconds of [SES-23].
const (
	hour             = 3600
	day              = 24 * hour
	firstInterval    = hour
	longestInterval  = day
	intervalForgiven = 7 * day
)

// restart is the record of the last restart with a peer.
type restart struct{ last, interval uint64 }

// after is the record that a restart at now writes, or restart_limited [SES-23].
func (r *restart) after(now uint64) (*restart, error) {
	if r == nil {
		return &restart{now, firstInterval}, nil
	}
	passed := now - r.last // times never go back
	switch {
	case passed < r.interval:
		return nil, reject.RestartLimited
	case passed >= intervalForgiven:
		return &restart{now, firstInterval}, nil
	}
	return &restart{now, min(2*r.interval, longestInterval)}, nil
}

// Restart makes a new session in place of the active one, if there is one, which is retired [SES-24].
// The checks come in the order of [SES-25].
func (d *Device) Restart(label string, bundle keys.Bundle, plaintext []byte, now uint64,
	source entropy.Source, log *trace.Log) (*Device, []byte, error) {
	if err := bundle.Check(d.own.Peer, log); err != nil {
		return nil, nil, err
	}
	with := d.peers[bundle.Peer]
	record, err := with.restart.after(d.timeOf(now))
	if err != nil {
		return nil, nil, err
	}
	made, out, err := d.open(bundle, plaintext, source, log)
	if err != nil {
		return nil, nil, err
	}
	with = with.retired().started(made)
	with.restart = record // in the restart's own commit [SES-26]
	next := d.commit(label, bundle.Peer, with)
	next.advance(now)
	return next, out, nil
}
