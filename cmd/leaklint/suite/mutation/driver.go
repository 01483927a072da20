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

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
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

// told returns what the analyzer tells of the fixtures, one line each, sorted: its
// diagnostics, and of which kind each decision is that was made for it.
func (d *driver) told() ([]string, error) {
	r := newRound(d.lasting)
	var lines []string
	for _, pkg := range d.roots {
		done, err := d.run(r, d.analyzer, pkg)
		if err != nil {
			return nil, err
		}
		for _, diag := range done.diagnostics {
			lines = append(lines, d.diagnostic(pkg, diag))
		}
		if made := r.outcomes[action{decision.Analyzer, pkg}]; made != nil {
			for _, o := range made.result.(*decision.Ledger).Obligations() {
				lines = append(lines, fmt.Sprintf("%s %s of %s: %s", d.at(pkg, o.At), o.Check, d.at(pkg, o.Site), kindOf(o)))
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// diagnostic returns a diagnostic as one line.
func (d *driver) diagnostic(pkg *packages.Package, diag analysis.Diagnostic) string {
	line := fmt.Sprintf("%s %s: %s", d.at(pkg, diag.Pos), diag.Category, diag.Message)
	for _, rel := range diag.Related {
		line += fmt.Sprintf(" [%s %s]", d.at(pkg, rel.Pos), rel.Message)
	}
	for _, fix := range diag.SuggestedFixes {
		line += fmt.Sprintf(" {%s %d}", fix.Message, len(fix.TextEdits))
	}
	return line
}

// kindOf returns what a decision comes to: what no rule settles nobody can tell.
func kindOf(o *decision.Obligation) decision.Kind {
	if o.Reason() == nil {
		return decision.Undecided
	}
	return o.Reason().Kind
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
