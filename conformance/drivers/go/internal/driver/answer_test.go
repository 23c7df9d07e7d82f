package driver

import (
	"encoding/json"
	"strings"
	"testing"
)

// ask gives the reply as a document.
func ask(t *testing.T, d *Driver, line string) map[string]any {
	t.Helper()
	var reply map[string]any
	if err := json.Unmarshal(d.Answer([]byte(line)), &reply); err != nil {
		t.Fatal(err)
	}
	return reply
}

var (
	zeros  = strings.Repeat("00", 32)
	making = `{"id":1,"op":"device.new","device":"d","one_time_prekey_count":1}`
	spare  = `"random":{"identity_private":"` + zeros + `","signing_private":"` + zeros +
		`","signed_prekeys":[{"key_id":"61","private_key":"` + zeros + `"}],"one_time_prekeys":[]}`
)

func TestRequestFaults(t *testing.T) {
	for name, row := range map[string]struct{ line, id string }{
		"not JSON":                   {`{`, `null`},
		"an array":                   {`[]`, `null`},
		"no id":                      {`{"op":"case.end"}`, `null`},
		"id null":                    {`{"id":null,"op":"case.end"}`, `null`},
		"id with a fraction":         {`{"id":1.5,"op":"case.end"}`, `null`},
		"a member twice":             {`{"id":1,"op":"case.end","id":1}`, `null`},
		"no op":                      {`{"id":1}`, `1`},
		"op of another type":         {`{"id":1,"op":7}`, `1`},
		"unknown member":             {`{"id":1,"op":"case.end","case":"x"}`, `1`},
		"want_trace of another type": {`{"id":1,"op":"case.end","want_trace":1}`, `1`},
		"want_trace null":            {`{"id":1,"op":"case.end","want_trace":null}`, `1`},
		"empty case":                 {`{"id":1,"op":"case.begin","case":""}`, `1`},
		"protocol 2":                 {`{"id":1,"op":"hello","protocol":2}`, `1`},
		"protocol as text":           {`{"id":1,"op":"hello","protocol":"1"}`, `1`},
		"upper-case hex":             {`{"id":1,"op":"hmac.sha256","key":"AB","message":""}`, `1`},
		"half a byte":                {`{"id":1,"op":"hmac.sha256","key":"abc","message":""}`, `1`},
		"no hex":                     {`{"id":1,"op":"hmac.sha256","key":"0x","message":""}`, `1`},
		"a missing member":           {`{"id":1,"op":"hmac.sha256","key":""}`, `1`},
		"null for a member":          {`{"id":1,"op":"hmac.sha256","key":"","message":null}`, `1`},
		"length over 8160":           {`{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":8161}`, `1`},
		"length below 0":             {`{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":-1}`, `1`},
		"length with an exponent":    {`{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":1e2}`, `1`},
		"unknown session":            {`{"id":1,"op":"dr.state","session":"s"}`, `1`},
		"unknown device":             {`{"id":1,"op":"device.state","device":"x"}`, `1`},
		"a time out of range":        {`{"id":1,"op":"device.purge","device":"d","now":9007199254740992}`, `1`},
		"no signed prekeys": {`{"id":1,"op":"device.new","device":"e","random":{"identity_private":"` + zeros +
			`","signing_private":"` + zeros + `","signed_prekeys":[],"one_time_prekeys":[]}}`, `1`},
		"random that lacks a field": {`{"id":1,"op":"device.rotate","device":"d","now":1,"random":{"key_id":"61"}}`, `1`},
		"random with a field of no op": {`{"id":1,"op":"device.send","device":"d","peer":"p","plaintext":"",` +
			`"random":{"x":""}}`, `1`},
		"a count of a wrong type, ignored": {`{"id":1,"op":"device.new","device":"e","one_time_prekey_count":"1",` +
			spare + `}`, `1`},
		"ns for a responder": {`{"id":1,"op":"dr.init","session":"s","role":"responder","root_key":"` + zeros +
			`","ad":"` + strings.Repeat(zeros, 4) + `","ratchet_private":"` + zeros + `","remote_ratchet_key":"","ns":0}`, `1`},
		"a remote key for a responder": {`{"id":1,"op":"dr.init","session":"s","role":"responder","root_key":"` + zeros +
			`","ad":"` + strings.Repeat(zeros, 4) + `","ratchet_private":"` + zeros + `","remote_ratchet_key":"` + zeros + `"}`, `1`},
		"a third role": {`{"id":1,"op":"dr.init","session":"s","role":"both","root_key":"` + zeros +
			`","ad":"` + strings.Repeat(zeros, 4) + `","ratchet_private":"` + zeros + `","remote_ratchet_key":""}`, `1`},
		"a fault and a wrong length": {`{"id":1,"op":"x25519","private_key":"00","public_key":"AA"}`, `1`},
		"a label of 256 bytes": {`{"id":1,"op":"device.send","device":"d","plaintext":"","peer":"` +
			strings.Repeat("é", 128) + `"}`, `1`},
		"more live keys than fit": {`{"id":1,"op":"device.replenish","device":"d","count":9007199254740991}`, `1`},
	} {
		d := New()
		ask(t, d, making)
		reply := ask(t, d, row.line)
		id, err := json.Marshal(reply["id"])
		if _, isError := reply["error"]; err != nil || !isError || string(id) != row.id || len(reply) != 2 {
			t.Errorf("%s: %v", name, reply)
		}
	}
}

