// Package driver puts the implementation behind standard input and output, as
// conformance/protocol/driver-protocol.md says.
package driver

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// MaxLine is the length of the longest line, without its LF.
const MaxLine = 1 << 20

// Serve answers each line until bye or the end of the input.
func Serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	d := New()
	for !d.done {
		line, tooLong, err := readLine(lines)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		ended := err != nil
		if ended && len(line) == 0 && !tooLong {
			return nil
		}
		answer := errorReply(nullID, "a line over 1 MiB")
		if !tooLong {
			answer = d.Answer(line)
		}
		if _, err := out.Write(append(answer, '\n')); err != nil {
			return err
		}
		if ended {
			return nil
		}
	}
	return nil
}

// readLine reads up to LF or the end. Of a line that is too long it keeps nothing.
func readLine(lines *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		ended := err != nil || bytes.HasSuffix(part, []byte("\n"))
		part = bytes.TrimSuffix(part, []byte("\n"))
		if tooLong = tooLong || len(line)+len(part) > MaxLine; tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		if ended {
			return line, tooLong, err
		}
	}
}
