package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Tools has what the scenarios are run with.
type tools struct {
	root string // of the repository
	bin  string // the folder with the built leaklint
}

// newTools finds the root of the repository and builds leaklint into a temporary
// folder, which close removes.
func newTools(ctx context.Context) (*tools, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOMOD: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(mod)))
	if _, err := os.Stat(filepath.Join(root, "cmd", "leaklint")); err != nil {
		return nil, errors.New("run it inside a clone of the repository: no cmd/leaklint in " + root)
	}
	bin, err := os.MkdirTemp("", "leaktight")
	if err != nil {
		return nil, err
	}
	t := &tools{root: root, bin: bin}
	build := exec.CommandContext(ctx, "go", "build", "-o", t.leaklint(), "./cmd/leaklint")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		t.close()
		return nil, fmt.Errorf("go build ./cmd/leaklint: %w", err)
	}
	return t, nil
}

func (t *tools) close() { os.RemoveAll(t.bin) }

// leaklint returns the path of the built command. The go command runs on every
// system a file with this ending.
func (t *tools) leaklint() string { return filepath.Join(t.bin, "leaklint.exe") }

// scenarios returns the given names, all scenarios where there are none, and an
// error when one is unknown.
func (t *tools) scenarios(names []string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(t.root, "examples", "*", "leaky.go"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		all = append(all, filepath.Base(filepath.Dir(file)))
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("no scenario %q; there are %s", name, strings.Join(all, ", "))
		}
	}
	if len(names) > 0 {
		return names, nil
	}
	return all, nil
}

// run runs leaklint and the tests of one scenario, and returns the commands
// with what they wrote.
func (t *tools) run(ctx context.Context, scenario string) (string, error) {
	folder := "./examples/" + scenario
	var b strings.Builder
	commands := [][]string{
		{"leaklint", folder},
		{"go", "test", "-tags", "leaky", "-run", "Leaky", folder},
		{"go", "test", "-run", "Fixed", folder},
	}
	for _, args := range commands {
		fmt.Fprintf(&b, "$ %s\n", strings.Join(args, " "))
		text, err := t.output(ctx, args)
		if err != nil {
			return "", err
		}
		b.WriteString(text + "\n")
	}
	return b.String(), nil
}

// output runs a command that may fail, since findings and leaks are failures,
// and returns what it wrote.
func (t *tools) output(ctx context.Context, args []string) (string, error) {
	name := args[0]
	if name == "leaklint" {
		name = t.leaklint()
	}
	cmd := exec.CommandContext(ctx, name, args[1:]...)
	cmd.Dir = t.root
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", err
	}
	return steady(string(out)), nil
}

var elapsed = regexp.MustCompile(`\(?\b\d+\.\d+s\)?|\(cached\)`)

// steady takes out of a transcript what differs from run to run: how long it
// took. It puts a plain space where go-cmp puts one at random.
func steady(text string) string {
	text = strings.ReplaceAll(text, "\u00a0", " ")
	text = elapsed.ReplaceAllString(text, "")
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \t\r\n"))
	}
	return strings.Join(lines, "\n") + "\n"
}
