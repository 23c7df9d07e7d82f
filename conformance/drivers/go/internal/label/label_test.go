package label

import (
	"strings"
	"testing"
)

// [PRIM-06]
func TestNoLabelIsAPrefixOfAnother(t *testing.T) {
	all := []string{SignedPrekey, X3DH, Bootstrap, RatchetRoot, RatchetMessage}
	for i, one := range all {
		for j, other := range all {
			if i != j && strings.HasPrefix(other, one) {
				t.Errorf("%q is a prefix of %q", one, other)
			}
		}
	}
}

func TestLengthsAreThoseOfTheTable(t *testing.T) {
	for text, length := range map[string]int{
		SignedPrekey: 15, X3DH: 16, Bootstrap: 16, RatchetRoot: 22, RatchetMessage: 22,
	} {
		if len(text) != length {
			t.Errorf("%q has %d bytes, the table says %d", text, len(text), length)
		}
	}
}
