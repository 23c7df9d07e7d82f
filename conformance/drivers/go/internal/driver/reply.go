package driver

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
)

// octets is a byte string, in lower-case hex.
type octets []byte

// MarshalText writes the hex.
func (o octets) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, o), nil }

// nullID is the id of a reply to a line whose id could not be read.
var nullID = json.RawMessage("null")

type reply struct {
	ID          json.RawMessage `json:"id"`
	OK          any             `json:"ok,omitempty"`
	Reject      *rejection      `json:"reject,omitempty"`
	Unsupported *unsupported    `json:"unsupported,omitempty"`
	Error       *message        `json:"error,omitempty"`
	Trace       *[]step         `json:"trace,omitempty"`
}

type rejection struct {
	Reason reject.Reason `json:"reason"`
}

// unsupported answers an op that hello does not announce.
type unsupported struct {
	Feature string `json:"feature"`
}

type message struct {
	Message string `json:"message"`
}

type step struct {
	Step  string `json:"step"`
	Value octets `json:"value"`
}

// steps are those of a log; never nil, so that no step at all is [].
func steps(log *trace.Log) *[]step {
	list := []step{}
	for _, s := range log.Steps() {
		list = append(list, step{s.Name, s.Value})
	}
	return &list
}

// line is a reply in one line, without its LF.
func (r reply) line() []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return errorReply(r.ID, fmt.Sprintf("the reply cannot be written: %v", err))
	}
	text := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	if len(text) > MaxLine {
		return errorReply(r.ID, "the reply would be a line over 1 MiB")
	}
	return text
}

func errorReply(id json.RawMessage, text string) []byte {
	return reply{ID: id, Error: &message{text}}.line()
}
