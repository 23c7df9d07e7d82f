package jsonstrict

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// maxDepth bounds nesting, so that no line can exhaust the stack.
const maxDepth = 1000

// Parse reads a whole text.
func Parse(text []byte) (Value, error) {
	if !utf8.Valid(text) {
		return Value{}, errors.New("not UTF-8")
	}
	p := parser{text: string(text)}
	value, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.at != len(p.text) {
		return Value{}, p.fault("something behind the value")
	}
	return value, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) fault(what string) error { return fmt.Errorf("byte %d: %s", p.at, what) }

// peek is the next byte, or 0 at the end: no JSON text has that byte outside a string, and none
// unescaped in one.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) space() {
	for c := p.peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = p.peek() {
		p.at++
	}
}

// take consumes a byte if it is the next one.
func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) value(depth int) (value Value, err error) {
	if depth > maxDepth {
		return value, p.fault("nested too deeply")
	}
	p.space()
	start := p.at
	switch c := p.peek(); {
	case c == '{':
		value, err = p.object(depth)
	case c == '[':
		value, err = p.array(depth)
	case c == '"':
		value.Kind = String
		value.Text, err = p.string()
	case c == '-' || isDigit(c):
		value.Kind = Number
		err = p.number()
	default:
		value, err = p.word()
	}
	value.Raw = p.text[start:p.at]
	return value, err
}

func (p *parser) word() (Value, error) {
	for word, value := range map[string]Value{
		"null": {Kind: Null}, "true": {Kind: Bool, Bool: true}, "false": {Kind: Bool},
	} {
		if len(p.text)-p.at >= len(word) && p.text[p.at:p.at+len(word)] == word {
			p.at += len(word)
			return value, nil
		}
	}
	return Value{}, p.fault("no JSON value")
}

func (p *parser) object(depth int) (Value, error) {
	value := Value{Kind: Object, Members: map[string]Value{}}
	p.at++
	p.space()
	if p.take('}') {
		return value, nil
	}
	for {
		p.space()
		if p.peek() != '"' {
			return value, p.fault("no member name")
		}
		name, err := p.string()
		if err != nil {
			return value, err
		}
		if _, twice := value.Members[name]; twice {
			return value, p.fault(fmt.Sprintf("member %q twice", name))
		}
		if p.space(); !p.take(':') {
			return value, p.fault("no colon")
		}
		member, err := p.value(depth + 1)
		if err != nil {
			return value, err
		}
		value.Members[name] = member
		if p.space(); p.take('}') {
			return value, nil
		}
		if !p.take(',') {
			return value, p.fault("neither a comma nor the end of the object")
		}
	}
}

func (p *parser) array(depth int) (Value, error) {
	value := Value{Kind: Array}
	p.at++
	p.space()
	if p.take(']') {
		return value, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return value, err
		}
		value.Items = append(value.Items, item)
		if p.space(); p.take(']') {
			return value, nil
		}
		if !p.take(',') {
			return value, p.fault("neither a comma nor the end of the array")
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits consumes one or more.
func (p *parser) digits() error {
	if !isDigit(p.peek()) {
		return p.fault("no digit")
	}
	for isDigit(p.peek()) {
		p.at++
	}
	return nil
}

func (p *parser) number() error {
	p.take('-')
	if !p.take('0') {
		if err := p.digits(); err != nil {
			return err
		}
	}
	if p.take('.') {
		if err := p.digits(); err != nil {
			return err
		}
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		return p.digits()
	}
	return nil
}
