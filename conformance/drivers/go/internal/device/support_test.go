package device

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/reject"
)

// phone is a device with its name, and the test that it belongs to.
type phone struct {
	t    *testing.T
	name string
	*Device
}

func prekey(t *testing.T, name string) keys.Prekey {
	t.Helper()
	made, err := keys.PrekeyOf([]byte(name), sha256.Sum256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// newPhone has the signed prekeys given (oldest first, or one) and three one-time prekeys.
func newPhone(t *testing.T, name string, signed ...string) *phone {
	t.Helper()
	own, err := keys.OwnOf(sha256.Sum256([]byte(name+" ik")), sha256.Sum256([]byte(name+" sgk")))
	if err != nil {
		t.Fatal(err)
	}
	if len(signed) == 0 {
		signed = []string{"spk"}
	}
	var list, oneTime []keys.Prekey
	for _, id := range signed {
		list = append(list, prekey(t, id))
	}
	for i := range 3 {
		oneTime = append(oneTime, prekey(t, fmt.Sprint("opk-", i)))
	}
	made, err := New(own, list, oneTime, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &phone{t, name, made}
}

// put takes over the state after an operation; after an error it must be that before, untouched.
func (p *phone) put(after *Device, before []byte, err error) error {
	p.t.Helper()
	if err == nil {
		p.Device = after
	} else if !bytes.Equal(p.Digest(), before) {
		p.t.Error("a failed operation changed the state")
	}
	return err
}

func (p *phone) send(to *phone, bundle *keys.Bundle, text string) []byte {
	p.t.Helper()
	out, err := p.trySend(to, bundle, text)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

func (p *phone) trySend(to *phone, bundle *keys.Bundle, text string) ([]byte, error) {
	p.t.Helper()
	before := p.Digest()
	after, out, err := p.Send(to.name, bundle, []byte(text), entropy.Live{}, nil)
	return out, p.put(after, before, err)
}

func (p *phone) receives(from *phone, envelope []byte, text string) {
	p.t.Helper()
	before := p.Digest()
	after, plaintext, err := p.Receive(from.name, from.Peer(), envelope, entropy.Live{}, nil)
	if p.put(after, before, err) != nil || string(plaintext) != text {
		p.t.Fatalf("got %q, %v; want %q", plaintext, err, text)
	}
}

func (p *phone) refuses(from *phone, envelope []byte, want reject.Reason) {
	p.t.Helper()
	before := p.Digest()
	after, _, err := p.Receive(from.name, from.Peer(), envelope, entropy.Live{}, nil)
	if p.put(after, before, err); !errors.Is(err, want) {
		p.t.Fatalf("got %v, want %s", err, want)
	}
}

func (p *phone) restart(to *phone, now uint64) ([]byte, error) {
	p.t.Helper()
	before, bundle := p.Digest(), to.Bundle(nil)
	after, out, err := p.Restart(to.name, bundle, []byte("restart"), now, entropy.Live{}, nil)
	return out, p.put(after, before, err)
}

func (p *phone) bundleWith(at int) *keys.Bundle {
	one := p.OneTime()[at]
	bundle := p.Bundle(&one)
	return &bundle
}

func (p *phone) bundle() *keys.Bundle {
	bundle := p.Bundle(nil)
	return &bundle
}
