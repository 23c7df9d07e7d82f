package main

// The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing here
// knows what an operation does; those are in ops.go.

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"unicode/utf8"
)

const (
	maxLine   = 1024 * 1024
	maxNumber = 1<<53 - 1
)

// What hello says of this driver. A feature is announced once the operations keep its promise.
func introduction(ops []string) members {
	return members{
		"protocol": 1,
		"implementation": members{
			"name": "@name@", "version": "0.1.0", "language": "Go",
			"platform": runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		},
		"ops":      ops,
		"features": members{"inject_random": false, "trace": false, "state": false},
	}
}

// members are those of a JSON object that goes out.
type members map[string]any

// requestFault says that the request itself is at fault: answered with "error".
type requestFault struct{ what string }

func (f requestFault) Error() string { return f.what }

func fault(format string, values ...any) error { return requestFault{fmt.Sprintf(format, values...)} }

// reject says that the operation refuses, as the specification says: answered with "reject".
type reject struct{ reason string }

func (r reject) Error() string { return r.reason }

// request reads the members of one request strictly: every doubt is a requestFault. The first
// fault is kept, so that an operation reads all it needs and asks once.
type request struct {
	members map[string]json.RawMessage
	err     error
}

func (r *request) fail(format string, values ...any) {
	if r.err == nil {
		r.err = fault(format, values...)
	}
}

func (r *request) allowOnly(names []string) {
	for name := range r.members {
		if name != "id" && name != "op" && name != "want_trace" && !slices.Contains(names, name) {
			r.fail("%s is no member of this op", name)
		}
	}
}

func (r *request) has(name string) bool {
	_, found := r.members[name]
	return found
}

func (r *request) read(name, what string, into any) bool {
	raw, found := r.members[name]
	if !found {
		r.fail("%s is missing", name)
		return false
	}
	// null would leave the Go value as it is.
	if string(raw) == "null" || json.Unmarshal(raw, into) != nil {
		r.fail("%s is no %s", name, what)
		return false
	}
	return true
}

func (r *request) bytes(name string) []byte {
	var text string
	if !r.read(name, "string", &text) {
		return nil
	}
	value, err := hex.DecodeString(text)
	if err != nil || hex.EncodeToString(value) != text {
		r.fail("%s is no lower-case hex", name)
	}
	return value
}

func (r *request) text(name string) string {
	var text string
	if r.read(name, "string", &text) && text == "" {
		r.fail("%s is empty", name)
	}
	return text
}

func (r *request) integer(name string, maximum uint64) uint64 {
	var number json.Number
	// json.Number takes a string too.
	if raw := r.members[name]; len(raw) > 0 && raw[0] == '"' || !r.read(name, "integer", &number) {
		r.fail("%s is no integer", name)
		return 0
	}
	value, err := strconv.ParseUint(number.String(), 10, 64)
	if err != nil || value > maximum {
		r.fail("%s is no integer from 0 to %d", name, maximum)
	}
	return value
}

func (r *request) flag(name string) bool {
	value := false
	if r.has(name) {
		r.read(name, "true or false", &value)
	}
	return value
}

// readLine gives a line without its LF; of one over the limit only its end is waited for.
func readLine(reader *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := reader.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
			tooLong = len(bytes.TrimSuffix(line, []byte("\n"))) > maxLine
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && len(line) > 0 {
			err = nil
		}
		return bytes.TrimSuffix(line, []byte("\n")), tooLong, err
	}
}

// traceStep is one intermediate value, in hex.
type traceStep struct {
	Step  string `json:"step"`
	Value string `json:"value"`
}

// context is what an operation works on beside its request.
type context struct {
	handles map[string]any // sessions and devices of the current case, by the runner's names
	trace   []traceStep
}

// operation is one row of the table: the members it takes and what it does.
type operation struct {
	name    string
	members []string
	run     func(*request, *context) (members, error)
}

// conversation is one run of the driver: from hello to bye.
type conversation struct {
	ops     []operation
	handles map[string]any
	over    bool
}

func newConversation(ops []operation) *conversation {
	c := &conversation{handles: map[string]any{}}
	c.ops = append([]operation{
		{"hello", []string{"protocol"}, c.hello},
		{"case.begin", []string{"case"}, func(r *request, _ *context) (members, error) {
			r.text("case")
			return members{}, r.err
		}},
		{"case.end", nil, func(*request, *context) (members, error) {
			clear(c.handles)
			return members{}, nil
		}},
		{"bye", nil, func(*request, *context) (members, error) {
			c.over = true
			return members{}, nil
		}},
	}, ops...)
	return c
}

func (c *conversation) hello(r *request, _ *context) (members, error) {
	if r.integer("protocol", maxNumber) != 1 {
		r.fail("protocol is not 1")
	}
	names := []string{}
	for _, op := range c.ops {
		names = append(names, op.name)
	}
	return introduction(names), r.err
}

var anID = regexp.MustCompile(`^(-?(0|[1-9][0-9]*)|"[^\n]*")$`)

func errorReply(message string) members { return members{"error": members{"message": message}} }

// answer gives the reply to one line, both without LF.
func (c *conversation) answer(line []byte, tooLong bool) []byte {
	id := json.RawMessage("null")
	var reply members
	object := map[string]json.RawMessage{}
	switch {
	case tooLong:
		reply = errorReply("the line is over 1 MiB")
	case !utf8.Valid(line) || json.Unmarshal(line, &object) != nil || object == nil:
		reply = errorReply("the line is no JSON object in UTF-8")
	case !anID.Match(object["id"]):
		reply = errorReply("no id that is an integer or a string")
	default:
		id = object["id"]
		reply = c.outcome(&request{members: object})
	}
	reply["id"] = id
	text, err := json.Marshal(reply)
	if err != nil {
		return []byte(`{"id":null,"error":{"message":"internal fault: the reply is no JSON"}}`)
	}
	return text
}

func (c *conversation) outcome(r *request) (reply members) {
	// Never a reject: a bug must not look like a refusal.
	defer func() {
		if bug := recover(); bug != nil {
			reply = errorReply("internal fault")
		}
	}()
	name := r.text("op")
	if r.err != nil {
		return errorReply(r.err.Error())
	}
	index := slices.IndexFunc(c.ops, func(op operation) bool { return op.name == name })
	if index < 0 {
		return members{"unsupported": members{"feature": name[:min(len(name), 80)]}}
	}
	wantTrace := r.flag("want_trace")
	r.allowOnly(c.ops[index].members)
	if r.err != nil {
		return errorReply(r.err.Error())
	}
	work := &context{handles: c.handles, trace: []traceStep{}}
	ok, err := c.ops[index].run(r, work)
	var refusal reject
	switch {
	case err == nil:
		reply = members{"ok": ok}
	case errors.As(err, &refusal):
		reply = members{"reject": members{"reason": refusal.reason}}
	default:
		return errorReply(err.Error())
	}
	if wantTrace {
		reply["trace"] = work.trace
	}
	return reply
}
