package golangci_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// linter is the golangci-lint that TestBinary builds with the plugin:
//
//	go test . -run Binary -v -timeout 1h -golangci v2.15.0
var linter = flag.String("golangci", "", "`version` of golangci-lint to build with the plugin (needs the module proxy and some minutes)")

const linterMain = `package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"

	_ "github.com/leaktight/leaktight/cmd/leaklint/golangci"
)

func main() {
	if err := commands.Execute(commands.BuildInfo{Version: "custom"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}
`

const linterConfig = `version: "2"
linters:
  default: none
  enable: [leaklint]
  settings:
    custom:
      leaklint:
        type: module
issues:
  max-issues-per-linter: 0
  max-same-issues: 0
`

// TestBinary builds golangci-lint with the plugin, as golangci-lint custom does,
// and compares its findings on the examples with those of leaklint itself.
func TestBinary(t *testing.T) {
	if *linter == "" {
		t.Skip("-golangci names no version to build")
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), linterMain)
	write(t, filepath.Join(dir, "go.mod"), fmt.Sprintf("module custom\n\ngo 1.26.0\n\n"+
		"require github.com/golangci/golangci-lint/v2 %s\n"+
		"replace github.com/leaktight/leaktight => %q\n"+
		"replace github.com/leaktight/leaktight/cmd/leaklint/golangci => %q\n", *linter, root, filepath.Join(root, "cmd/leaklint/golangci")))
	run(t, dir, "go", "mod", "tidy")
	run(t, dir, "go", "build", "-o", "golangci-lint", ".")
	run(t, root, "go", "build", "-o", filepath.Join(dir, "leaklint"), "./cmd/leaklint")
	write(t, filepath.Join(dir, "golangci.yml"), linterConfig)

	var theirs struct {
		Issues []struct {
			Text string
			Pos  struct {
				Filename string
				Line     int
			}
		}
	}
	decode(t, run(t, root, filepath.Join(dir, "golangci-lint"), "run", "--config", filepath.Join(dir, "golangci.yml"),
		"--output.json.path", "stdout", "--show-stats=false", "--path-mode", "abs", "./examples/..."), &theirs)
	var got []string
	for _, i := range theirs.Issues {
		file, err := filepath.Rel(root, i.Pos.Filename)
		if err != nil {
			t.Fatal(err)
		}
		check, message, _ := strings.Cut(i.Text, ": ") // "sendleak: ..."
		if strings.Contains(check, "related") {
			continue // where the story goes on, which the linter prints as findings of their own
		}
		got = append(got, fmt.Sprintf("%s:%d: %s", filepath.ToSlash(file), i.Pos.Line, message))
	}
	var ours map[string]map[string][]struct{ Posn, Message string }
	decode(t, run(t, root, filepath.Join(dir, "leaklint"), "-json", "./examples/..."), &ours)
	var want []string
	for _, checks := range ours {
		for _, findings := range checks {
			for _, f := range findings {
				want = append(want, fmt.Sprintf("%s: %s", f.Posn[:strings.LastIndex(f.Posn, ":")], f.Message))
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(want) == 0 {
		t.Fatal("leaklint finds nothing in the examples")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("findings of leaklint (-) and of the plugin (+):\n%s", diff)
	}
	t.Logf("%d findings, the same in both", len(want))
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs a command and returns its standard output. Exit codes that say that
// there are findings are no failure.
func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && len(out) > 0) {
		t.Fatalf("%s %v: %v\n%s", name, args, err, &stderr)
	}
	return out
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}
