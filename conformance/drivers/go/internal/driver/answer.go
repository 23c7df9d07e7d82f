package driver

import (
	"encoding/json"
	"errors"
	"fmt"

	"smxdriver/internal/device"
	"smxdriver/internal/jsonstrict"
	"smxdriver/internal/ratchet"
	"smxdriver/internal/reject"
	"smxdriver/internal/request"
	"smxdriver/internal/trace"
)

// Driver holds what lives between two requests.
type Driver struct {
	sessions map[string]ratchet.State
	devices  map[string]*device.Device
	done     bool // bye was said
}

// New is a driver without handles.
func New() *Driver {
	d := &Driver{}
	d.forget()
	return d
}

// forget ends all handles.
func (d *Driver) forget() {
	d.sessions = map[string]ratchet.State{}
	d.devices = map[string]*device.Device{}
}

// run is the second half of an op. It changes the Driver only as its last act, so that an op which
// fails leaves nothing to undo.
type run func(log *trace.Log) (any, error)

// operation is the first half: it reads the members, the handles among them, and runs nothing.
type operation func(d *Driver, r *request.Reader) run

// Answer gives the reply to one line, in the protocol's order of faults: the request, the fixed
// lengths, then the op.
func (d *Driver) Answer(line []byte) []byte {
	object, err := jsonstrict.Parse(line)
	if err != nil {
		return errorReply(nullID, fmt.Sprintf("not JSON: %v", err))
	}
	if object.Kind != jsonstrict.Object {
		return errorReply(nullID, "not an object")
	}
	given := object.Members["id"]
	if given.Kind != jsonstrict.String && !given.Integer() {
		return errorReply(nullID, "no id that is an integer or a string")
	}
	id := json.RawMessage(given.Raw)

	r := request.New(object)
	r.Skip("id")
	name := r.String("op")
	wantTrace := r.Flag("want_trace")
	if fault := r.Fault(); fault != nil {
		return errorReply(id, fault.Error())
	}
	op, known := operations[name]
	if !known {
		return reply{ID: id, Unsupported: &unsupported{name}}.line()
	}
	second := op(d, r)
	r.Close()
	if fault := r.Fault(); fault != nil {
		return errorReply(id, fault.Error())
	}
	var log *trace.Log
	if wantTrace {
		log = &trace.Log{}
	}
	answer, err := reply{ID: id}, error(reject.Malformed)
	if !r.WrongLength() {
		answer.OK, err = guarded(second, log)
	}
	if reason := reject.Reason(""); errors.As(err, &reason) {
		answer.OK, answer.Reject = nil, &rejection{reason}
	} else if err != nil {
		return errorReply(id, err.Error())
	}
	if wantTrace {
		answer.Trace = steps(log)
	}
	return answer.line()
}

// guarded turns a panic, which is a bug of this driver, into the reply for one.
func guarded(second run, log *trace.Log) (result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			result, err = nil, fmt.Errorf("a bug of the driver: %v", cause)
		}
	}()
	return second(log)
}
