package spawn_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// printer reports every site with its kind and the names of what it runs.
var printer = &analysis.Analyzer{
	Name:     "printer",
	Doc:      "print the start sites",
	Requires: []*analysis.Analyzer{spawn.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, site := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Sites {
			pass.Reportf(site.Pos(), "%s runs %s", site.Kind, targetNames(site))
		}
		return nil, nil
	},
}

func targetNames(site *spawn.Site) string {
	var names []string
	for _, t := range site.Targets {
		name := t.Fn.RelString(nil)
		name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(name)
		names = append(names, strings.Replace(name, "helper.Stopper.", "helper.", 1))
	}
	if len(names) == 0 {
		return "nothing known"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// TestSites pins every kind of start and what it is resolved to; the sites of
// kind Helper show that facts are made and read across packages.
func TestSites(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), printer, "helper", "a")
}

// TestFacts pins which functions are said to start an argument.
func TestFacts(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), spawn.Analyzer, "facts")
}

// silent keeps the expectations of a's comments, which are about the printer,
// from failing a test that runs another analyzer.
type silent struct{ *testing.T }

func (silent) Errorf(string, ...any) {}

// TestTargets pins what a target knows of its parameters and free variables.
func TestTargets(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	results := analysistest.Run(silent{t}, analysistest.TestData(), spawn.Analyzer, "a")
	sites := results[0].Result.(*spawn.Result).Sites
	if len(sites) == 0 {
		t.Fatal("no sites in package a")
	}
	for _, site := range sites {
		for _, target := range site.Targets {
			if got, want := len(target.Args), len(target.Fn.Params); site.Kind == spawn.GoStmt && got != want {
				t.Errorf("%s: Args of %s has %d elements, want one for each of %d parameters",
					results[0].Pass.Fset.Position(site.Pos()), target.Fn, got, want)
			}
			if got, want := len(target.Bindings), len(target.Fn.FreeVars); got != want {
				t.Errorf("%s: Bindings of %s has %d elements, want one for each of %d free variables",
					results[0].Pass.Fset.Position(site.Pos()), target.Fn, got, want)
			}
		}
	}
}
