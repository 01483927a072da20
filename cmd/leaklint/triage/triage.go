package triage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The exit codes, as of the rest of leaklint. Rows in the table are no findings but
// where -fail-growth makes them some.
const (
	exitRead    = 0 // the capture was read
	exitFailure = 1 // it could not do its work, or not all of it
	exitUsage   = 2 // the command line was wrong
	exitGrown   = 3 // a group grew as -fail-growth says
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
	code, err := o.run(ctx, stdout)
	switch {
	case err != nil && ctx.Err() != nil:
		o.say("%v", context.Cause(ctx))
	case err != nil:
		o.say("%v", err)
	}
	if err != nil {
		return exitFailure
	}
	return code
}

// run reads, joins and shows. The code is one of failure where something is wrong with
// what it shows all the same; the reason was printed.
func (o *options) run(ctx context.Context, stdout io.Writer) (code int, err error) {
	var held *heap
	if o.heap != "" {
		if held, err = abandoned(ctx, func() (*heap, error) { return o.readHeap(ctx) }); err != nil {
			return exitFailure, err
		}
	}
	s, failed, err := o.captures(ctx, held)
	if err != nil {
		return exitFailure, err
	}
	m := moduleHere()
	who := &classifier{module: m.path}
	now := s.newest()
	now.complete(who)
	if now.total == 0 && len(o.choice.labels) > 0 {
		o.say("%s", o.choice.nothing())
	}
	s.compare(now)
	if held != nil {
		held.tell(now)
	}
	if o.analyze && ctx.Err() == nil {
		err := o.join(ctx, now, m)
		if err == errEnded {
			return exitFailure, nil
		}
		if err != nil {
			o.say("the analyzers: %v", err)
			failed = true
		}
	}
	now.arrange(s)
	if err := o.show(stdout, &view{capture: now, series: s, heap: held, module: m, who: who, name: o.title(), top: o.top}); err != nil {
		return exitFailure, err
	}
	if failed {
		return exitFailure, nil
	}
	return o.judge(s, now)
}

// title is what was read first.
func (o *options) title() string {
	if len(o.inputs) == 0 {
		return o.heap
	}
	return o.inputs[0]
}

// captures reads what was named, or takes it. A heap dump alone has the stacks, too.
func (o *options) captures(ctx context.Context, held *heap) (s *series, failed bool, err error) {
	if len(o.inputs) == 0 {
		t := &taken{}
		t.add(held.capture(), o.heap, time.Now())
		return &series{instances: []*taken{t}}, false, nil
	}
	if o.every > 0 {
		return o.sample(ctx, o.inputs[0])
	}
	if o.diff != "" {
		return o.readSeries(ctx, []instance{{inputs: []string{o.diff, o.inputs[0]}}})
	}
	list, faults, err := instances(o.inputs)
	if err != nil {
		return nil, true, err
	}
	for _, fault := range faults {
		o.say("%v", fault)
	}
	s, failed, err = o.readSeries(ctx, list)
	return s, failed || len(faults) > 0, err
}

// judge is what -fail-growth makes of a series.
func (o *options) judge(s *series, now *capture) (code int, err error) {
	if o.failGrowth == 0 {
		return exitRead, nil
	}
	if !s.goesOn() {
		return exitFailure, errors.New("-fail-growth needs two captures of one instance at least")
	}
	grown := o.grownGroups(now.groups)
	if grown == 0 {
		return exitRead, nil
	}
	o.say("%s grew by %s or more in each step (-fail-growth)", plural(grown, "group"), thousands(o.failGrowth))
	return exitGrown, nil
}

// grownGroups counts the groups that -fail-growth speaks of, also those that stand in
// the entries of others.
func (o *options) grownGroups(groups []*group) int {
	n := 0
	for _, g := range groups {
		if slices.ContainsFunc(g.trends, func(t trend) bool { return len(t.counts) > 1 && t.least() >= o.failGrowth }) {
			n++
		}
		n += o.grownGroups(g.company)
	}
	return n
}

// await reads a capture, tells when it was taken, and prints what is wrong with it; or
// gives up on it when ctx is done.
func (o *options) await(ctx context.Context, name string) (*capture, time.Time, error) {
	got, err := abandoned(ctx, func() (*readOne, error) { return o.read(ctx, name) })
	if err != nil {
		return nil, time.Time{}, err
	}
	for _, fault := range got.capture.faults {
		o.say("%s: %s", shownName(name), fault)
	}
	for _, note := range got.capture.notes {
		o.noteOnce(shownName(name), note)
	}
	return got.capture, got.at, nil
}

// abandoned returns what a function returns, or gives up on it when ctx is done: nothing
// else ends the wait for a terminal or a pipe. A function that was given up goes on, and
// must not touch what others do.
func abandoned[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := f()
		done <- outcome{value, err}
	}()
	select {
	case got := <-done:
		return got.value, got.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// A readOne is a capture that was read, and when it was taken.
type readOne struct {
	capture *capture
	at      time.Time
}

// read reads a capture. That one could not be kept is a fault of it.
func (o *options) read(ctx context.Context, name string) (*readOne, error) {
	src, err := o.open(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownName(name), err)
	}
	defer src.Close()
	p := newProgress(o.terminal, src)
	c, err := readCapture(p, limits{bytes: o.maxBytes, memory: stackMemory, choice: o.choice}, p.goroutines)
	kept, _ := src.ReadCloser.(*keeper)
	var unkept error
	if kept != nil && !errors.Is(err, errForeign) {
		unkept = kept.finish(p, o.maxBytes)
	}
	p.end()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", shownName(name), err)
	case unkept != nil:
		c.fault("it was not kept: -keep %s: %v", shownName(o.keep), unkept)
	}
	return &readOne{c, takenAt(name, c, src)}, nil
}

// noteOnce prints what a reader should know of a capture, once for all of a series.
func (o *options) noteOnce(name, note string) {
	if o.noted[note] {
		return
	}
	if o.noted == nil {
		o.noted = make(map[string]bool)
	}
	o.noted[note] = true
	o.say("%s: %s", name, note)
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
