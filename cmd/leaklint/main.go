// Leaklint reports go statements whose goroutine has no way to end.
//
//	leaklint [flags] [packages]
//	leaklint test [go test flags] [packages]
//	leaklint triage [flags] CAPTURE... [-- packages]
//	go vet -vettool=$(which leaklint) [packages]
//
// leaklint -h lists the flags, leaklint help the checks, and leaklint help
// sendleak shows a wrong and a right program for one of them.
//
// # Terms
//
// A goroutine ends by itself, or when what it waits for comes: somebody sends to
// it, receives from it, closes its channel, cancels its context, releases a lock.
// It has no way to end when some path through the code that starts it leaves
// without that. The finding stands at the go statement (or at the call that
// starts the goroutine), its related positions show where the goroutine blocks
// and the path on which nobody answers.
//
// A finding is a leak, or with -advice also what is doubtful. What cannot be
// decided is not reported: whether anyone calls an exported Close, whether a peer
// or a process ends, exits that depend on data, protocols of three and more
// goroutines, channels in maps and interfaces, reflection.
//
// # Exit code
//
// The command ends with 0 when it found nothing, with 3 when it has findings,
// with 1 when it could not do its work, and with 2 when it was called wrongly. As
// a vet tool it leaves the exit code to the go command: 1 with findings, and 0
// with -json.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/driver"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/cmd/leaklint/triage"
	"github.com/leaktight/leaktight/cmd/leaklint/tryout"
)

func main() {
	args := os.Args[1:]
	switch {
	case len(args) > 0 && args[0] == "triage":
		os.Exit(triage.Main(args[1:]))
	case slices.Equal(args, []string{"help", "triage"}):
		help(triage.Help)
	case slices.Equal(args, []string{"help", "production"}):
		help(triage.Guide)
	case len(args) > 0 && args[0] == "test":
		os.Exit(tryout.Main(args[1:]))
	case slices.Equal(args, []string{"help", "test"}):
		help(tryout.Help)
	default:
		os.Exit(driver.Main(suite.Exits, suite.Analyzers()...))
	}
}

// help prints the page of a command.
func help(page func(io.Writer) error) {
	if err := page(os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "leaklint: cannot write the help: %v\n", err)
		os.Exit(driver.ExitFailure)
	}
}
