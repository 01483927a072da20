package triage

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The exit codes, as of the rest of leaklint. Rows in the table are no findings.
const (
	exitRead    = 0 // the capture was read
	exitFailure = 1 // it could not do its work, or not all of it
	exitUsage   = 2 // the command line was wrong
)

// Main runs the command with its arguments, those after "triage", and returns
// the exit code. An interrupt ends the process at once, as nothing is left half
// done: a page is written in one piece.
func Main(args []string) int {
	return Run(context.Background(), os.Stdin, os.Stdout, os.Stderr, args)
}

// Run runs the command in the current directory, with the arguments after
// "triage", and returns the exit code. Cancelling ctx ends a fetch and the
// analysis, as a failure; reading a file goes on.
func Run(ctx context.Context, stdin io.Reader, stdout, stderr io.Writer, args []string) int {
	errs := printable.NewWriter(stderr)
	defer errs.Flush()
	o, ok := parseFlags(errs, args)
	if !ok {
		return exitUsage
	}
	o.stdin, o.terminal = stdin, stderr
	failed, err := o.run(ctx, stdout)
	if err != nil {
		o.say("%v", err)
	}
	if failed || err != nil {
		return exitFailure
	}
	return exitRead
}

// run reads, joins and shows. It reports failure where something is wrong with
// what it shows all the same; the reason was printed.
func (o *options) run(ctx context.Context, stdout io.Writer) (failed bool, err error) {
	now, err := o.read(ctx, o.input)
	if err != nil {
		return false, err
	}
	var old *capture
	if o.diff != "" {
		if old, err = o.read(ctx, o.diff); err != nil {
			return false, err
		}
		failed = len(old.faults) > 0
	}
	failed = failed || len(now.faults) > 0
	m := moduleHere()
	who := &classifier{module: m.path}
	now.complete(who)
	if old != nil {
		old.complete(who)
		compare(now, old)
	}
	if o.analyze {
		if err := o.join(ctx, now, m); err != nil {
			o.say("the analyzers: %v", err)
			failed = true
		}
	}
	return failed, o.show(stdout, &view{capture: now, old: old, module: m, who: who, name: o.input, oldName: o.diff, top: o.top})
}

// read reads a capture and prints what is wrong with it.
func (o *options) read(ctx context.Context, name string) (*capture, error) {
	src, err := o.open(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownName(name), err)
	}
	defer src.Close()
	p := newProgress(o.terminal, src)
	c, err := readCapture(p, limits{bytes: o.maxBytes, memory: stackMemory}, p.goroutines)
	p.end()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownName(name), err)
	}
	for _, fault := range c.faults {
		o.say("%s: %s", shownName(name), fault)
	}
	for _, note := range c.notes {
		o.say("%s: %s", shownName(name), note)
	}
	return c, nil
}

// say prints a message, in one line whatever is in it.
func (o *options) say(format string, args ...any) {
	fmt.Fprintf(o.stderr, "leaklint: %s\n", printable.Text(fmt.Sprintf(format, args...)))
}

// show writes the result in the form that was asked for.
func (o *options) show(stdout io.Writer, v *view) error {
	if o.html != "" {
		return writePage(o.html, v)
	}
	var err error
	if o.json {
		err = writeJSON(stdout, v)
	} else {
		_, err = io.WriteString(stdout, v.text())
	}
	if err != nil {
		return fmt.Errorf("cannot write the result: %w", err)
	}
	return nil
}
