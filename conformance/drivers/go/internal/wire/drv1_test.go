package wire

import (
	"bytes"
	"errors"
	"testing"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

func someFrame(plaintext int) []byte {
	ratchetKey := primitive.KeyFrom(bytes.Repeat([]byte{0xab}, 32))
	return append(FrameHeaderBytes(ratchetKey, 0x01020304, 0xfffffffe), make([]byte, plaintext+16)...)
}

func TestFrameFields(t *testing.T) {
	b := someFrame(3)
	f, err := ParseFrame(b)
	if err != nil {
		t.Fatal(err)
	}
	if f.PN != 0x01020304 || f.N != 0xfffffffe || f.RatchetKey[0] != 0xab || len(f.Ciphertext) != 19 ||
		!bytes.Equal(f.Header, b[:45]) {
		t.Errorf("%+v", f)
	}
}

// [DRV1-05]: every length up to the least, and around the most.
func TestFrameLengths(t *testing.T) {
	whole := someFrame(MaxPlaintext + 1)
	for length := range 61 {
		if _, err := ParseFrame(whole[:length]); !errors.Is(err, reject.Malformed) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
	for _, length := range []int{61, 62, 65597} {
		if _, err := ParseFrame(whole[:length]); err != nil {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
	if _, err := ParseFrame(whole[:65598]); !errors.Is(err, reject.Malformed) {
		t.Errorf("65598 bytes: %v", err)
	}
}

// [DRV1-04], [DRV1-06]
func TestFrameForm(t *testing.T) {
	for at, value := range map[int]byte{0: 'd', 1: 'S', 2: 'W', 3: '2', 4: 1} {
		b := someFrame(0)
		b[at] = value
		if _, err := ParseFrame(b); !errors.Is(err, reject.Malformed) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	for n, want := range map[uint32]bool{0: true, 0xfffffffe: true, 0xffffffff: false} {
		b := append(FrameHeaderBytes(primitive.Key{}, 0xffffffff, n), make([]byte, 16)...)
		if _, err := ParseFrame(b); (err == nil) != want {
			t.Errorf("N = %d: %v", n, err)
		}
	}
}
