package suite_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestOdd holds the suite against the corners of the language: generics,
// recursive types, aliases, range over functions, goto, labels, missing bodies.
func TestOdd(t *testing.T) {
	pkgs := load(t, "./testdata/odd")
	if diff := cmp.Diff(wanted(pkgs[0]), analyze(t, pkgs, suite.Analyzers())); diff != "" {
		t.Errorf("findings differ from the lines that end in want (-want +got):\n%s", diff)
	}
}

// TestShuffled shows that the findings do not depend on the order of files and
// analyzers.
func TestShuffled(t *testing.T) {
	longtest.Skip(t, "analyzes packages and what they import eleven times")
	pkgs := load(t, "./testdata/odd", "../benchmarks/testdata/leaks/recv", "../benchmarks/testdata/leaks/send")
	want := analyze(t, pkgs, suite.Analyzers())
	if len(want) < 20 {
		t.Fatalf("%d findings, want 20 at least", len(want))
	}
	for round := range 10 {
		r := rand.New(rand.NewPCG(uint64(round), 1))
		analyzers := suite.Analyzers()
		r.Shuffle(len(analyzers), func(i, j int) { analyzers[i], analyzers[j] = analyzers[j], analyzers[i] })
		for _, p := range pkgs {
			r.Shuffle(len(p.Syntax), func(i, j int) { p.Syntax[i], p.Syntax[j] = p.Syntax[j], p.Syntax[i] })
		}
		r.Shuffle(len(pkgs), func(i, j int) { pkgs[i], pkgs[j] = pkgs[j], pkgs[i] })
		if diff := cmp.Diff(want, analyze(t, pkgs, analyzers)); diff != "" {
			t.Fatalf("round %d (-first +now):\n%s", round, diff)
		}
	}
}

// load loads packages with all that they import.
func load(t *testing.T, patterns ...string) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the packages do not load")
	}
	return pkgs
}

// analyze returns the findings as "file:line check", sorted.
func analyze(t *testing.T, pkgs []*packages.Package, analyzers []*analysis.Analyzer) []string {
	t.Helper()
	graph, err := checker.Analyze(analyzers, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for act := range graph.All() {
		if act.Err != nil {
			t.Fatalf("%s: %v", act, act.Err)
		}
		if !act.IsRoot {
			continue
		}
		for _, d := range act.Diagnostics {
			posn := act.Package.Fset.Position(d.Pos)
			found = append(found, fmt.Sprintf("%s:%d %s", filepath.Base(posn.Filename), posn.Line, act.Analyzer.Name))
		}
	}
	slices.Sort(found)
	return found
}

// wanted returns the lines of the package that end in "want check", in the form
// of analyze.
func wanted(p *packages.Package) []string {
	var want []string
	for _, file := range p.Syntax {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if check, ok := strings.CutPrefix(c.Text, "// want "); ok {
					posn := p.Fset.Position(c.Pos())
					want = append(want, fmt.Sprintf("%s:%d %s", filepath.Base(posn.Filename), posn.Line, check))
				}
			}
		}
	}
	slices.Sort(want)
	return want
}
