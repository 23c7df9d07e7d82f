package device

import (
	"errors"
	"testing"

	"smxdriver/internal/reject"
	"smxdriver/internal/wire"
)

func TestConversation(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	if _, err := a.trySend(b, nil, "hello"); !errors.Is(err, reject.NoSession) { // [SES-05]
		t.Fatalf("no session: %v", err)
	}
	first := a.send(b, b.bundleWith(1), "hello")
	second := a.send(b, nil, "again")
	b.receives(a, second, "again")
	b.receives(a, first, "hello")
	if left := b.OneTime(); len(left) != 2 || string(left[1].ID) != "opk-2" { // [KEY-22]
		t.Errorf("%d one-time prekeys left", len(left))
	}
	b.refuses(a, first, reject.DuplicateMessage)
	a.receives(b, b.send(a, nil, "answer"), "answer")
	bare := a.send(b, nil, "bare")
	if string(bare[:4]) != wire.FrameMagic {
		t.Errorf("still wrapped: %q", bare[:4])
	}
	b.receives(a, bare, "bare")
	if view := b.View(); view.Sessions["a"] != 1 || len(view.Signed) != 1 {
		t.Errorf("%+v", view)
	}
}

// [SES-07], [KEY-24]: with an active session only the pair of a bundle is read.
func TestBundleForAnActiveSession(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	a.send(b, b.bundle(), "hello")
	spoilt := b.bundle()
	spoilt.Signature, spoilt.Signed.ID = make([]byte, 64), nil
	a.send(b, spoilt, "more")
	spoilt.Peer.Signing = a.Peer().Signing
	if _, err := a.trySend(b, spoilt, "mine"); !errors.Is(err, reject.Malformed) { // [KEY-14]
		t.Errorf("reflection: %v", err)
	}
	fresh := newPhone(t, "c")
	if _, err := fresh.trySend(b, spoilt, "x"); !errors.Is(err, reject.Malformed) { // [KEY-23]
		t.Errorf("form: %v", err)
	}
	spoilt.Signed.ID = []byte("spk")
	if _, err := fresh.trySend(b, spoilt, "x"); !errors.Is(err, reject.BadSignature) {
		t.Errorf("signature: %v", err)
	}
}

// [SES-16]: both sessions stay, and one message later both send on the same.
func TestCrossedInitiations(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	fromA, fromB := a.send(b, b.bundle(), "from a"), b.send(a, a.bundle(), "from b")
	a.receives(b, fromB, "from b")
	b.receives(a, fromA, "from a")
	if a.View().Sessions["b"] != 2 || b.View().Sessions["a"] != 2 {
		t.Errorf("%v, %v", a.View().Sessions, b.View().Sessions)
	}
	for range 2 {
		b.receives(a, a.send(b, nil, "ping"), "ping")
		a.receives(b, b.send(a, nil, "pong"), "pong")
	}
}

// [SES-02]: the 41st archived session is dropped; [SMX1-20]: its seen entry stays.
func TestOldestArchivedSessionGoes(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	original := a.Device
	first := a.send(b, b.bundle(), "first")
	b.receives(a, first, "first")
	for range 41 {
		a.Device = original
		b.receives(a, a.send(b, b.bundle(), "next"), "next")
	}
	if count := b.View().Sessions["a"]; count != maxSessions {
		t.Errorf("%d sessions", count)
	}
	b.refuses(a, first, reject.ReplayedBootstrap)
}

// [KEY-16]: another pair behind a label starts with no session; the old pair keeps its own.
func TestLabelChangesItsPair(t *testing.T) {
	a, b, other := newPhone(t, "a"), newPhone(t, "b"), newPhone(t, "other")
	b.receives(a, a.send(b, b.bundle(), "hello"), "hello")
	other.name = "a"
	b.receives(other, other.send(b, b.bundle(), "me"), "me")
	if count := b.View().Sessions["a"]; count != 1 {
		t.Errorf("%d sessions", count)
	}
	other.receives(b, b.send(a, nil, "to the label"), "to the label")
	a.receives(b, b.send(a, a.bundle(), "to the pair"), "to the pair") // on the old session
}

// [SES-09], [SES-11]
func TestWhatIsReceived(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	for _, text := range []string{"", "SMX", "SMXB and more", "SMX1", "DRV1"} {
		b.refuses(a, []byte(text), reject.Malformed)
	}
	frame := append(wire.FrameHeaderBytes([32]byte{9}, 0, 0), make([]byte, 16)...)
	b.refuses(a, frame, reject.NoSession)
	b.refuses(b, frame, reject.Malformed) // reflection
}

// [SMX1-15]: 999 entries take one more, 1000 do not; the session that is there still opens.
func TestFullSeenSet(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	hello := a.send(b, b.bundle(), "hello")
	again := newPhone(t, "a")
	next, last := again.send(b, b.bundleWith(0), "next"), newPhone(t, "a").send(b, b.bundle(), "last")
	for i := range 998 {
		entry := bootstrap{sender: a.Peer()}
		entry.ephemeral[0], entry.ephemeral[1] = byte(i), byte(i>>8)
		b.seen[entry] = "spk"
	}
	b.receives(a, hello, "hello")
	b.receives(a, next, "next")
	b.refuses(a, last, reject.ReplayedBootstrap)
	b.receives(a, a.send(b, nil, "more"), "more")
	stranger := newPhone(t, "c")
	b.receives(stranger, stranger.send(b, b.bundle(), "other pair"), "other pair")
}
