package leaktest

import (
	"fmt"
	"os"
)

// framePrefix is what a line of package testing begins with: with -json a
// character that tells it from what tests print.
func framePrefix() string {
	if flagValue("test.v") == "test2json" {
		return "\x16"
	}
	return ""
}

// printFail takes back the PASS that package testing has printed.
func printFail() {
	if verbose() {
		fmt.Fprintf(os.Stderr, "%sFAIL\n", framePrefix())
	}
}
