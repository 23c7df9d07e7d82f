// Command smx-driver-go answers the questions of the conformance runner with an implementation of
// the protocol of its own, written from docs/spec. It is a test driver: not constant time, with
// injected randomness, traces and read-out, and not a library to build on.
package main

import (
	"fmt"
	"os"

	"smxdriver/internal/driver"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Fprintln(os.Stderr, "smx-driver-go: takes no arguments; it reads requests from standard input")
		os.Exit(2)
	}
	if err := driver.Serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "smx-driver-go:", err)
		os.Exit(1)
	}
}
