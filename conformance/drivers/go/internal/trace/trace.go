// Package trace records the intermediate values that a request with want_trace asks for.
package trace

import "bytes"

// Step is one value, under the name that the driver protocol gives it.
type Step struct {
	Name  string
	Value []byte
}

// Log collects steps in order. A nil Log records nothing, so that code need not ask.
type Log struct{ steps []Step }

// Add records a copy of a value, at the moment it is accepted.
func (l *Log) Add(name string, value []byte) {
	if l != nil {
		l.steps = append(l.steps, Step{name, bytes.Clone(value)})
	}
}

// Steps are those recorded so far.
func (l *Log) Steps() []Step {
	if l == nil {
		return nil
	}
	return l.steps
}
