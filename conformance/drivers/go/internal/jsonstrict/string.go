package jsonstrict

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// simpleEscapes are those of one letter.
var simpleEscapes = map[byte]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// string reads a string, the parser standing at its first quotation mark.
func (p *parser) string() (string, error) {
	p.at++
	// The common case has no escape and needs no copy.
	start := p.at
	for p.at < len(p.text) && p.text[p.at] != '"' && p.text[p.at] != '\\' && p.text[p.at] >= ' ' {
		p.at++
	}
	if p.peek() == '"' {
		p.at++
		return p.text[start : p.at-1], nil
	}
	var out strings.Builder
	out.WriteString(p.text[start:p.at])
	for {
		switch c := p.peek(); {
		case p.at == len(p.text):
			return "", p.fault("a string without an end")
		case c < ' ':
			return "", p.fault("a control character in a string")
		case c == '"':
			p.at++
			return out.String(), nil
		case c == '\\':
			p.at++
			if err := p.escape(&out); err != nil {
				return "", err
			}
		default:
			out.WriteByte(c)
			p.at++
		}
	}
}

// escape reads what stands behind a backslash.
func (p *parser) escape(out *strings.Builder) error {
	c := p.peek()
	if plain, ok := simpleEscapes[c]; ok {
		p.at++
		out.WriteByte(plain)
		return nil
	}
	first, err := p.unit()
	if err != nil {
		return err
	}
	if !utf16.IsSurrogate(first) {
		out.WriteRune(first)
		return nil
	}
	if !p.take('\\') {
		return p.fault("half of a surrogate pair")
	}
	second, err := p.unit()
	if err != nil {
		return err
	}
	pair := utf16.DecodeRune(first, second)
	if pair == '\uFFFD' {
		return p.fault("half of a surrogate pair")
	}
	out.WriteRune(pair)
	return nil
}

// unit reads the u and four hex digits of an escape.
func (p *parser) unit() (rune, error) {
	if !p.take('u') || len(p.text)-p.at < 4 {
		return 0, p.fault("no escape")
	}
	digits := p.text[p.at : p.at+4]
	for i := range digits {
		if !isDigit(digits[i]) && !strings.ContainsRune("abcdefABCDEF", rune(digits[i])) {
			return 0, p.fault("no four hex digits")
		}
	}
	p.at += 4
	unit, err := strconv.ParseUint(digits, 16, 16)
	return rune(unit), err
}
