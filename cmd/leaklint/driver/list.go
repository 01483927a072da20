package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
)

// goList runs go list, built as go vet is, and returns the lines that it prints. Its
// error is what the go command says.
func (o *options) goList(ctx context.Context, args ...string) ([]string, error) {
	var out, messages bytes.Buffer
	err := command.Run(ctx, &out, &messages, "go", slices.Concat([]string{"list"}, o.buildFlags, args)...)
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(messages.String()))
	}
	return strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\n' || r == '\r' }), nil
}

// A listedPackage is what go list -test says of a package, or of the test that
// belongs to one.
type listedPackage struct {
	Dir, ImportPath, Name, ForTest string
	GoFiles, CgoFiles              []string
	TestGoFiles, XTestGoFiles      []string
	Error                          *struct{}
	DepsErrors                     []struct{}

	owner string // import path of the package, where this is one of its tests
}

// list lists the packages of the command line and their tests, by import path
// and without what tells variants of one package apart. Each has what is wrong
// with any of its variants. The list is empty when the go command cannot tell.
func (o *options) list(ctx context.Context, flags []string) map[string]*listedPackage {
	args := []string{"list", "-e", "-test", "-json=Dir,ImportPath,Name,ForTest,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Error,DepsErrors"}
	args = slices.Concat(args, o.buildFlags, flags, []string{"--"}, o.packages)
	var out bytes.Buffer
	if err := command.Run(ctx, &out, io.Discard, "go", args...); err != nil {
		return nil
	}
	packages := make(map[string]*listedPackage)
	for dec := json.NewDecoder(&out); ; {
		p := new(listedPackage)
		if dec.Decode(p) != nil {
			return packages
		}
		p.owner = p.ForTest
		if p.owner == "" && p.Name == "main" {
			p.owner = strings.TrimSuffix(p.ImportPath, ".test")
		}
		if p.owner == "" {
			p.owner = p.ImportPath
		}
		name, _, variant := strings.Cut(p.ImportPath, " ")
		if known := packages[name]; known != nil && variant {
			known.DepsErrors = append(known.DepsErrors, p.DepsErrors...)
			continue
		}
		packages[name] = p
	}
}

// testFiles returns the package's test files, also those that are not built.
func (p *listedPackage) testFiles() []string {
	var files []string
	entries, _ := os.ReadDir(p.Dir) // what cannot be read may still be in an overlay
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			files = append(files, filepath.Join(p.Dir, e.Name()))
		}
	}
	for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
		files = append(files, filepath.Join(p.Dir, name))
	}
	slices.Sort(files)
	return slices.Compact(files)
}
