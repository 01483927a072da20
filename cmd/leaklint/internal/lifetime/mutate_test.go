package lifetime_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/selectleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sleepleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/tickerleak"
)

// TestReasons shows that the fixtures of the checks have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: loopleak.Analyzer, Testdata: "../../passes/loopleak/testdata", Fixtures: []string{"a", "b", "process", "runtime/user", "runtime/internal/loops"}},
		{Analyzer: selectleak.Analyzer, Testdata: "../../passes/selectleak/testdata", Fixtures: []string{"a", "main"}},
		{Analyzer: tickerleak.Analyzer, Testdata: "../../passes/tickerleak/testdata", Fixtures: []string{"a"}},
		{Analyzer: sleepleak.Analyzer, Testdata: "../../passes/sleepleak/testdata", Fixtures: []string{"a", "advice"}},
		{Analyzer: ctxleak.Analyzer, Testdata: "../../passes/ctxleak/testdata", Fixtures: []string{"a", "b"}},
	}, decisiontest.Declared(t, "."),
		"started-by-init", // each init is called once, under a variable of the package that says so
	)
}
