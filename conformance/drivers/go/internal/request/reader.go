// Package request reads the members of one request. It keeps the two kinds of complaint of the
// driver protocol apart: faults of the request, and byte strings of a wrong fixed length, which are
// no faults but the refusal malformed [PRIM-04].
package request

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"smxdriver/internal/jsonstrict"
	"smxdriver/internal/primitive"
)

// MaxCount is the highest of the counts and times: 2^53 - 1.
const MaxCount = 1<<53 - 1

// findings are shared by the readers of one request.
type findings struct {
	fault     error
	malformed bool
}

// Reader reads the members of one object. Each member is read once; Close complains of the rest.
// After a fault its results mean nothing.
type Reader struct {
	found   *findings
	path    string // of the object, for messages: "" or "bundle."
	members map[string]jsonstrict.Value
	read    map[string]bool
}

// New starts on the object of a request.
func New(object jsonstrict.Value) *Reader {
	return nested(&findings{}, "", object)
}

func nested(found *findings, path string, object jsonstrict.Value) *Reader {
	return &Reader{found, path, object.Members, map[string]bool{}}
}

// Fault is the first fault of the request, or nil.
func (r *Reader) Fault() error { return r.found.fault }

// WrongLength tells whether a byte string has not its fixed length.
func (r *Reader) WrongLength() bool { return r.found.malformed }

// Fail notes a fault, unless there is one already.
func (r *Reader) Fail(format string, values ...any) {
	if r.found.fault == nil {
		r.found.fault = fmt.Errorf(format, values...)
	}
}

// Has tells whether a member is given, whatever its type.
func (r *Reader) Has(name string) bool {
	_, given := r.members[name]
	return given
}

// Close notes a member that nobody has read.
func (r *Reader) Close() {
	for name := range r.members {
		if !r.read[name] {
			r.Fail("%s%s: no such member here", r.path, name)
		}
	}
}

// member is the value of a member of a kind; a fault when it is missing or of another kind.
func (r *Reader) member(name string, kind jsonstrict.Kind, what string) (jsonstrict.Value, bool) {
	r.read[name] = true
	value, given := r.members[name]
	switch {
	case !given:
		r.Fail("%s%s is missing", r.path, name)
	case value.Kind != kind:
		r.Fail("%s%s: not %s", r.path, name, what)
	default:
		return value, true
	}
	return value, false
}

// Bytes reads a byte string of any length: lower-case hex, two digits a byte.
func (r *Reader) Bytes(name string) []byte {
	value, ok := r.member(name, jsonstrict.String, "a string")
	if !ok {
		return nil
	}
	decoded, err := hex.DecodeString(value.Text)
	if err != nil || strings.ContainsAny(value.Text, "ABCDEF") {
		r.Fail("%s%s: not lower-case hex", r.path, name)
	}
	return decoded
}

// Fixed reads a byte string of a fixed length. With another length the result has the right length
// and means nothing.
func (r *Reader) Fixed(name string, size int) []byte {
	value := r.Bytes(name)
	if len(value) != size {
		r.found.malformed = true
		return make([]byte, size)
	}
	return value
}

// Key reads 32 bytes.
func (r *Reader) Key(name string) primitive.Key {
	return primitive.KeyFrom(r.Fixed(name, primitive.KeySize))
}

// String reads a string.
func (r *Reader) String(name string) string {
	value, _ := r.member(name, jsonstrict.String, "a string")
	return value.Text
}

// Text reads a string that is not empty: a handle, a label, a case id.
func (r *Reader) Text(name string) string {
	text := r.String(name)
	if text == "" {
		r.Fail("%s%s is empty", r.path, name)
	}
	return text
}

// Flag reads an optional boolean.
func (r *Reader) Flag(name string) bool {
	if !r.Has(name) {
		return false
	}
	value, _ := r.member(name, jsonstrict.Bool, "true or false")
	return value.Bool
}

// Number reads an integer from 0 to highest.
func (r *Reader) Number(name string, highest uint64) uint64 {
	value, ok := r.member(name, jsonstrict.Number, "an integer")
	if !ok {
		return 0
	}
	if !value.Integer() {
		r.Fail("%s%s: not an integer", r.path, name)
		return 0
	}
	text := value.Raw
	if text == "-0" {
		text = "0"
	}
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil || number > highest {
		r.Fail("%s%s: not from 0 to %d", r.path, name, highest)
		return 0
	}
	return number
}

// OptionalNumber is nil when the member is not given.
func (r *Reader) OptionalNumber(name string, highest uint64) *uint64 {
	if !r.Has(name) {
		return nil
	}
	number := r.Number(name, highest)
	return &number
}

// Object reads an object by a function, which need not close its reader.
func (r *Reader) Object(name string, read func(*Reader)) {
	if value, ok := r.member(name, jsonstrict.Object, "an object"); ok {
		inner := nested(r.found, r.path+name+".", value)
		read(inner)
		inner.Close()
	}
}

// List reads an array of objects.
func (r *Reader) List(name string, read func(*Reader)) int {
	list, _ := r.member(name, jsonstrict.Array, "an array")
	for i, item := range list.Items {
		path := fmt.Sprintf("%s%s[%d]", r.path, name, i)
		if item.Kind != jsonstrict.Object {
			r.Fail("%s: not an object", path)
			continue
		}
		inner := nested(r.found, path+".", item)
		read(inner)
		inner.Close()
	}
	return len(list.Items)
}

// Skip marks a member as read that the caller has read in its own way.
func (r *Reader) Skip(name string) { r.read[name] = true }
