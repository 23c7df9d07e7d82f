package ratchet

import (
	"encoding/binary"
	"fmt"
	"testing"

	"smxdriver/internal/reject"
)

// frames makes the next count frames of a side.
func (k *talk) frames(from *State, count int) [][]byte {
	list := make([][]byte, count)
	for i := range list {
		list[i] = k.send(from, fmt.Sprint(i))
	}
	return list
}

// [DR-15]: 2000 on the current chain, not 2001.
func TestSkipBoundOfTheCurrentChain(t *testing.T) {
	k := started(t)
	k.accepts(&k.b, k.send(&k.a, "first"), "first")
	list := k.frames(&k.a, 2002)
	k.refuses(&k.b, list[2001], reject.TooManySkipped)
	k.accepts(&k.b, list[2000], "2000")
	if len(k.b.skipped) != 2000 || k.b.skipped[0].N != 1 || k.b.skipped[1999].N != 2000 {
		t.Errorf("%d stored keys", len(k.b.skipped))
	}
}

// [DR-16]: the new chain's own count.
func TestSkipBoundOfANewChain(t *testing.T) {
	k := started(t)
	list := k.frames(&k.a, 2002)
	k.refuses(&k.b, list[2001], reject.TooManySkipped)
	k.accepts(&k.b, list[2000], "2000")
}

// [DR-16]: the outstanding keys of the old chain, counted for themselves; [DR-17], [DR-18]: both
// counts are stored, and the oldest go beyond 2000.
func TestSkipBoundsOfBothChains(t *testing.T) {
	for _, row := range []struct {
		outstanding int
		accepted    bool
	}{{2000, true}, {2001, false}} {
		k := started(t)
		k.turn()
		k.accepts(&k.b, k.send(&k.a, "current"), "current")
		k.accepts(&k.a, k.send(&k.b, "behind"), "behind")
		// b sends on a chain of which a sees nothing, then a turns it.
		k.accepts(&k.a, k.send(&k.b, "seen"), "seen")
		lost := k.frames(&k.b, row.outstanding)
		k.accepts(&k.b, k.send(&k.a, "turn"), "turn")
		list := k.frames(&k.b, 3)
		if !row.accepted {
			k.refuses(&k.a, list[2], reject.TooManySkipped)
			continue
		}
		k.accepts(&k.a, list[2], "2")
		if len(k.a.skipped) != 2000 {
			t.Errorf("%d stored keys", len(k.a.skipped))
		}
		// Two of the new chain came last, so the first two of the old one went.
		k.refuses(&k.a, lost[1], reject.DuplicateMessage)
		k.accepts(&k.a, lost[2], "2")
		k.accepts(&k.a, list[0], "0")
	}
}

// [DR-16]: without CKr the header's PN is not examined; PN <= Nr skips nothing.
func TestPNWithoutReceivingChain(t *testing.T) {
	k := started(t)
	a := k.a
	a.pn = 0xffffffff
	frame := k.send(&a, "hello")
	if binary.BigEndian.Uint32(frame[37:41]) != 0xffffffff {
		t.Fatal("the frame does not carry the PN")
	}
	k.accepts(&k.b, frame, "hello")
	if len(k.b.skipped) != 0 {
		t.Errorf("%d stored keys", len(k.b.skipped))
	}
}

// [DR-08]: also when a single key of the old chain is outstanding.
func TestOneOutstandingKey(t *testing.T) {
	k := started(t)
	k.accepts(&k.b, k.send(&k.a, "first"), "first")
	late := k.send(&k.a, "late")
	k.accepts(&k.a, k.send(&k.b, "pong"), "pong")
	k.accepts(&k.b, k.send(&k.a, "on"), "on")
	k.accepts(&k.b, late, "late")
}

// [DR-16]: a PN of Nr or less skips nothing and is no error.
func TestPNBelowNr(t *testing.T) {
	k := started(t)
	for range 3 {
		k.accepts(&k.b, k.send(&k.a, "ping"), "ping")
	}
	k.accepts(&k.a, k.send(&k.b, "pong"), "pong")
	k.a.pn = 1
	k.accepts(&k.b, k.send(&k.a, "on"), "on")
	if len(k.b.skipped) != 0 {
		t.Errorf("%d stored keys", len(k.b.skipped))
	}
}

// A forged frame costs its chain steps and changes nothing [DR-21].
func TestForgedFrameWithManySkipped(t *testing.T) {
	k := started(t)
	k.accepts(&k.b, k.send(&k.a, "first"), "first")
	list := k.frames(&k.a, 1500)
	forged := append([]byte{}, list[1499]...)
	forged[len(forged)-1] ^= 1
	k.refuses(&k.b, forged, reject.DecryptionFailed)
	k.accepts(&k.b, list[1499], "1499")
}

// [SES-30]: the edge is inclusive.
func TestAges(t *testing.T) {
	k := started(t)
	list := k.frames(&k.a, 3)
	k.accepts(&k.b, list[1], "1")
	stamped := k.b.Stamped(1000)
	if again := stamped.Stamped(2000); digest(again) != digest(stamped) {
		t.Error("a stamp was replaced")
	}
	if left := stamped.Expired(1099, 100); len(left.skipped) != 1 {
		t.Error("gone a second too early")
	}
	if left := stamped.Expired(1100, 100); len(left.skipped) != 0 {
		t.Error("still there")
	}
	if len(k.b.skipped) != 1 || k.b.skipped[0].stamp != nil {
		t.Error("stamping wrote to the state before")
	}
}
