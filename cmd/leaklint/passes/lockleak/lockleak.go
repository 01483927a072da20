package lockleak

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports locks that a goroutine waits for forever: it holds them
// itself, nobody releases them, or who holds them waits for it.
var Analyzer = report.NewAnalyzer(leakkind.Lock, run, held.Analyzer, origin.Analyzer, channel.Analyzer, decision.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	locks := pass.ResultOf[held.Analyzer].(*held.Index)
	if len(locks.Events) == 0 {
		return nil // nothing in the package locks
	}
	c := &check{
		pass:     pass,
		r:        r,
		ledger:   pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		locks:    locks,
		origins:  pass.ResultOf[origin.Analyzer].(*origin.Index),
		channels: pass.ResultOf[channel.Analyzer].(*channel.Channels),
		held:     map[distance][]held.Held{},
	}
	c.repeats()
	c.kept()
	c.waits()
	c.sleepers()
	return nil
}

type check struct {
	pass     *analysis.Pass
	r        *report.Reporter
	ledger   *decision.Ledger
	locks    *held.Index
	origins  *origin.Index
	channels *channel.Channels

	callers map[*ssa.Function][]held.Event // the calls of a function, with the locks held there
	held    map[distance][]held.Held       // what callers hold, see heldBy
	rounds  []ssa.Instruction              // they lock what the round before still holds, and are reported
	blocked *channel.Op                    // the operation that is looked at; may be nil
}

// related is one step of the story of a finding.
func related(pos token.Pos, message string) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: pos, Message: message}
}
