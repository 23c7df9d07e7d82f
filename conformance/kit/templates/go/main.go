// @name@: reads requests from standard input, one a line, and answers each on standard output.
// Exit status: 0 after bye or the end of the input, 1 when a stream fails.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

func serve(in io.Reader, out io.Writer) error {
	talk := newConversation(operations())
	reader := bufio.NewReaderSize(in, 64*1024)
	for !talk.over {
		line, tooLong, err := readLine(reader)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := out.Write(append(talk.answer(line, tooLong), '\n')); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
