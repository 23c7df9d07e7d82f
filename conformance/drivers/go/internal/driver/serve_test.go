package driver

import (
	"bytes"
	"strings"
	"testing"
)

func serve(t *testing.T, input string) []string {
	t.Helper()
	var out bytes.Buffer
	if err := Serve(strings.NewReader(input), &out); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestByeEndsTheDriver(t *testing.T) {
	replies := serve(t, "{\"id\":1,\"op\":\"bye\"}\n{\"id\":2,\"op\":\"bye\"}\n")
	if len(replies) != 1 || replies[0] != `{"id":1,"ok":{}}` {
		t.Errorf("%q", replies)
	}
}

func TestLastLineWithoutLF(t *testing.T) {
	replies := serve(t, "\n{\"id\":\"<\\u00e9\\\\>\",\"op\":\"case.end\"}")
	if len(replies) != 2 || !strings.HasPrefix(replies[0], `{"id":null,"error"`) ||
		replies[1] != `{"id":"<\u00e9\\>","ok":{}}` {
		t.Errorf("%q", replies)
	}
}

// A line of 1 MiB is read, one byte more is not, and what follows is answered.
func TestLineLimit(t *testing.T) {
	padded := func(length int) string {
		line := `{"id":1,"op":"case.end"`
		return line + strings.Repeat(" ", length-len(line)-1) + "}\n"
	}
	replies := serve(t, padded(MaxLine)+padded(MaxLine+1)+padded(3*MaxLine)+"{\"id\":2,\"op\":\"bye\"}\n")
	want := []string{`{"id":1,"ok":{}}`, `{"id":null,"error":{"message":"a line over 1 MiB"}}`,
		`{"id":null,"error":{"message":"a line over 1 MiB"}}`, `{"id":2,"ok":{}}`}
	if strings.Join(replies, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", replies)
	}
}
