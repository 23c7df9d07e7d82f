package session

import (
	"crypto/sha256"
	"errors"
	"testing"

	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

func own(t *testing.T, name string) keys.Own {
	t.Helper()
	made, err := keys.OwnOf(sha256.Sum256([]byte(name+" ik")), sha256.Sum256([]byte(name+" sgk")))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func prekey(t *testing.T, name string) keys.Prekey {
	t.Helper()
	made, err := keys.PrekeyOf([]byte(name), sha256.Sum256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// pairing is two devices, and what the second holds.
func pairing(t *testing.T, withOneTime bool) (a keys.Own, b Held, bundle keys.Bundle) {
	t.Helper()
	a, b.Own = own(t, "a"), own(t, "b")
	b.Signed = []keys.Prekey{prekey(t, "old"), prekey(t, "spk")}
	b.OneTime = []keys.Prekey{prekey(t, "opk-1"), prekey(t, "opk-2")}
	signed := b.Signed[1]
	signature, err := keys.SignPrekey(b.Own.SigningSeed, b.Own.Identity, signed.Pair.Public, signed.ID)
	if err != nil {
		t.Fatal(err)
	}
	bundle = keys.Bundle{
		Peer:      b.Own.Peer,
		Signed:    keys.PublicPrekey{ID: signed.ID, Key: signed.Pair.Public},
		Signature: signature,
	}
	if withOneTime {
		one := b.OneTime[1]
		bundle.OneTime = &keys.PublicPrekey{ID: one.ID, Key: one.Pair.Public}
	}
	return a, b, bundle
}

func parse(t *testing.T, b []byte) wire.Envelope {
	t.Helper()
	e, err := wire.ParseEnvelope(b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestBothSidesAgree(t *testing.T) {
	for _, withOneTime := range []bool{false, true} {
		a, b, bundle := pairing(t, withOneTime)
		if err := bundle.Check(a.Peer, nil); err != nil {
			t.Fatal(err)
		}
		var sent, received trace.Log
		ours, err := Initiate(a, bundle, entropy.Live{}, &sent)
		if err != nil {
			t.Fatal(err)
		}
		ours, out, err := ours.Send([]byte("hello"), entropy.Live{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		theirs, plaintext, err := Accept(b, a.Peer, parse(t, out), entropy.Live{}, &received)
		if err != nil || string(plaintext) != "hello" {
			t.Fatalf("%q, %v", plaintext, err)
		}
		for i, step := range sent.Steps()[:len(sent.Steps())-3] { // without the ratchet's start
			if got := received.Steps()[i]; got.Name != step.Name || string(got.Value) != string(step.Value) {
				t.Errorf("%s: %x, and %s: %x", step.Name, step.Value, got.Name, got.Value)
			}
		}
		checkWrapping(t, ours, theirs)
	}
}

// [SMX1-06], [SMX1-07]: wrapped until the answer, then bare, and BK is gone.
func checkWrapping(t *testing.T, ours, theirs Session) {
	t.Helper()
	ours, second, err := ours.Send([]byte("again"), entropy.Live{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	theirs, _, err = theirs.ReceiveEnvelope(parse(t, second), entropy.Live{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	theirs, answer, err := theirs.Send([]byte("answer"), entropy.Live{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := wire.ParseFrame(answer)
	if err != nil {
		t.Fatalf("a responder wrapped: %v", err)
	}
	if ours, _, err = ours.ReceiveFrame(frame, entropy.Live{}, nil); err != nil {
		t.Fatal(err)
	}
	if ours.bootstrap != nil || ours.signedID != nil || theirs.bootstrap == nil {
		t.Error("BK is not where it belongs")
	}
	if _, out, err := ours.Send(nil, entropy.Live{}, nil); err != nil || string(out[:4]) != wire.FrameMagic {
		t.Errorf("after the answer: %q, %v", out[:4], err)
	}
}

// [SMX1-02]: every bit of the header is authenticated. [SMX1-16]: which error comes when.
func TestAcceptRefuses(t *testing.T) {
	a, b, bundle := pairing(t, true)
	made, err := Initiate(a, bundle, entropy.Live{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, out, err := made.Send([]byte("hello"), entropy.Live{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		change func(wire.Envelope, *Held) wire.Envelope
		want   reject.Reason
	}{
		"EK": {func(e wire.Envelope, _ *Held) wire.Envelope { e.Ephemeral[0] ^= 1; return e },
			reject.DecryptionFailed},
		"EK of low order": {func(e wire.Envelope, _ *Held) wire.Envelope {
			e.Ephemeral = primitive.Key{}
			return e
		}, reject.LowOrderPoint},
		"another SPK": {func(e wire.Envelope, _ *Held) wire.Envelope { e.SignedID = []byte("old"); return e },
			reject.DecryptionFailed},
		"an unknown SPK": {func(e wire.Envelope, _ *Held) wire.Envelope { e.SignedID = []byte("x"); return e },
			reject.UnknownPrekey},
		"another OPK": {func(e wire.Envelope, _ *Held) wire.Envelope { e.OneTimeID = []byte("opk-1"); return e },
			reject.DecryptionFailed},
		"an OPK not held": {func(e wire.Envelope, h *Held) wire.Envelope { h.OneTime = nil; return e },
			reject.UnknownPrekey},
	} {
		held := b
		changed := row.change(parse(t, out), &held)
		if _, _, err := Accept(held, a.Peer, changed, entropy.Live{}, nil); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	if _, _, err := Accept(b, own(t, "c").Peer, parse(t, out), entropy.Live{}, nil); !errors.Is(err, reject.DecryptionFailed) {
		t.Errorf("another sender: %v", err)
	}
}

// The draw of a field left out is a fault, not a refusal.
func TestMissingDraw(t *testing.T) {
	a, _, bundle := pairing(t, false)
	_, err := Initiate(a, bundle, entropy.Injected{}, nil)
	if reason := reject.Reason(""); err == nil || errors.As(err, &reason) {
		t.Errorf("%v", err)
	}
}
