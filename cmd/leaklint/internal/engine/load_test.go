package engine_test

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// A source is a set of small programs that both decisions are made on.
type source struct {
	name     string
	dir      string
	patterns []string
	gopath   bool // dir is a GOPATH, as analysistest has it
}

// sources lists what the test compares on.
func sources() []source {
	leaklint := filepath.Join("..", "..")
	var list []source
	for _, pass := range []string{"sendleak", "recvleak", "rangeleak", "stopleak", "waitleak", "ctxleak"} {
		dir := filepath.Join(leaklint, "passes", pass, "testdata")
		list = append(list, source{name: "passes/" + pass, dir: dir, patterns: []string{"./src/..."}, gopath: true})
	}
	for _, part := range []string{"leaks", "idioms"} {
		dir := filepath.Join(leaklint, "benchmarks", "testdata", part)
		list = append(list, source{name: "benchmarks/" + part, dir: dir, patterns: []string{"./..."}})
	}
	corpus := filepath.Join(runtime.GOROOT(), "src", "runtime", "testdata", "testgoroutineleakprofile")
	list = append(list, source{name: "goroot", dir: corpus, patterns: []string{"./..."}})
	cases := filepath.Join(leaklint, "benchmarks", "testdata", "cases")
	return append(list,
		source{name: "cases/false", dir: cases, patterns: []string{"./false/..."}},
		source{name: "cases/missed", dir: cases, patterns: []string{"./missed/..."}})
}

// A program is one loaded package with what the analyzers below found in it.
type program struct {
	pkg     *packages.Package
	results map[*analysis.Analyzer]any
}

// load loads the packages of the source from source text, and what they import
// as export data, and runs what the decisions need on them.
func (s source) load(tb testing.TB, needs ...*analysis.Analyzer) []*program {
	tb.Helper()
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		tb.Fatal(err)
	}
	env := os.Environ()
	if s.gopath {
		env = append(env, "GOPATH="+dir, "GO111MODULE=off", "GOPROXY=off")
	} else {
		env = append(env, "GOWORK=off")
	}
	fset := token.NewFileSet()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir, Env: env, Fset: fset}, s.patterns...)
	if err != nil {
		tb.Fatal(err)
	}
	d := &driver{facts: map[factKey]analysis.Fact{}, done: map[string]bool{}, local: map[string]*packages.Package{}}
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			tb.Fatalf("%s: %v", s.name, pkg.Errors)
		}
		d.local[pkg.PkgPath] = pkg
	}
	for _, path := range slices.Sorted(maps.Keys(d.local)) {
		d.visit(tb, d.local[path], needs)
	}
	slices.SortFunc(d.programs, func(a, b *program) int { return cmp.Compare(a.pkg.PkgPath, b.pkg.PkgPath) })
	return d.programs
}

// A driver runs analyzers on packages after the ones that they import, and keeps
// their facts. What is not loaded from source has none.
type driver struct {
	facts    map[factKey]analysis.Fact
	done     map[string]bool
	local    map[string]*packages.Package
	programs []*program
}

// A factKey names an object across packages: by its package and its path there.
type factKey struct {
	object string
	fact   reflect.Type
}

func (d *driver) visit(tb testing.TB, pkg *packages.Package, needs []*analysis.Analyzer) {
	if d.done[pkg.PkgPath] {
		return
	}
	d.done[pkg.PkgPath] = true
	for _, path := range slices.Sorted(maps.Keys(pkg.Imports)) {
		if local := d.local[pkg.Imports[path].PkgPath]; local != nil {
			d.visit(tb, local, needs)
		}
	}
	p := &program{pkg: pkg, results: map[*analysis.Analyzer]any{}}
	for _, a := range needs {
		d.run(tb, p, a)
	}
	d.programs = append(d.programs, p)
}

func (d *driver) run(tb testing.TB, p *program, a *analysis.Analyzer) any {
	if result, ok := p.results[a]; ok {
		return result
	}
	for _, required := range a.Requires {
		d.run(tb, p, required)
	}
	result, err := a.Run(d.pass(p, a))
	if err != nil {
		tb.Fatalf("%s: %s: %v", p.pkg.PkgPath, a.Name, err)
	}
	p.results[a] = result
	return result
}

func (d *driver) pass(p *program, a *analysis.Analyzer) *analysis.Pass {
	key := func(obj types.Object, fact analysis.Fact) factKey {
		return factKey{nameOf(obj), reflect.TypeOf(fact)}
	}
	return &analysis.Pass{
		Analyzer: a, Fset: p.pkg.Fset, Files: p.pkg.Syntax, Pkg: p.pkg.Types,
		TypesInfo: p.pkg.TypesInfo, TypesSizes: p.pkg.TypesSizes, ResultOf: p.results,
		Report:   func(analysis.Diagnostic) {},
		ReadFile: os.ReadFile,
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			known, ok := d.facts[key(obj, fact)]
			if ok {
				reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(known).Elem())
			}
			return ok
		},
		ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { d.facts[key(obj, fact)] = fact },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

// nameOf names an object so that it has the same name where it is imported.
func nameOf(obj types.Object) string {
	if fn, ok := obj.(*types.Func); ok {
		return fn.FullName()
	}
	return fmt.Sprintf("%s.%s", obj.Pkg().Path(), obj.Name())
}

// place returns where a position is, without the folder of the source.
func (s source) place(p *program, pos token.Pos) string {
	at := p.pkg.Fset.Position(pos)
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		return at.String()
	}
	file, err := filepath.Rel(dir, at.Filename)
	if err != nil {
		file = at.Filename
	}
	file = strings.TrimPrefix(filepath.ToSlash(file), "src/")
	return fmt.Sprintf("%s/%s:%d", s.name, file, at.Line)
}
