package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

var frame = "4452563100" + strings.Repeat("11", 32) + "0a0b0c0d01020304" + strings.Repeat("22", 20)

func ask(t *testing.T, line string, ops []operation) map[string]map[string]any {
	t.Helper()
	reply := map[string]json.RawMessage{}
	if err := json.Unmarshal(newConversation(ops).answer([]byte(line), false), &reply); err != nil {
		t.Fatal(err)
	}
	parts := map[string]map[string]any{}
	for name, raw := range reply {
		part := map[string]any{}
		if name == "id" {
			part["is"] = string(raw)
		} else if err := json.Unmarshal(raw, &part); err != nil {
			t.Fatal(err)
		}
		parts[name] = part
	}
	return parts
}

func TestHelloAnnouncesTheTable(t *testing.T) {
	ok := ask(t, `{"id":1,"op":"hello","protocol":1}`, operations())["ok"]
	if len(ok["ops"].([]any)) != 4+len(operations()) {
		t.Error(ok)
	}
}

func TestRFC5869Case1(t *testing.T) {
	reply := ask(t, `{"id":"a","op":"hkdf.sha256","salt":"000102030405060708090a0b0c","ikm":"`+
		strings.Repeat("0b", 22)+`","info":"f0f1f2f3f4f5f6f7f8f9","length":42}`, operations())
	okm, _ := reply["ok"]["okm"].(string)
	if reply["id"]["is"] != `"a"` || !strings.HasPrefix(okm, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865") {
		t.Error(reply)
	}
}

func TestAFrameIsReadOrRefused(t *testing.T) {
	ok := ask(t, `{"id":1,"op":"drv1.parse","frame":"`+frame+`"}`, operations())["ok"]
	if ok["pn"] != float64(0x0a0b0c0d) || ok["n"] != float64(0x01020304) {
		t.Error(ok)
	}
	refused := ask(t, `{"id":1,"op":"drv1.parse","frame":"`+frame[10:]+`"}`, operations())
	if refused["reject"]["reason"] != "malformed" {
		t.Error(refused)
	}
}

func TestFaultsOfTheRequestAreErrors(t *testing.T) {
	for _, line := range []string{
		`{"id":1,"op":"drv1.parse"}`,
		`{"id":1,"op":"drv1.parse","frame":"AA"}`,
		`{"id":1,"op":"drv1.parse","frame":null}`,
		`{"id":1,"op":"drv1.parse","frame":"` + frame + `","more":1}`,
		`{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":8161}`,
		`{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":"32"}`,
		`{"id":1,"op":"hello","protocol":2}`,
	} {
		if ask(t, line, operations())["error"] == nil {
			t.Error(line)
		}
	}
	for _, line := range []string{"", "[]", "{", "null", `{"id":true,"op":"bye"}`, `{"op":"bye"}`, "\xff"} {
		if reply := ask(t, line, operations()); reply["id"]["is"] != "null" || reply["error"] == nil {
			t.Error(line, reply)
		}
	}
}

func TestABugIsAnErrorAndNotARefusal(t *testing.T) {
	bug := operation{"bug", nil, func(*request, *context) (members, error) { panic("bug") }}
	if ask(t, `{"id":1,"op":"bug"}`, []operation{bug})["error"] == nil {
		t.Error("no error")
	}
}

func TestUnknownOperationsAreUnsupported(t *testing.T) {
	if ask(t, `{"id":1,"op":"x25519"}`, operations())["unsupported"]["feature"] != "x25519" {
		t.Error("not unsupported")
	}
}

func TestALongLineIsDroppedAndTheNextOneRead(t *testing.T) {
	out := bytes.Buffer{}
	in := strings.NewReader(strings.Repeat("a", maxLine+1) + "\n" + `{"id":2,"op":"bye"}`)
	if err := serve(in, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "1 MiB") || lines[1] != `{"id":2,"ok":{}}` {
		t.Error(lines)
	}
}
