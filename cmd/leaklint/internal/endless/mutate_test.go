package endless_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/selectleak"
)

// TestReasons shows that the fixtures of the checks have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: loopleak.Analyzer, Testdata: "../../passes/loopleak/testdata", Fixtures: []string{"a", "b", "process", "runtime/user", "runtime/internal/loops"}},
		{Analyzer: selectleak.Analyzer, Testdata: "../../passes/selectleak/testdata", Fixtures: []string{"a", "main"}},
	}, decisiontest.Declared(t, "."))
}
