package driver

import (
	"math"

	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/ratchet"
	"smxdriver/internal/request"
	"smxdriver/internal/session"
	"smxdriver/internal/statehash"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

type envelope struct {
	Envelope octets `json:"envelope"`
}

type frame struct {
	Frame octets `json:"frame"`
}

// session reads a handle that has to exist.
func (d *Driver) session(r *request.Reader) (string, ratchet.State) {
	handle := r.Text("session")
	state, known := d.sessions[handle]
	if !known {
		r.Fail("session %q does not exist", handle)
	}
	return handle, state
}

func x3dhInitiate(d *Driver, r *request.Reader) run {
	handle := r.Text("session")
	identity, seed := r.Key("identity_private"), r.Key("signing_private")
	bundle, text := r.Bundle(), r.Bytes("plaintext")
	source := r.Draws(entropy.EphemeralPrivate, entropy.RatchetPrivate, entropy.Nonce)
	return func(log *trace.Log) (any, error) {
		own, err := keys.OwnOf(identity, seed)
		if err != nil {
			return nil, err
		}
		if err := bundle.Check(own.Peer, log); err != nil {
			return nil, err
		}
		made, err := session.Initiate(own, *bundle, source, log)
		if err != nil {
			return nil, err
		}
		made, out, err := made.Send(text, source, log)
		if err != nil {
			return nil, err
		}
		d.sessions[handle] = made.Ratchet
		return envelope{out}, nil
	}
}

func x3dhRespond(d *Driver, r *request.Reader) run {
	handle := r.Text("session")
	identity, seed := r.Key("identity_private"), r.Key("signing_private")
	signed, oneTime := r.PrivatePrekeys("signed_prekeys"), r.PrivatePrekeys("one_time_prekeys")
	sender, received := r.Pair("sender"), r.Bytes("envelope")
	source := r.Draws(entropy.RatchetPrivate)
	return func(log *trace.Log) (any, error) {
		held, err := heldBy(identity, seed, signed, oneTime)
		if err != nil {
			return nil, err
		}
		parsed, err := wire.ParseEnvelope(received)
		if err != nil {
			return nil, err
		}
		if err := held.Own.CheckSender(sender); err != nil {
			return nil, err
		}
		log.Add("smx1.header", parsed.Header)
		made, opened, err := session.Accept(held, sender, parsed, source, log)
		if err != nil {
			return nil, err
		}
		d.sessions[handle] = made.Ratchet
		return plaintext{opened}, nil
	}
}

// heldBy is what a bare responder holds, its lists held to the rules on key ids [KEY-08].
func heldBy(identity, seed primitive.Key, signed, oneTime []request.PrivatePrekey) (held session.Held,
	err error) {
	if held.Own, err = keys.OwnOf(identity, seed); err != nil {
		return held, err
	}
	if held.Signed, err = prekeys(signed); err != nil {
		return held, err
	}
	if held.OneTime, err = prekeys(oneTime); err != nil {
		return held, err
	}
	if err = keys.CheckIDs(held.Signed); err != nil {
		return held, err
	}
	return held, keys.CheckIDs(held.OneTime)
}

func prekeys(given []request.PrivatePrekey) ([]keys.Prekey, error) {
	list := make([]keys.Prekey, 0, len(given))
	for _, one := range given {
		prekey, err := keys.PrekeyOf(one.ID, one.Private)
		if err != nil {
			return nil, err
		}
		list = append(list, prekey)
	}
	return list, nil
}

func ratchetInit(d *Driver, r *request.Reader) run {
	handle, role := r.Text("session"), r.Text("role")
	root, ad := r.Key("root_key"), r.Fixed("ad", keys.ADSize)
	private := r.Key("ratchet_private")
	var remote primitive.Key
	var ns *uint64
	switch role {
	case "initiator":
		remote = r.Key("remote_ratchet_key")
		ns = r.OptionalNumber("ns", math.MaxUint32)
	case "responder":
		if len(r.Bytes("remote_ratchet_key")) > 0 {
			r.Fail("remote_ratchet_key: a responder has none")
		}
	default:
		r.Fail("role: neither initiator nor responder")
	}
	return func(log *trace.Log) (any, error) {
		own, err := primitive.PairOf(private)
		if err != nil {
			return nil, err
		}
		state := ratchet.Responder(ad, root, own)
		if role == "initiator" {
			if state, err = ratchet.Initiator(ad, root, own, remote, log); err != nil {
				return nil, err
			}
		}
		if ns != nil {
			state = state.WithNs(uint32(*ns))
		}
		d.sessions[handle] = state
		return nothing{}, nil
	}
}

func ratchetEncrypt(d *Driver, r *request.Reader) run {
	handle, state := d.session(r)
	text := r.Bytes("plaintext")
	return func(log *trace.Log) (any, error) {
		after, made, err := state.Encrypt(text, log)
		if err != nil {
			return nil, err
		}
		d.sessions[handle] = after
		return frame{made}, nil
	}
}

func ratchetDecrypt(d *Driver, r *request.Reader) run {
	handle, state := d.session(r)
	received := r.Bytes("frame")
	source := r.Draws(entropy.RatchetPrivate)
	return func(log *trace.Log) (any, error) {
		parsed, err := wire.ParseFrame(received)
		if err != nil {
			return nil, err
		}
		after, opened, err := state.Decrypt(parsed, source, log)
		if err != nil {
			return nil, err
		}
		d.sessions[handle] = after
		return plaintext{opened}, nil
	}
}

type skippedKey struct {
	RatchetKey octets `json:"ratchet_key"`
	N          uint32 `json:"n"`
}

type sessionState struct {
	RatchetKey octets       `json:"ratchet_key"`
	Remote     octets       `json:"remote_ratchet_key"`
	Ns         uint32       `json:"ns"`
	Nr         uint32       `json:"nr"`
	PN         uint32       `json:"pn"`
	Skipped    []skippedKey `json:"skipped"`
	Digest     octets       `json:"digest"`
}

func ratchetState(d *Driver, r *request.Reader) run {
	_, state := d.session(r)
	return func(*trace.Log) (any, error) {
		view := state.View()
		shown := sessionState{
			RatchetKey: view.RatchetKey[:],
			Remote:     octets{},
			Ns:         view.Ns,
			Nr:         view.Nr,
			PN:         view.PN,
			Skipped:    []skippedKey{},
		}
		if view.Remote != nil {
			shown.Remote = view.Remote[:]
		}
		for _, key := range view.Skipped {
			shown.Skipped = append(shown.Skipped, skippedKey{key.RatchetKey[:], key.N})
		}
		digest := statehash.New()
		state.Encode(digest)
		shown.Digest = digest.Sum()
		return shown, nil
	}
}
