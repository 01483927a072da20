package engine

import (
	"fmt"
	"os"
)

// FramePrefix is what a line of package testing begins with: with -json a
// character that tells it from what tests print.
func FramePrefix() string {
	if FlagValue("test.v") == "test2json" {
		return "\x16"
	}
	return ""
}

// PrintFail takes back the PASS that package testing has printed.
func PrintFail() {
	if Verbose() {
		fmt.Fprintf(os.Stderr, "%sFAIL\n", FramePrefix())
	}
}
