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
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

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

// A session is one run of the command.
type session struct {
	options   *options
	stdout    io.Writer
	stderr    io.Writer
	toolchain *toolchain
	goCommand string   // the one of the GOROOT that lends
	overlay   *overlay // the user's own
}

func run(ctx context.Context, stdout, stderr io.Writer, o *options) (int, error) {
	s := &session{options: o, stdout: stdout, stderr: stderr}
	if o.dir != "" {
		if err := os.Chdir(o.dir); err != nil {
			return 0, err
		}
	}
	if err := s.prepare(ctx); err != nil {
		return 0, err
	}
	packages, err := s.listPackages(ctx)
	if err != nil {
		return 0, err
	}
	if o.write {
		return 0, s.keep(ctx, packages)
	}
	plans := s.planAll(ctx, packages)
	if o.list {
		return 0, writePlans(stdout, plans)
	}
	return s.test(ctx, plans)
}

// prepare finds the toolchain, makes the GOROOT that lends, and reads the user's
// overlay.
func (s *session) prepare(ctx context.Context) error {
	var err error
	if s.toolchain, err = readToolchain(ctx, s.stderr); err != nil {
		return err
	}
	root, err := s.toolchain.lend(ctx)
	if err != nil {
		return err
	}
	s.goCommand = filepath.Join(root, "bin", goName)
	if os.Getenv("GOROOT") != "" { // it would hold for the go command
		if err := os.Setenv("GOROOT", root); err != nil {
			return err
		}
	}
	for _, f := range strings.Fields(s.toolchain.Flags) {
		name, value, _ := splitFlag(f)
		switch {
		case name == "overlay" && s.options.overlay == "":
			s.options.overlay = value
		case name == "json":
			s.options.json = s.options.json || value == "" || value == "true"
		}
	}
	s.overlay, err = readOverlay(s.options.overlay)
	return err
}

// test runs go test and returns its exit code.
func (s *session) test(ctx context.Context, plans []*plan) (int, error) {
	dir, err := os.MkdirTemp("", "leaklint-test-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) // what is left of it is in nobody's way
	files := make(map[string][]byte)
	for _, p := range plans {
		for name, text := range p.files {
			files[name] = text
		}
	}
	name, err := s.overlay.write(dir, files)
	if err != nil {
		return 0, err
	}
	out := &sieve{w: s.stdout}
	events := &eventSieve{w: s.stdout}
	var stdout interface {
		io.Writer
		Flush() error
	} = out
	if s.options.json {
		stdout = events
	}
	err = command.Run(ctx, stdout, s.stderr, s.goCommand, slices.Concat([]string{"test", "-overlay=" + name}, s.options.args)...)
	if flushErr := stdout.Flush(); err == nil {
		err = flushErr
	}
	var exit *exec.ExitError
	if err != nil && (ctx.Err() != nil || !errors.As(err, &exit)) {
		return 0, err
	}
	if err := s.conclude(plans, slices.Concat(out.leaks, events.leaks)); err != nil {
		return 0, err
	}
	if exit != nil {
		return max(exit.ExitCode(), exitFailure), nil
	}
	return 0, nil
}

// conclude says what all packages left. With -json standard output is go test's
// alone.
func (s *session) conclude(plans []*plan, leaks []*leak) error {
	sum := &summary{plans: plans, all: creations(leaks)}
	w := s.stdout
	if s.options.json {
		w = s.stderr
	}
	sum.write(w)
	if s.options.github {
		return sum.annotate(s.stdout)
	}
	return nil
}
