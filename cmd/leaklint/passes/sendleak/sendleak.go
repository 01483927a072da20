package sendleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines whose send may find nobody who receives.
var Analyzer = report.NewAnalyzer(leakkind.Send, run,
	answer.Analyzer, channel.Analyzer, decision.Analyzer, endless.Analyzer, lifetime.Analyzer, feasible.Analyzer, origin.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	for _, leak := range pass.ResultOf[answer.Analyzer].([]*answer.Leak) {
		if leak.Need != answer.NeedRecv {
			continue
		}
		r.At(leak.Site.Pos())
		r.Report(report.Finding{
			Pos:      leak.Site.Pos(),
			Message:  message(pass, leak),
			Category: leak.Category(doubt(leak)),
			Others:   leak.OtherSites(),
			Related:  leak.Related(),
			Fixes:    fixes(pass, leak),
		})
	}
	t := &tokens{
		pass:    pass,
		r:       r,
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
		life:    pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		memory:  pass.ResultOf[feasible.Analyzer].(*feasible.Package),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
	}
	for _, ch := range pass.ResultOf[channel.Analyzer].(*channel.Channels).All {
		t.look(ch)
	}
	return nil
}

// message says who leaves, and what that does to the goroutine.
func message(pass *analysis.Pass, leak *answer.Leak) string {
	name := source.ChannelName(pass, leak.Channel.Make)
	who := source.FuncName(leak.Exit.Fn)
	switch leak.Exit.Kind {
	case answer.Nobody:
		return fmt.Sprintf("nobody receives from %s, which leaves this goroutine blocked in its send forever", name)
	case answer.Later:
		return fmt.Sprintf("nothing receives from %s before this goroutine has sent on it, which leaves it blocked in its send forever", name)
	case answer.Trapped:
		return fmt.Sprintf("nobody receives from %s, the only way out of this goroutine's loop, so it never ends", name)
	case answer.Returned:
		return fmt.Sprintf("a caller of %s may stop receiving from %s, which leaves this goroutine blocked in its send forever", who, name)
	case answer.Unheard:
		return fmt.Sprintf("this goroutine does not listen for its stop while it sends on %s: a caller of %s that stops receiving leaves it blocked forever", name, who)
	case answer.Waits:
		return fmt.Sprintf("%s waits for this goroutine before it receives from %s, which leaves both blocked forever", who, name)
	case answer.Round:
		return fmt.Sprintf("%s may begin the next round of a loop without receiving from %s, which leaves this goroutine blocked in its send forever", who, name)
	}
	if leak.Demand.Count > 1 || leak.Channel.Cap.Const > 0 {
		return fmt.Sprintf("%s may return before it has received all that is sent on %s, which leaves this goroutine blocked in its send forever", who, name)
	}
	return fmt.Sprintf("%s may return without receiving from %s, which leaves this goroutine blocked in its send forever", who, name)
}

// doubt returns why the leak is reported as advice, or nil.
func doubt(leak *answer.Leak) *decision.Reason {
	if leak.Exit.Kind == answer.Unheard {
		return nil
	}
	if leak.Doubt != nil {
		return leak.Doubt
	}
	return decision.First(
		decision.Condition{Reason: stream, Holds: func() bool { return leak.Exit.Kind == answer.Returned && leak.Demand.Count > 1 }},
		decision.Condition{Reason: addedUp, Holds: func() bool { return leak.Shared && (leak.Demand.Count > 1 || leak.Site.InLoop()) }},
	)
}
