package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/version"
)

// The exit codes of the front end, the same for every kind of output.
const (
	ExitClean    = 0 // nothing was found
	ExitFailure  = 1 // it could not do its work
	ExitUsage    = 2 // the command line was wrong
	ExitFindings = 3 // there are findings
)

// Main runs leaklint with the process's arguments and returns its exit code. A
// signal that asks it to end ends the go command and all of its tools, and is a
// failure. As a tool of go vet it does not return: the protocol ends with os.Exit.
//
// The checks are what the front end knows; exits tells what ends each goroutine, for
// the command of that name.
func Main(exits *analysis.Analyzer, checks ...*analysis.Analyzer) int {
	if isVettool(os.Args[1:]) {
		vettool(append(slices.Clone(checks), exits))
	}
	ctx, stop := command.NotifyContext()
	defer stop()
	return Run(ctx, os.Stdout, os.Stderr, os.Args[1:], checks)
}

// Run is the front end: it runs the command line args (without the program's
// name) in the current directory, writes to stdout and stderr, and returns the
// exit code. Canceling ctx stops the go command and is a failure. What comes out
// on stderr, the messages of the go command too, is printable.
func Run(ctx context.Context, stdout, stderr io.Writer, args []string, analyzers []*analysis.Analyzer) int {
	lines := printable.NewWriter(stderr)
	defer func() { _ = lines.Flush() }() // nothing is left to say it to
	return run(ctx, stdout, lines, args, analyzers)
}

func run(ctx context.Context, stdout, stderr io.Writer, args []string, analyzers []*analysis.Analyzer) int {
	switch {
	case slices.Equal(args, []string{"version"}), slices.Equal(args, []string{"-version"}):
		out := &failWriter{w: stdout}
		fmt.Fprintln(out, version.Get())
		return exitCode(stderr, out.err)
	case slices.Equal(args, []string{"help", "exits"}):
		return exitCode(stderr, exitsHelp(stdout))
	case len(args) > 0 && args[0] == "help":
		return exitCode(stderr, help(stdout, args[1:], analyzers))
	case len(args) > 0 && args[0] == "exits":
		return exitCode(stderr, exitsCommand(ctx, stdout, stderr, args[1:]))
	}
	opts, err := parseFlags(stderr, args, analyzers)
	if err != nil {
		return exitCode(stderr, err)
	}
	return exitCode(stderr, opts.run(ctx, stdout, stderr))
}

// run does what the parsed command line asks for.
func (o *options) run(ctx context.Context, stdout, stderr io.Writer) error {
	var known *baseline
	if o.baseline != "" {
		var err error
		if known, err = readBaseline(o.baseline); err != nil {
			return err
		}
	}
	result, failure := goVet(ctx, stderr, o)
	if failure != nil && result == nil {
		return failure
	}
	result.all, result.partial = result.Findings, failure != nil
	if known != nil {
		unmet := known.filter(result)
		if failure == nil { // or else they were perhaps not looked for
			failure = o.reportGone(ctx, stderr, unmet)
		}
	}
	// What was found is shown even when some packages could not be analyzed.
	err := o.output(ctx, stdout, stderr, result)
	if failure != nil && (err == nil || err == errFindings) {
		return failure
	}
	return err
}

// output renders the findings in the form that was asked for, and returns
// errFindings when there are any.
func (o *options) output(ctx context.Context, stdout, stderr io.Writer, result *result) error {
	out := &failWriter{w: stdout}
	remaining := result.Findings
	switch {
	case o.diff:
		var patch bytes.Buffer
		if err := o.printDiff(ctx, &patch, stderr, result); err != nil {
			return err
		}
		printPatch(out, patch.Bytes(), isTerminal(stdout), os.Getenv("GITHUB_ACTIONS") == "true")
	case o.fix:
		fixed, err := o.applyFixes(ctx, stderr, result)
		remaining = without(result.Findings, fixed)
		printText(out, remaining)
		if err != nil {
			return err
		}
	case o.json:
		printJSON(out, result)
	case o.sarif:
		base, err := o.base()
		if err == nil {
			err = printSARIF(out, result.Findings, o.analyzers, base)
		}
		if err != nil && out.err == nil {
			return err
		}
	case o.github:
		base, err := o.base()
		if err != nil {
			return err
		}
		printGitHub(out, result.Findings, base)
	default:
		printText(out, result.Findings)
	}
	if out.err != nil {
		return fmt.Errorf("cannot write the findings: %w", out.err)
	}
	if len(remaining) > 0 {
		return errFindings
	}
	return nil
}

// errFindings is the outcome that is no failure: there are findings.
var errFindings = errors.New("findings")

// A usageError is a wrong command line; its text was printed already.
type usageError struct{ error }

// exitCode turns an outcome into an exit code and prints what went wrong.
func exitCode(stderr io.Writer, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return ExitClean
	case err == errFindings:
		return ExitFindings
	case errors.As(err, &usage):
		return ExitUsage
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintf(stderr, "leaklint: %s\n", line)
	}
	return ExitFailure
}

// A failWriter keeps the first error, so that rendering need not look at each.
type failWriter struct {
	w   io.Writer
	err error
}

func (f *failWriter) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.w.Write(p)
	f.err = err
	return n, err
}
