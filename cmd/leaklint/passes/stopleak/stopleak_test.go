package stopleak_test

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/directive"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/owner"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/stopleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it;
// the objects of package dep are known by facts.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "a", "library")
}

// TestRound checks objects that a loop makes, each dropped before the next round or not.
func TestRound(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "round")
}

// TestListen checks listeners, and TestLent what a database lends.
func TestListen(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "listen")
}

func TestLent(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "lent")
}

// TestFacts checks what is said of the functions of package dep.
func TestFacts(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), owner.Analyzer, "dep")
}

// TestAdvice shows what is reported with -advice only.
func TestAdvice(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	if err := stopleak.Analyzer.Flags.Set("advice", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopleak.Analyzer.Flags.Set("advice", "false") })
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "advice")
}

// TestWithoutFacts checks what is known of the standard library where the facts
// about it are missing, as under nogo: the table of package owner serves.
func TestWithoutFacts(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	bare := *owner.Analyzer
	bare.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.ImportObjectFact = func(types.Object, analysis.Fact) bool { return false }
		return owner.Analyzer.Run(&p)
	}
	withoutFacts := *stopleak.Analyzer
	withoutFacts.Requires = []*analysis.Analyzer{directive.Analyzer, &bare}
	withoutFacts.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.ResultOf = map[*analysis.Analyzer]any{
			directive.Analyzer: pass.ResultOf[directive.Analyzer],
			owner.Analyzer:     pass.ResultOf[&bare],
		}
		return stopleak.Analyzer.Run(&p)
	}
	analysistest.Run(t, analysistest.TestData(), &withoutFacts, "library")
}

// TestConditions checks what depends on conditions along the way.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "conditions")
}

// TestKeeper checks objects that keep others: those that forget to end one are told.
func TestKeeper(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "keeper")
}
