package jsonstrict

import (
	"strings"
	"testing"
)

func TestAccepts(t *testing.T) {
	value, err := Parse([]byte(" {\"a\" : [1, -0, 2.5e-3, 1E+2, true, false, null], \"b\\u00e9\":\"\\ud83d\\ude00\\n/\\/\"}\r"))
	if err != nil {
		t.Fatal(err)
	}
	items := value.Members["a"].Items
	kinds := []Kind{Number, Number, Number, Number, Bool, Bool, Null}
	if len(items) != len(kinds) {
		t.Fatalf("%d items", len(items))
	}
	for i, kind := range kinds {
		if items[i].Kind != kind {
			t.Errorf("item %d: kind %d", i, items[i].Kind)
		}
	}
	if items[2].Raw != "2.5e-3" || items[2].Integer() || !items[1].Integer() || items[3].Integer() {
		t.Errorf("numbers: %+v", items[:4])
	}
	if text := value.Members["bé"].Text; text != "😀\n//" {
		t.Errorf("%q", text)
	}
}

func TestRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", "}", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
		"{\"a\":1 \"b\":2}", "{\"a\":1}{", "1 2", "nul", "nulll", "True", "NaN", "Infinity", "+1", "01",
		"-", "1.", ".5", "1e", "1e+", "0x1", "'a'", "\"a", "\"\x01\"", "\"\t\"", "\"\\x\"", "\"\\u12\"",
		"\"\\u12g4\"", "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\udc00\"", "\"\\ud800\\ud800\"",
		"\"\xff\"", "\"\xed\xa0\x80\"", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "\xef\xbb\xbf{}",
		"[{\"b\":{\"c\":1,\"c\":2}}]", "/**/1", "\x00", "{}\x00", "\"a\x00b\"",
		strings.Repeat("[", 2000) + strings.Repeat("]", 2000),
	} {
		if value, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was read as %+v", text, value)
		}
	}
}
