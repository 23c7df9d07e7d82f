// Package jsonstrict reads one JSON text with no leniency: no member twice, no invalid UTF-8, no
// half of a surrogate pair, nothing behind the value. encoding/json repairs or passes over these.
package jsonstrict

// Kind is the type of a value.
type Kind int

// The types of RFC 8259.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Value is a JSON value. Which of the members counts is said by Kind.
type Value struct {
	Kind    Kind
	Raw     string // the text it was read from
	Bool    bool
	Text    string // of a string, without escapes
	Items   []Value
	Members map[string]Value
}

// Integer tells whether a number is written as one: digits, with neither fraction nor exponent.
func (v Value) Integer() bool {
	if v.Kind != Number {
		return false
	}
	for _, c := range v.Raw {
		if c == '.' || c == 'e' || c == 'E' {
			return false
		}
	}
	return true
}
