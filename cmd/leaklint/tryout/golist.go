package tryout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
)

// A pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Standard   bool
	Module     *struct {
		GoMod string
		Main  bool
	}
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	Error        *struct{ Err string }
}

// hasTests reports whether go test has anything to run in the package.
func (p *pkg) hasTests() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// listPackages returns the packages that go test would test.
func (s *session) listPackages(ctx context.Context) ([]*pkg, error) {
	args := slices.Concat([]string{"list", "-e", "-json=ImportPath,Name,Dir,Standard,Module,GoFiles,TestGoFiles,XTestGoFiles,Error"}, s.options.build)
	if s.options.overlay != "" {
		args = append(args, "-overlay="+s.options.overlay)
	}
	args = slices.Concat(args, []string{"--"}, s.options.packages)
	var stdout bytes.Buffer
	err := command.Run(ctx, &stdout, s.stderr, s.goCommand, args...)
	var exit *exec.ExitError
	if err != nil && (ctx.Err() != nil || !errors.As(err, &exit)) {
		return nil, err
	}
	var packages []*pkg
	for dec := json.NewDecoder(&stdout); ; {
		p := new(pkg)
		switch err := dec.Decode(p); {
		case err == io.EOF:
			return packages, nil // what is wrong with the others is for go test to say
		case err != nil:
			return nil, fmt.Errorf("cannot read what go list prints: %w", err)
		}
		packages = append(packages, p)
	}
}

// readToolchain asks the go command which release it takes for the module at hand.
func readToolchain(ctx context.Context, stderr io.Writer) (*toolchain, error) {
	var stdout bytes.Buffer
	if err := command.Run(ctx, &stdout, stderr, "go", "env", "-json", "GOVERSION", "GOROOT", "GOMODCACHE", "GOFLAGS"); err != nil {
		return nil, fmt.Errorf("cannot run the go command: %w", err)
	}
	tc := new(toolchain)
	if err := json.Unmarshal(stdout.Bytes(), tc); err != nil {
		return nil, fmt.Errorf("cannot read what go env prints: %w", err)
	}
	if tc.isOld() {
		return nil, fmt.Errorf("the tests of this module run with %s, and leaktest needs Go %s: try GOTOOLCHAIN=go%s.0 leaklint test ./...", tc.Version, oldest, oldest)
	}
	return tc, nil
}

// folderOf returns the folder of a package that p's tests import, or "".
func (s *session) folderOf(ctx context.Context, p *pkg, importPath string) string {
	var stdout bytes.Buffer
	args := slices.Concat([]string{"list", "-find", "-e", "-f", "{{.Dir}}"}, s.options.build, []string{"--", importPath})
	_ = command.Run(ctx, &stdout, io.Discard, s.goCommand, slices.Insert(args, 1, "-C", p.Dir)...) // without an answer there is none
	return strings.TrimSpace(stdout.String())
}
