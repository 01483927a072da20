package recvleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines whose receive may find nobody who sends or
// closes.
var Analyzer = report.NewAnalyzer(leakkind.Recv, run, answer.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	for _, leak := range pass.ResultOf[answer.Analyzer].([]*answer.Leak) {
		if leak.Need != answer.NeedSend {
			continue
		}
		r.At(leak.Site.Pos())
		r.Report(report.Finding{
			Pos:      leak.Site.Pos(),
			Message:  message(pass, leak),
			Category: leak.Category(doubt(leak)),
			Others:   leak.OtherSites(),
			Related:  leak.Related(),
			Fixes:    leak.GiveUp(pass),
		})
	}
	return nil
}

// doubt returns why the leak is reported as advice, or nil: the number of receives
// depends on data, and is then often that of the goroutines that answer.
func doubt(leak *answer.Leak) *decision.Reason {
	if len(leak.Channel.Ops) > 1 && leak.Exit.Kind != answer.Nobody {
		return leak.Doubt
	}
	return nil
}

// message says who leaves, and what that does to the goroutine.
func message(pass *analysis.Pass, leak *answer.Leak) string {
	name := source.ChannelName(pass, leak.Channel.Make)
	who := source.FuncName(leak.Exit.Fn)
	switch leak.Exit.Kind {
	case answer.Nobody:
		return fmt.Sprintf("nobody sends on or closes %s, which leaves this goroutine blocked in its receive forever", name)
	case answer.Later:
		return fmt.Sprintf("nothing sends on or closes %s before this goroutine has received from it, which leaves it blocked in its receive forever", name)
	case answer.Trapped:
		return fmt.Sprintf("nobody sends on or closes %s, the only way out of this goroutine's loop, so it never ends", name)
	case answer.Muted:
		return fmt.Sprintf("nothing comes from %s once %s has stopped it, which leaves this goroutine blocked in its receive forever", name, who)
	case answer.Waits:
		return fmt.Sprintf("%s waits for this goroutine before it sends on or closes %s, which leaves both blocked forever", who, name)
	case answer.Round:
		return fmt.Sprintf("%s may begin the next round of a loop without sending on or closing %s, which leaves this goroutine blocked in its receive forever", who, name)
	}
	return fmt.Sprintf("%s may return without sending on or closing %s, which leaves this goroutine blocked in its receive forever", who, name)
}
