package keys

import (
	"crypto/sha256"
	"errors"
	"testing"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

func own(t *testing.T, name string) Own {
	t.Helper()
	made, err := OwnOf(sha256.Sum256([]byte(name+" ik")), sha256.Sum256([]byte(name+" sgk")))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func bundleOf(t *testing.T, b Own) Bundle {
	t.Helper()
	prekey, err := PrekeyOf([]byte("spk"), sha256.Sum256([]byte("spk")))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := SignPrekey(b.SigningSeed, b.Identity, prekey.Pair.Public, prekey.ID)
	if err != nil {
		t.Fatal(err)
	}
	return Bundle{
		Peer:      b.Peer,
		Signed:    PublicPrekey{ID: prekey.ID, Key: prekey.Pair.Public},
		Signature: signature,
		OneTime:   &PublicPrekey{ID: []byte("opk")},
	}
}

// [KEY-14]: one equal half is enough.
func TestReflection(t *testing.T) {
	a, b := own(t, "a"), own(t, "b")
	for name, peer := range map[string]Peer{
		"both":     a.Peer,
		"only IK":  {Identity: a.Identity, Signing: b.Signing},
		"only SGK": {Identity: b.Identity, Signing: a.Signing},
	} {
		if err := a.CheckSender(peer); !errors.Is(err, reject.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.CheckSender(b.Peer); err != nil {
		t.Error(err)
	}
}

// [KEY-09]: the signature covers the identity key, the prekey and its id, and nothing else verifies.
func TestSignatureCoversEverything(t *testing.T) {
	a, b := own(t, "a"), own(t, "b")
	if err := bundleOf(t, b).Check(a.Peer, nil); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Bundle){
		"IK":        func(c *Bundle) { c.Peer.Identity = primitive.Key{9} },
		"SGK":       func(c *Bundle) { c.Peer.Signing = own(t, "c").Signing },
		"SPK":       func(c *Bundle) { c.Signed.Key[0] ^= 1 },
		"id":        func(c *Bundle) { c.Signed.ID = []byte("spl") },
		"longer id": func(c *Bundle) { c.Signed.ID = []byte("spk2") },
		"signature": func(c *Bundle) { c.Signature[40] ^= 1 },
	} {
		changed := bundleOf(t, b)
		change(&changed)
		if err := changed.Check(a.Peer, nil); !errors.Is(err, reject.BadSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := bundleOf(t, b)
	other.OneTime.Key[0] ^= 1 // carries no signature [X3DH-12]
	if err := other.Check(a.Peer, nil); err != nil {
		t.Errorf("one-time prekey: %v", err)
	}
}

// [KEY-23]: form before the signature.
func TestFormComesFirst(t *testing.T) {
	a, b := own(t, "a"), own(t, "b")
	for name, change := range map[string]func(*Bundle){
		"SPK id":     func(c *Bundle) { c.Signed.ID = []byte{0xff} },
		"OPK id":     func(c *Bundle) { c.OneTime.ID = nil },
		"reflection": func(c *Bundle) { c.Peer.Identity = a.Identity },
	} {
		changed := bundleOf(t, b)
		changed.Signature[0] ^= 1
		change(&changed)
		if err := changed.Check(a.Peer, nil); !errors.Is(err, reject.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