// Wrong fixed lengths are refusals, found before the op and in every member that is given [PRIM-04].
func TestWrongLengths(t *testing.T) {
	d := New()
	ask(t, d, making)
	for name, line := range map[string]string{
		"X25519":        `{"id":1,"op":"x25519","private_key":"00","public_key":"` + zeros + `"}`,
		"signature":     `{"id":1,"op":"ed25519.verify","public_key":"` + zeros + `","message":"","signature":"00"}`,
		"inside random": `{"id":1,"op":"device.send","device":"d","peer":"p","plaintext":"","random":{"nonce":"00"}}`,
		"AEAD nonce":    `{"id":1,"op":"aes256gcm.seal","key":"` + zeros + `","nonce":"","plaintext":"","aad":""}`,
	} {
		reply := ask(t, d, line)
		reason, ok := reply["reject"].(map[string]any)
		if !ok || reason["reason"] != "malformed" {
			t.Errorf("%s: %v", name, reply)
		}
	}
}

func TestUnknownOpIsUnsupported(t *testing.T) {
	reply := ask(t, New(), `{"id":"x","op":"nope","member":1,"want_trace":true}`)
	feature, ok := reply["unsupported"].(map[string]any)
	if !ok || feature["feature"] != "nope" || reply["id"] != "x" || len(reply) != 2 {
		t.Errorf("%v", reply)
	}
}

func TestTraceOnlyWhenWanted(t *testing.T) {
	d := New()
	if reply := ask(t, d, `{"id":1,"op":"case.end","want_trace":true}`); len(reply["trace"].([]any)) != 0 {
		t.Errorf("%v", reply)
	}
	if reply := ask(t, d, `{"id":1,"op":"case.end","want_trace":false}`); len(reply) != 2 {
		t.Errorf("%v", reply)
	}
}

// All handles die at case.end.
func TestHandles(t *testing.T) {
	d := New()
	ask(t, d, making)
	if reply := ask(t, d, `{"id":1,"op":"device.state","device":"d"}`); reply["ok"] == nil {
		t.Errorf("%v", reply)
	}
	ask(t, d, `{"id":2,"op":"case.end"}`)
	if reply := ask(t, d, `{"id":1,"op":"device.state","device":"d"}`); reply["error"] == nil {
		t.Errorf("%v", reply)
	}
}

// A draw that is missed is an error, and what the op did by then is undone.
func TestMissedDraw(t *testing.T) {
	d := New()
	ask(t, d, making)
	other := New()
	made := ask(t, other, making)["ok"].(map[string]any)
	bundle, err := json.Marshal(map[string]any{"identity_key": made["identity_key"],
		"signing_key": made["signing_key"], "signed_prekey": made["signed_prekey"]})
	if err != nil {
		t.Fatal(err)
	}
	before := ask(t, d, `{"id":1,"op":"device.state","device":"d"}`)["ok"].(map[string]any)["digest"]
	reply := ask(t, d, `{"id":1,"op":"device.send","device":"d","peer":"p","plaintext":"","bundle":`+string(bundle)+
		`,"random":{"ek_private":"`+zeros+`","ratchet_private":"`+zeros+`"}}`)
	if reply["error"] == nil {
		t.Errorf("%v", reply)
	}
	if after := ask(t, d, `{"id":1,"op":"device.state","device":"d"}`)["ok"].(map[string]any)["digest"]; after != before {
		t.Error("the state changed")
	}
}
