package wire

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

var ephemeral = primitive.KeyFrom(bytes.Repeat([]byte{0xee}, 32))

func someEnvelope(signedID, oneTimeID string, behind int) []byte {
	nonce := bytes.Repeat([]byte{0xcc}, 12)
	header := EnvelopeHeaderBytes(ephemeral, []byte(signedID), []byte(oneTimeID), nonce)
	return append(header, make([]byte, behind)...)
}

func TestEnvelopeFields(t *testing.T) {
	for _, oneTimeID := range []string{"", "opk"} {
		b := someEnvelope("spk-1", oneTimeID, 20)
		e, err := ParseEnvelope(b)
		if err != nil {
			t.Fatal(err)
		}
		if (e.Flags == 1) != (oneTimeID != "") || e.Ephemeral != ephemeral ||
			string(e.SignedID) != "spk-1" || string(e.OneTimeID) != oneTimeID ||
			len(e.Ciphertext) != 20 || !bytes.Equal(append(e.Header, e.Ciphertext...), b) ||
			!bytes.Equal(e.Nonce, bytes.Repeat([]byte{0xcc}, 12)) {
			t.Errorf("%q: %+v", oneTimeID, e)
		}
	}
}

// [SMX1-11] 5: cut anywhere it is malformed.
func TestEnvelopeTruncations(t *testing.T) {
	for _, whole := range [][]byte{
		someEnvelope("spk", "", 16),
		someEnvelope("spk", "opk", 16),
		someEnvelope(strings.Repeat("s", 64), strings.Repeat("o", 64), 16),
	} {
		if _, err := ParseEnvelope(whole); err != nil {
			t.Fatal(err)
		}
		for length := range whole {
			if _, err := ParseEnvelope(whole[:length]); !errors.Is(err, reject.Malformed) {
				t.Errorf("%d of %d bytes: %v", length, len(whole), err)
			}
		}
	}
}

// [SMX1-11] 6
func TestLongestEnvelope(t *testing.T) {
	longest := someEnvelope(strings.Repeat("s", 64), strings.Repeat("o", 64), 65794-181)
	if _, err := ParseEnvelope(longest); err != nil {
		t.Errorf("%d bytes: %v", len(longest), err)
	}
	if _, err := ParseEnvelope(append(longest, 0)); !errors.Is(err, reject.Malformed) {
		t.Errorf("one more: %v", err)
	}
	// The bound is on the whole, not on what is left beside short ids.
	if _, err := ParseEnvelope(someEnvelope("s", "", 65794-54)); err != nil {
		t.Errorf("short ids: %v", err)
	}
}

// [SMX1-11] 1 to 4
func TestEnvelopeForm(t *testing.T) {
	for name, change := range map[string]func([]byte){
		"magic":                     func(b []byte) { b[3] = '2' },
		"flags 2":                   func(b []byte) { b[4] = 2 },
		"flags 81":                  func(b []byte) { b[4] = 0x81 },
		"flags 0 with an OPK":       func(b []byte) { b[4] = 0 },
		"L1 0":                      func(b []byte) { b[38] = 0 },
		"L1 of 65":                  func(b []byte) { b[38] = 65 },
		"L1 little-endian":          func(b []byte) { b[37], b[38] = 3, 0 },
		"L1 huge":                   func(b []byte) { b[37], b[38] = 0xff, 0xff },
		"L2 huge":                   func(b []byte) { b[42], b[43] = 0xff, 0xff },
		"SPK id with a control":     func(b []byte) { b[39] = 0x1f },
		"OPK id that is not UTF-8":  func(b []byte) { b[44] = 0xff },
		"OPK id that is cut":        func(b []byte) { b[46] = 0xc3 },
		"L2 one more than there is": func(b []byte) { b[43] = 4 },
	} {
		b := someEnvelope("spk", "opk", 16)
		change(b)
		if _, err := ParseEnvelope(b); !errors.Is(err, reject.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	without := someEnvelope("spk", "", 100)
	without[4] = 1
	if _, err := ParseEnvelope(without); !errors.Is(err, reject.Malformed) {
		t.Errorf("flags 1 without an OPK: %v", err)
	}
}
