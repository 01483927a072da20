package tryout

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
)

// An outputWriter passes on what go test prints; Flush is called at its end.
type outputWriter interface {
	io.Writer
	Flush() error
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
	var stdout outputWriter = out
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

// inGOROOT gives a file of the standard library the name that it has without us.
func (s *session) inGOROOT(file string) string {
	if rest, err := filepath.Rel(filepath.Dir(filepath.Dir(s.goCommand)), file); err == nil && filepath.IsLocal(rest) {
		return filepath.Join(s.toolchain.Root, rest)
	}
	return file
}

// conclude says what all packages left. With -json standard output is go test's
// alone.
func (s *session) conclude(plans []*plan, leaks []*leak) error {
	for _, l := range leaks {
		l.File, l.CreatedIn = s.inGOROOT(l.File), s.inGOROOT(l.CreatedIn)
	}
	sum := &summary{plans: plans, all: creations(leaks), anyKnown: s.options.known != ""}
	w := s.stdout
	if s.options.json {
		w = s.stderr
	}
	sum.write(w)
	if s.options.known != "" && updating() {
		if err := s.updateKnown(w, sum); err != nil {
			return err
		}
	}
	if s.options.github {
		return sum.annotate(s.stdout)
	}
	return nil
}
