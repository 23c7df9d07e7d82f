package request

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
)

// PrivatePrekey is {key_id, private_key}.
type PrivatePrekey struct {
	ID      []byte
	Private primitive.Key
}

func (r *Reader) privatePrekey() PrivatePrekey {
	return PrivatePrekey{ID: r.Bytes("key_id"), Private: r.Key("private_key")}
}

// PrivatePrekeys reads a list of them.
func (r *Reader) PrivatePrekeys(name string) []PrivatePrekey {
	var list []PrivatePrekey
	r.List(name, func(item *Reader) { list = append(list, item.privatePrekey()) })
	return list
}

// Pair reads the two keys of a peer under a name of their own.
func (r *Reader) Pair(name string) (peer keys.Peer) {
	r.Object(name, func(inner *Reader) { peer = inner.pair() })
	return peer
}

func (r *Reader) pair() keys.Peer {
	return keys.Peer{Identity: r.Key("identity_key"), Signing: r.Key("signing_key")}
}

func (r *Reader) publicPrekey() keys.PublicPrekey {
	return keys.PublicPrekey{ID: r.Bytes("key_id"), Key: r.Key("public_key")}
}

// Bundle reads a bundle [KEY-02].
func (r *Reader) Bundle() *keys.Bundle {
	bundle := &keys.Bundle{}
	r.Object("bundle", func(inner *Reader) {
		bundle.Peer = inner.pair()
		inner.Object("signed_prekey", func(signed *Reader) {
			bundle.Signed = signed.publicPrekey()
			bundle.Signature = signed.Fixed("signature", primitive.SignatureSize)
		})
		if inner.Has("one_time_prekey") {
			inner.Object("one_time_prekey", func(oneTime *Reader) {
				prekey := oneTime.publicPrekey()
				bundle.OneTime = &prekey
			})
		}
	})
	return bundle
}

// OptionalBundle is nil when there is none.
func (r *Reader) OptionalBundle() *keys.Bundle {
	if !r.Has("bundle") {
		return nil
	}
	return r.Bundle()
}

// Draws reads the optional member random of an op that draws fixed-length values of these names;
// without it the source is live. Each field is optional: one that is drawn is missed when it is.
func (r *Reader) Draws(names ...string) entropy.Source {
	if !r.Has("random") {
		return entropy.Live{}
	}
	injected := entropy.Injected{}
	r.Object("random", func(inner *Reader) {
		for _, name := range names {
			if inner.Has(name) {
				injected[name] = inner.Fixed(name, sizeOfDraw(name))
			}
		}
	})
	return injected
}

func sizeOfDraw(name string) int {
	if name == entropy.Nonce {
		return primitive.NonceSize
	}
	return primitive.KeySize
}

// DeviceKeys is the random member of device.new.
type DeviceKeys struct {
	IdentityPrivate primitive.Key
	SigningPrivate  primitive.Key
	Signed          []PrivatePrekey // oldest first, at least one
	OneTime         []PrivatePrekey
}

// OptionalDeviceKeys is nil without random. Every field is drawn, so none may be missing.
func (r *Reader) OptionalDeviceKeys() *DeviceKeys {
	if !r.Has("random") {
		return nil
	}
	made := &DeviceKeys{}
	r.Object("random", func(inner *Reader) {
		made.IdentityPrivate = inner.Key("identity_private")
		made.SigningPrivate = inner.Key("signing_private")
		made.Signed = inner.PrivatePrekeys("signed_prekeys")
		made.OneTime = inner.PrivatePrekeys("one_time_prekeys")
		if len(made.Signed) == 0 {
			inner.Fail("random.signed_prekeys is empty")
		}
	})
	return made
}

// OptionalPrekey is the random member of device.rotate, nil without one.
func (r *Reader) OptionalPrekey() *PrivatePrekey {
	if !r.Has("random") {
		return nil
	}
	made := &PrivatePrekey{}
	r.Object("random", func(inner *Reader) { *made = inner.privatePrekey() })
	return made
}

// OptionalPrekeys is the random member of device.replenish; given tells whether there is one.
func (r *Reader) OptionalPrekeys() (list []PrivatePrekey, given bool) {
	if !r.Has("random") {
		return nil, false
	}
	r.Object("random", func(inner *Reader) { list = inner.PrivatePrekeys("one_time_prekeys") })
	return list, true
}
