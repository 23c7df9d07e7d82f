package driver

import (
	"encoding/hex"
	"fmt"

	"smxdriver/internal/device"
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/request"
	"smxdriver/internal/trace"
)

// maxLive is how many keys one live request may ask for: more would not fit into its reply.
const maxLive = 5000

// livePrekeys draws keys from the operating system's generator, under ids of 32 random hex digits.
func livePrekeys(count uint64) ([]keys.Prekey, error) {
	if count > maxLive {
		return nil, fmt.Errorf("%d keys: the reply would be a line over 1 MiB", count)
	}
	list := make([]keys.Prekey, 0, count)
	for range count {
		drawn, err := entropy.Live{}.Draw("", 16+primitive.KeySize)
		if err != nil {
			return nil, err
		}
		id := hex.AppendEncode(nil, drawn[:16])
		prekey, err := keys.PrekeyOf(id, primitive.KeyFrom(drawn[16:]))
		if err != nil {
			return nil, err
		}
		list = append(list, prekey)
	}
	return list, nil
}

type newDevice struct {
	Identity     octets         `json:"identity_key"`
	Signing      octets         `json:"signing_key"`
	SignedPrekey signedPrekey   `json:"signed_prekey"`
	OneTime      []publicPrekey `json:"one_time_prekeys"`
}

func deviceNew(d *Driver, r *request.Reader) run {
	handle := r.Text("device")
	now := r.OptionalNumber("now", request.MaxCount)
	given := r.OptionalDeviceKeys()
	count := r.OptionalNumber("one_time_prekey_count", request.MaxCount)
	return func(*trace.Log) (any, error) {
		held, err := keysOf(given, count)
		if err != nil {
			return nil, err
		}
		made, err := device.New(held.Own, held.Signed, held.OneTime, now)
		if err != nil {
			return nil, err
		}
		pair := made.Peer()
		output := newDevice{pair.Identity[:], pair.Signing[:], publishedBy(made),
			publicPrekeys(made.OneTime())}
		return d.commit(handle, made, output, nil)
	}
}

func deviceRotate(d *Driver, r *request.Reader) run {
	handle, rotated := d.device(r)
	now := r.Number("now", request.MaxCount)
	given := r.OptionalPrekey()
	return func(*trace.Log) (any, error) {
		fresh, err := livePrekeys(1)
		if given != nil {
			fresh, err = prekeys([]request.PrivatePrekey{*given})
		}
		if err != nil {
			return nil, err
		}
		after, err := rotated.Rotate(now, fresh[0])
		if err != nil {
			return nil, err
		}
		return d.commit(handle, after, rotation{publishedBy(after)}, nil)
	}
}

type rotation struct {
	SignedPrekey signedPrekey `json:"signed_prekey"`
}

type replenishment struct {
	OneTime []publicPrekey `json:"one_time_prekeys"`
}

func deviceReplenish(d *Driver, r *request.Reader) run {
	handle, supplied := d.device(r)
	given, injected := r.OptionalPrekeys()
	count := r.OptionalNumber("count", request.MaxCount)
	return func(*trace.Log) (any, error) {
		var fresh []keys.Prekey
		var err error
		switch {
		case injected:
			fresh, err = prekeys(given)
		case count != nil:
			fresh, err = livePrekeys(*count)
		}
		if err != nil {
			return nil, err
		}
		after, err := supplied.Replenish(fresh)
		return d.commit(handle, after, replenishment{publicPrekeys(fresh)}, err)
	}
}
