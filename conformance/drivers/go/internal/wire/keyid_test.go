package wire

import (
	"errors"
	"strings"
	"testing"

	"smxdriver/internal/reject"
)

// [KEY-03] to [KEY-05]
func TestKeyIDs(t *testing.T) {
	for name, id := range map[string]string{
		"one byte":          "a",
		"64 bytes":          strings.Repeat("a", 64),
		"64 bytes of 2":     strings.Repeat("é", 32),
		"space":             " ",
		"U+0080":            "\u0080",
		"below surrogates":  "\ud7ff",
		"above surrogates":  "\ue000",
		"highest character": "\U0010ffff",
		"replacement":       "\ufffd",
		"byte order mark":   "\ufeff",
	} {
		if err := CheckKeyID([]byte(id)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, id := range map[string]string{
		"empty":              "",
		"65 bytes":           strings.Repeat("a", 65),
		"65 bytes, 33 runes": strings.Repeat("é", 32) + "a",
		"NUL":                "a\x00",
		"U+001F":             "\x1f",
		"DEL":                "a\x7fb",
		"continuation":       "\x80",
		"overlong of 2":      "\xc0\x80",
		"overlong of 3":      "\xe0\x80\x80",
		"overlong of 4":      "\xf0\x80\x80\x80",
		"high surrogate":     "\xed\xa0\x80",
		"low surrogate":      "\xed\xbf\xbf",
		"above U+10FFFF":     "\xf4\x90\x80\x80",
		"five bytes":         "\xf8\x88\x80\x80\x80",
		"truncated":          "a\xe2\x82",
		"FF":                 "\xff",
	} {
		if err := CheckKeyID([]byte(id)); !errors.Is(err, reject.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
