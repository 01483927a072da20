package ctxwait_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/waitleak"
)

// TestReasons shows that the fixtures of the checks have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: ctxleak.Analyzer, Testdata: "../../passes/ctxleak/testdata", Fixtures: []string{"a", "b", "handed"}},
		{Analyzer: waitleak.Analyzer, Testdata: "../../passes/waitleak/testdata", Fixtures: []string{"a", "skip", "errs", "advice"}},
	}, decisiontest.Declared(t, "."))
}
