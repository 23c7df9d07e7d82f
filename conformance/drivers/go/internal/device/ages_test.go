package device

import (
	"bytes"
	"errors"
	"testing"

	"smxdriver/internal/keys"
	"smxdriver/internal/reject"
)

// [SES-23]: the intervals, their edges, and the week after which they begin anew.
func TestRestartIntervals(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	now := uint64(1_000_000)
	if _, err := a.restart(b, now); err != nil { // nothing to replace [SES-27]
		t.Fatal(err)
	}
	for _, interval := range []uint64{3600, 7200, 14400, 28800, 57600, 86400, 86400} {
		if _, err := a.restart(b, now+interval-1); !errors.Is(err, reject.RestartLimited) {
			t.Fatalf("a second before %d: %v", interval, err)
		}
		now += interval
		if _, err := a.restart(b, now); err != nil {
			t.Fatalf("after %d: %v", interval, err)
		}
	}
	now += 7 * day
	if _, err := a.restart(b, now); err != nil {
		t.Fatal(err)
	}
	if record := a.peers[b.Peer()].restart; record.interval != 3600 || record.last != now {
		t.Errorf("%+v", record)
	}
}

// [SES-24], [SES-14]: the replaced session decrypts, and is never active again.
func TestRetiredSession(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	b.receives(a, a.send(b, b.bundle(), "hello"), "hello")
	late := b.send(a, nil, "late")
	opening, err := a.restart(b, 5000)
	if err != nil {
		t.Fatal(err)
	}
	a.receives(b, late, "late")
	with := a.peers[b.Peer()]
	if len(with.sessions) != 2 || with.sessions[0].retired || !with.sessions[1].retired {
		t.Errorf("%d sessions", len(with.sessions))
	}
	b.receives(a, opening, "restart")
	b.receives(a, a.send(b, nil, "on the new one"), "on the new one")
}

// [SES-25]: form and signature come before the limit.
func TestOrderOfARestartsChecks(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	if _, err := a.restart(b, 5000); err != nil {
		t.Fatal(err)
	}
	spoilt := b.Bundle(nil)
	spoilt.Signature = bytes.Repeat([]byte{1}, 64)
	if _, _, err := a.Restart("b", spoilt, nil, 5001, nil, nil); !errors.Is(err, reject.BadSignature) {
		t.Errorf("%v", err)
	}
	if _, err := a.restart(b, 5001); !errors.Is(err, reject.RestartLimited) {
		t.Errorf("%v", err)
	}
}

// [SES-29]: a time never goes back, and only success raises the highest.
func TestTimeNeverGoesBack(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	a.Device = a.Purge(10_000)
	a.Device = a.Purge(20)
	if *a.clock != 10_000 {
		t.Errorf("%d", *a.clock)
	}
	if _, err := a.restart(b, 10_000); err != nil {
		t.Fatal(err)
	}
	if _, err := a.restart(b, 13_599); !errors.Is(err, reject.RestartLimited) || *a.clock != 10_000 {
		t.Errorf("%v, %d", err, *a.clock)
	}
}

// [SES-33], [SES-32], [KEY-20]: when signed prekeys count as replaced, and when they go.
func TestSignedPrekeysAge(t *testing.T) {
	b := newPhone(t, "b", "oldest", "older", "spk")
	rotated, err := b.Rotate(1000, prekey(t, "new"))
	if err != nil {
		t.Fatal(err)
	}
	early := rotated.Purge(1000 + signedAge - 1)
	if ids := early.View().Signed; len(ids) != 4 || string(ids[0]) != "new" || string(ids[3]) != "oldest" {
		t.Errorf("%s", ids)
	}
	if ids := rotated.Purge(1000 + signedAge).View().Signed; len(ids) != 1 {
		t.Errorf("%s", ids)
	}
	// Without any time before, the purge itself is the first one.
	if ids := b.Purge(1 << 40).View().Signed; len(ids) != 3 {
		t.Errorf("%s", ids)
	}
}

// [SMX1-20], [KEY-21]: seen entries go with their signed prekey, which is then unknown.
func TestSeenEntriesGoWithTheirPrekey(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	first := a.send(b, b.bundle(), "first")
	b.receives(a, first, "first")
	stale := newPhone(t, "c").send(b, b.bundle(), "stale")
	rotated, err := b.Rotate(1000, prekey(t, "new"))
	if err != nil {
		t.Fatal(err)
	}
	b.Device = rotated.Purge(1000 + signedAge)
	if len(b.seen) != 0 {
		t.Errorf("%d entries", len(b.seen))
	}
	b.refuses(newPhone(t, "c"), stale, reject.UnknownPrekey)
}

// [SES-30], [SES-31]: the archived session is stamped and goes; the active one never does.
func TestArchivedSessionsAge(t *testing.T) {
	a, b := newPhone(t, "a"), newPhone(t, "b")
	original := a.Device
	old := a.send(b, b.bundle(), "old")
	b.receives(a, old, "old")
	onOld := a.send(b, nil, "on the old one")
	a.Device = original
	b.receives(a, a.send(b, b.bundle(), "new"), "new")
	b.Device = b.Purge(1000)
	if early := b.Purge(1000 + archivedAge - 1); early.View().Sessions["a"] != 2 {
		t.Errorf("a second too early: %v", early.View().Sessions)
	}
	if gone := b.Purge(1000 + archivedAge); gone.View().Sessions["a"] != 1 {
		t.Errorf("%v", gone.View().Sessions)
	}
	b.receives(a, onOld, "on the old one") // active again, its stamp cleared
	if with := b.peers[a.Peer()]; with.sessions[0].stamp != nil {
		t.Error("the active session has a stamp")
	}
	if left := b.Purge(1000 + archivedAge); left.View().Sessions["a"] != 2 {
		t.Errorf("%v", left.View().Sessions)
	}
}

// [KEY-07], [KEY-08]
func TestKeyIDsHeldTwice(t *testing.T) {
	b := newPhone(t, "b", "one", "two")
	for name, err := range map[string]error{
		"rotation to a held id":   second(b.Rotate(1, prekey(t, "one"))),
		"rotation to a bad id":    second(b.Rotate(1, prekey(t, "a\x00"))),
		"replenished with a held": second(b.Replenish([]keys.Prekey{prekey(t, "opk-1")})),
		"replenished twice":       second(b.Replenish([]keys.Prekey{prekey(t, "x"), prekey(t, "x")})),
		"new with one id twice":   second(New(b.own, []keys.Prekey{prekey(t, "x"), prekey(t, "x")}, nil, nil)),
	} {
		if !errors.Is(err, reject.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Replenish([]keys.Prekey{prekey(t, "one")}); err != nil {
		t.Errorf("kinds have name spaces of their own: %v", err)
	}
}

func second(_ *Device, err error) error { return err }
