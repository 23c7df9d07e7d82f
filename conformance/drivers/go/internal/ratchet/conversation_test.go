package ratchet

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"smxdriver/internal/reject"
	"smxdriver/internal/wire"
)

func TestTurnsBothWays(t *testing.T) {
	k := started(t)
	for round := range 8 {
		text := fmt.Sprint("round ", round)
		k.accepts(&k.b, k.send(&k.a, text), text)
		k.accepts(&k.b, k.send(&k.a, ""), "")
		k.accepts(&k.a, k.send(&k.b, text), text)
	}
	if len(k.a.skipped) != 0 || len(k.b.skipped) != 0 {
		t.Errorf("stored keys: %d and %d", len(k.a.skipped), len(k.b.skipped))
	}
}

// [DR-24]: in this order.
func TestErrorsOfSending(t *testing.T) {
	k := started(t)
	long := make([]byte, wire.MaxPlaintext+1)
	if _, _, err := k.b.Encrypt(long, nil); !errors.Is(err, reject.NoSendingChain) {
		t.Errorf("no sending chain: %v", err)
	}
	ended := k.a.WithNs(math.MaxUint32)
	if _, _, err := ended.Encrypt(long, nil); !errors.Is(err, reject.TooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, _, err := ended.Encrypt(nil, nil); !errors.Is(err, reject.ChainExhausted) {
		t.Errorf("exhausted: %v", err)
	}
	last := k.a.WithNs(math.MaxUint32 - 1) // [DR-23]
	after, _, err := last.Encrypt(long[:wire.MaxPlaintext], nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := after.Encrypt(nil, nil); !errors.Is(err, reject.ChainExhausted) {
		t.Errorf("after the last: %v", err)
	}
}

func TestOutOfOrderAndTwice(t *testing.T) {
	k := started(t)
	first, second, third := k.send(&k.a, "1"), k.send(&k.a, "2"), k.send(&k.a, "3")
	k.accepts(&k.b, third, "3")
	k.refuses(&k.b, third, reject.DuplicateMessage)
	k.accepts(&k.b, first, "1")
	k.refuses(&k.b, first, reject.DuplicateMessage)

	forged := append([]byte{}, second...)
	forged[len(forged)-1] ^= 1
	k.refuses(&k.b, forged, reject.DecryptionFailed) // the stored key stays [DR-13]
	k.accepts(&k.b, second, "2")
	k.refuses(&k.b, second, reject.DuplicateMessage)
}

// [DR-11]: SPK_B and the own key are new, and opening fails.
func TestNoSpecialKeys(t *testing.T) {
	k := started(t)
	for _, key := range [][32]byte{*k.a.remote, k.a.own.Public} {
		frame := append(wire.FrameHeaderBytes(key, 0, 0), make([]byte, 16)...)
		k.refuses(&k.a, frame, reject.DecryptionFailed)
	}
	low := append(wire.FrameHeaderBytes([32]byte{}, 0, 0), make([]byte, 16)...)
	k.refuses(&k.a, low, reject.LowOrderPoint)
}

// [DR-10], [DR-19], [DR-20]: four chains back a key is remembered, five back it is forgotten.
func TestEarlierChains(t *testing.T) {
	k := started(t)
	late, used := k.send(&k.a, "late"), k.send(&k.a, "used")
	k.accepts(&k.b, used, "used")
	k.accepts(&k.a, k.send(&k.b, "pong"), "pong")
	for range maxEarlier {
		k.turn()
	}
	if len(k.b.earlier) != maxEarlier || len(k.b.skipped) != 1 {
		t.Fatalf("%d earlier chains, %d stored keys", len(k.b.earlier), len(k.b.skipped))
	}
	k.refuses(&k.b, used, reject.DuplicateMessage)
	still := *k
	still.accepts(&still.b, late, "late")

	k.turn()
	if len(k.b.earlier) != maxEarlier || len(k.b.skipped) != 0 {
		t.Fatalf("%d earlier chains, %d stored keys", len(k.b.earlier), len(k.b.skipped))
	}
	k.refuses(&k.b, late, reject.DecryptionFailed) // its key is new again [DR-11]
}

// An initiator's first DHr never had a receiving chain [DR-10].
func TestFirstRemoteKeyIsNotRemembered(t *testing.T) {
	k := started(t)
	k.turn()
	if len(k.a.earlier) != 0 {
		t.Errorf("%d earlier chains", len(k.a.earlier))
	}
	k.turn()
	if len(k.a.earlier) != 1 {
		t.Errorf("%d earlier chains", len(k.a.earlier))
	}
}
