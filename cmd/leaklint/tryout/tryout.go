// Package tryout is the command leaklint test: go test for a repository that need not
// know leaktest, with a check for leaked goroutines in each package that has tests.
//
// Nothing is written into the repository. The go command is given an overlay, in
// which each package has a TestMain that calls leaktest, and a GOROOT whose standard
// library has leaktest in it: so no module has to require anything, whatever its
// go.mod, vendor folder or go.work say. All that is printed and the exit code are
// those of go test; what the tests left behind comes at the end, once for all
// packages.
package tryout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The exit codes beside those of go test.
const (
	exitFailure = 1
	exitUsage   = 2
)

// Main runs the command with its arguments, those after "test", and returns the exit
// code. A signal that asks the process to end ends go test and its tests.
func Main(args []string) int {
	ctx, stop := command.NotifyContext()
	defer stop()
	return Run(ctx, os.Stdout, os.Stderr, args)
}

// Run runs the command in the current folder.
func Run(ctx context.Context, stdout, stderr io.Writer, args []string) int {
	o, err := parseFlags(args)
	switch {
	case errors.Is(err, errHelp):
		_ = Help(stderr) // there is nobody else to tell
		return exitUsage
	case err != nil:
		fmt.Fprintf(stderr, "leaklint: test: %s\n%s", printable.Text(err.Error()), usage)
		return exitUsage
	}
	lines := printable.NewWriter(stderr)
	code, err := run(ctx, stdout, lines, o)
	_ = lines.Flush() // nothing is left to say it to
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		fmt.Fprintf(stderr, "leaklint: test: %s\n", printable.Text(err.Error()))
		return exitFailure
	}
	return code
}
