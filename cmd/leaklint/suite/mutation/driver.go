package mutation

import (
	"cmp"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/packages"
)

// A driver runs an analyzer over fixtures again and again. What the fixtures import
// is analyzed once.
type driver struct {
	analyzer *analysis.Analyzer
	roots    []*packages.Package
	source   string // what the names of the fixtures' files begin with
	lasting  *round // of the packages that are no fixtures
	alone    bool   // what the fixtures import is not analyzed
}

// load loads the fixtures in the src folder of testdata.
func load(a *analysis.Analyzer, testdata string) (*driver, error) {
	dir, err := filepath.Abs(testdata)
	if err != nil {
		return nil, err
	}
	src := filepath.Join(dir, "src")
	roots, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo,
		Dir:   src,
		Tests: true,
		Env:   append(os.Environ(), "GOPATH="+dir, "GO111MODULE=off", "GOWORK=off", "GOFLAGS=", "PWD="+src),
	}, "./...")
	if err != nil {
		return nil, err
	}
	d := &driver{analyzer: a, source: src + string(filepath.Separator), lasting: newRound(nil)}
	var failed error
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		for _, err := range pkg.Errors {
			failed = cmp.Or(failed, fmt.Errorf("%s: %w", pkg.ID, err))
		}
	})
	d.roots = slices.DeleteFunc(roots, func(pkg *packages.Package) bool { return !d.isFixture(pkg) })
	if failed == nil && len(d.roots) == 0 {
		failed = fmt.Errorf("no fixtures in %s", src)
	}
	return d, failed
}

// isFixture reports whether the package is one of the fixtures, or one beside them
// that they import. The main package of a test is none.
func (d *driver) isFixture(pkg *packages.Package) bool {
	return len(pkg.GoFiles) > 0 && strings.HasPrefix(pkg.GoFiles[0], d.source)
}

// diagnostics returns what the analyzer reports about the fixtures, one line each,
// sorted.
func (d *driver) diagnostics() ([]string, error) {
	r := newRound(d.lasting)
	var lines []string
	for _, pkg := range d.roots {
		done, err := d.run(r, d.analyzer, pkg)
		if err != nil {
			return nil, err
		}
		for _, diag := range done.diagnostics {
			line := fmt.Sprintf("%s %s: %s", d.at(pkg, diag.Pos), diag.Category, diag.Message)
			for _, rel := range diag.Related {
				line += fmt.Sprintf(" [%s %s]", d.at(pkg, rel.Pos), rel.Message)
			}
			for _, fix := range diag.SuggestedFixes {
				line += fmt.Sprintf(" {%s %d}", fix.Message, len(fix.TextEdits))
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// run runs an analyzer over a package, and first what it requires and, where it has
// facts, over what the package imports.
func (d *driver) run(r *round, a *analysis.Analyzer, pkg *packages.Package) (*outcome, error) {
	if a == buildssa.Analyzer || !d.isFixture(pkg) {
		r = d.lasting // no rule changes it
	}
	key := action{a, pkg}
	if done := r.outcomes[key]; done != nil {
		return done, nil
	}
	if len(a.FactTypes) > 0 && !d.alone {
		for _, path := range sortedImports(pkg) {
			if _, err := d.run(r, a, pkg.Imports[path]); err != nil {
				return nil, err
			}
		}
	}
	results := map[*analysis.Analyzer]any{}
	for _, required := range a.Requires {
		done, err := d.run(r, required, pkg)
		if err != nil {
			return nil, err
		}
		results[required] = done.result
	}
	done := new(outcome)
	r.outcomes[key] = done
	var err error
	done.result, err = a.Run(r.pass(a, pkg, results, done))
	return done, err
}

func sortedImports(pkg *packages.Package) []string {
	paths := make([]string, 0, len(pkg.Imports))
	for path := range pkg.Imports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// at returns a place in a fixture as file:line:column.
func (d *driver) at(pkg *packages.Package, pos token.Pos) string {
	return strings.TrimPrefix(pkg.Fset.Position(pos).String(), d.source)
}
