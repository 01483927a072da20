package triage

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The exit codes, as of the rest of leaklint. Rows in the table are no findings.
const (
	exitRead    = 0 // the capture was read
	exitFailure = 1 // it could not do its work, or not all of it
	exitUsage   = 2 // the command line was wrong
)

// Main runs the command with its arguments, those after "triage", and returns
// the exit code. A signal that asks the process to end ends what it waits for,
// the analysis with all of its tools among it, and is a failure.
func Main(args []string) int {
	ctx, stop := command.NotifyContext()
	defer stop()
	return Run(ctx, os.Stdin, os.Stdout, os.Stderr, args)
}

// Run runs the command in the current directory, with the arguments after
// "triage", and returns the exit code. Canceling ctx ends reading, a fetch and
// the analysis, as a failure.
func Run(ctx context.Context, stdin io.Reader, stdout, stderr io.Writer, args []string) int {
	errs := printable.NewWriter(stderr)
	defer errs.Flush()
	o, ok := parseFlags(errs, args)
	if !ok {
		return exitUsage
	}
	o.stdin, o.terminal = stdin, stderr
	failed, err := o.run(ctx, stdout)
	switch {
	case err != nil && ctx.Err() != nil:
		o.say("%v", context.Cause(ctx))
	case err != nil:
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
	now, err := o.await(ctx, o.input)
	if err != nil {
		return false, err
	}
	var old *capture
	if o.diff != "" {
		if old, err = o.await(ctx, o.diff); err != nil {
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
		err := o.join(ctx, now, m)
		if err == errEnded {
			return true, nil
		}
		if err != nil {
			o.say("the analyzers: %v", err)
			failed = true
		}
	}
	return failed, o.show(stdout, &view{capture: now, old: old, module: m, who: who, name: o.input, oldName: o.diff, top: o.top})
}

// await reads a capture, or gives up on it when ctx is done: nothing else ends
// the wait for a terminal or a pipe.
func (o *options) await(ctx context.Context, name string) (*capture, error) {
	type outcome struct {
		capture *capture
		err     error
	}
	done := make(chan outcome, 1)
	go func() {
		c, err := o.read(ctx, name)
		done <- outcome{c, err}
	}()
	select {
	case got := <-done:
		return got.capture, got.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
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
