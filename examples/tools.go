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

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// importPath is that of this folder.
const importPath = "github.com/leaktight/leaktight/examples/"

// Tools has what the scenarios are run with.
type tools struct {
	root string // of the repository
	bin  string // the folder with the built leaklint
}

// newTools builds leaklint into a temporary folder, which close removes.
func newTools(ctx context.Context, root string) (*tools, error) {
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

// run runs leaklint and the tests of all scenarios at once, each command one
// time, and returns for each scenario the commands with what they wrote of it.
func (t *tools) run(ctx context.Context, all []scenario) ([]string, error) {
	var folders []string
	for _, s := range all {
		folders = append(folders, "./examples/"+s.name)
	}
	findings, err := t.output(ctx, t.leaklint(), folders...)
	if err != nil {
		return nil, err
	}
	// At most two at a time, so that what is slow to start is not taken for stuck.
	leaky, err := t.output(ctx, "go", append([]string{"test", "-p", "2", "-timeout", "2m", "-tags", "leaky"}, folders...)...)
	if err != nil {
		return nil, err
	}
	fixed, err := t.output(ctx, "go", append([]string{"test", "-p", "2"}, folders...)...)
	if err != nil {
		return nil, err
	}
	var transcripts []string
	for _, s := range all {
		said, err := findingsOf(findings, s)
		if err != nil {
			return nil, err
		}
		folder := "./examples/" + s.name
		transcripts = append(transcripts, fmt.Sprintf("$ leaklint %[1]s\n%[2]s\n$ go test -tags leaky %[1]s\n%[3]s\n$ go test %[1]s\n%[4]s\n",
			folder, said, resultOf(leaky, s), resultOf(fixed, s)))
	}
	return transcripts, nil
}

// output runs a command that may fail, since findings and leaks are failures,
// and returns what it wrote.
func (t *tools) output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = t.root
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", err
	}
	return steady(string(out)), nil
}

// findingsOf returns the findings of one scenario, each with the lines below it.
// Where there is none, it says why.
func findingsOf(output string, s scenario) (string, error) {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(output) {
		switch {
		case strings.HasPrefix(line, "\t"):
		case strings.HasPrefix(filepath.ToSlash(line), "examples/"):
			inside = strings.HasPrefix(filepath.ToSlash(line), "examples/"+s.name+"/")
		default:
			return "", fmt.Errorf("leaklint: %s", output)
		}
		if inside {
			b.WriteString(line)
		}
	}
	if b.Len() > 0 {
		return b.String(), nil
	}
	if !hasCheck(s.kind.Name) {
		return fmt.Sprintf("(nothing: leaklint has no check for %s yet)\n", s.kind.Name), nil
	}
	return fmt.Sprintf("(nothing: the check %s does not see this one)\n", s.kind.Name), nil
}

func hasCheck(name string) bool {
	return slices.ContainsFunc(suite.Analyzers(), func(a *analysis.Analyzer) bool { return a.Name == name })
}

var endOfPackage = regexp.MustCompile(`^(?:ok  |FAIL)\t(\S+)`)

// resultOf returns what go test wrote of one scenario. The line that sums up a
// package stands last.
func resultOf(output string, s scenario) string {
	var b strings.Builder
	for line := range strings.Lines(output) {
		b.WriteString(line)
		if match := endOfPackage.FindStringSubmatch(line); match != nil {
			if match[1] == importPath+s.name {
				return b.String()
			}
			b.Reset()
		}
	}
	return output // something else went wrong: say all of it
}

var (
	elapsed     = regexp.MustCompile(`\(?\b\d+\.\d+s\)?|\(cached\)`)
	downloading = regexp.MustCompile(`(?m)^go: downloading .*\n`)
)

// steady takes out of a transcript what differs from run to run: how long it
// took, and what the go command fetches the first time. It puts a plain space
// where go-cmp puts one at random.
func steady(text string) string {
	text = strings.ReplaceAll(text, "\u00a0", " ")
	text = elapsed.ReplaceAllString(text, "")
	text = downloading.ReplaceAllString(text, "")
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \t\r\n"))
	}
	return strings.Join(lines, "\n") + "\n"
}
