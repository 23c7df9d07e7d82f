package driver

import (
	"maps"
	"runtime"
	"slices"

	"smxdriver/internal/request"
	"smxdriver/internal/trace"
)

// operations are all that hello announces.
var operations map[string]operation

func init() { // not a literal: hello lists the table that it stands in
	operations = map[string]operation{
		"hello":            hello,
		"case.begin":       caseBegin,
		"case.end":         caseEnd,
		"bye":              bye,
		"x25519":           x25519,
		"ed25519.sign":     ed25519Sign,
		"ed25519.verify":   ed25519Verify,
		"hkdf.sha256":      hkdfSHA256,
		"hmac.sha256":      hmacSHA256,
		"aes256gcm.seal":   aeadSeal,
		"aes256gcm.open":   aeadOpen,
		"spk.sign":         prekeySign,
		"spk.verify":       prekeyVerify,
		"smx1.parse":       envelopeParse,
		"drv1.parse":       frameParse,
		"x3dh.initiate":    x3dhInitiate,
		"x3dh.respond":     x3dhRespond,
		"dr.init":          ratchetInit,
		"dr.encrypt":       ratchetEncrypt,
		"dr.decrypt":       ratchetDecrypt,
		"dr.state":         ratchetState,
		"device.new":       deviceNew,
		"device.send":      deviceSend,
		"device.receive":   deviceReceive,
		"device.restart":   deviceRestart,
		"device.rotate":    deviceRotate,
		"device.replenish": deviceReplenish,
		"device.purge":     devicePurge,
		"device.state":     deviceState,
	}
}

// nothing is the empty ok.
type nothing struct{}

const version = "0.1.0"

type implementation struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Language string `json:"language"`
	Platform string `json:"platform"`
}

type features struct {
	InjectRandom bool `json:"inject_random"`
	Trace        bool `json:"trace"`
	State        bool `json:"state"`
}

type greeting struct {
	Protocol       int            `json:"protocol"`
	Implementation implementation `json:"implementation"`
	Ops            []string       `json:"ops"`
	Features       features       `json:"features"`
}

func hello(_ *Driver, r *request.Reader) run {
	if protocol := r.Number("protocol", request.MaxCount); protocol != 1 {
		r.Fail("protocol %d: this driver speaks 1", protocol)
	}
	return func(*trace.Log) (any, error) {
		return greeting{
			Protocol: 1,
			Implementation: implementation{
				Name:     "smx-go",
				Version:  version,
				Language: "Go",
				Platform: runtime.GOOS + " " + runtime.GOARCH + ", " + runtime.Version(),
			},
			Ops:      slices.Sorted(maps.Keys(operations)),
			Features: features{InjectRandom: true, Trace: true, State: true},
		}, nil
	}
}

func caseBegin(_ *Driver, r *request.Reader) run {
	r.Text("case")
	return func(*trace.Log) (any, error) { return nothing{}, nil }
}

func caseEnd(d *Driver, _ *request.Reader) run {
	return func(*trace.Log) (any, error) {
		d.forget()
		return nothing{}, nil
	}
}

func bye(d *Driver, _ *request.Reader) run {
	return func(*trace.Log) (any, error) {
		d.done = true
		return nothing{}, nil
	}
}
