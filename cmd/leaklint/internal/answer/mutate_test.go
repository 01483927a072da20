package answer_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/rangeleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/recvleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
)

// TestReasons shows that the fixtures of the checks have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: sendleak.Analyzer, Testdata: "../../passes/sendleak/testdata", Fixtures: []string{"a", "b", "outside", "protocol", "undecided"}},
		{Analyzer: recvleak.Analyzer, Testdata: "../../passes/recvleak/testdata", Fixtures: []string{"a", "b", "late", "protocol", "through", "undecided"}},
		{Analyzer: rangeleak.Analyzer, Testdata: "../../passes/rangeleak/testdata", Fixtures: []string{"a", "b"}},
	}, decisiontest.Declared(t, "."),
		// The bound is one of the search, which gives up whatever the reason says.
		"too-many-paths",
		// There is no fixture yet that none of the other rules silences too.
		"another-owner", "answered-in-another-package", "answered-out-of-sight", "answers-a-request", "channel-returned",
		"closes-once", "own-answered", "starts-what-it-is-given",
	)
}
