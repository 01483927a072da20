package rangeleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that range over a channel that some path, or
// every path, does not close.
var Analyzer = report.NewAnalyzer(leakkind.Range, run, answer.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	for _, leak := range pass.ResultOf[answer.Analyzer].([]*answer.Leak) {
		if leak.Need != answer.NeedClose {
			continue
		}
		r.At(leak.Site.Pos())
		r.Report(report.Finding{
			Pos:      leak.Site.Pos(),
			Message:  message(pass, leak),
			Category: leak.Category(nil),
			Others:   leak.OtherSites(),
			Related:  leak.Related(),
			Fixes:    fixes(pass, leak),
		})
	}
	return nil
}

// message says who leaves, and what that does to the goroutine.
func message(pass *analysis.Pass, leak *answer.Leak) string {
	name := source.ChannelName(pass, leak.Channel.Make)
	who := source.FuncName(leak.Exit.Fn)
	switch leak.Exit.Kind {
	case answer.Nobody:
		return fmt.Sprintf("nobody closes %s, which leaves this goroutine in its range forever", name)
	case answer.Later:
		return fmt.Sprintf("nothing closes %s before this goroutine has come to the end of its range, which it therefore never does", name)
	case answer.Muted:
		return fmt.Sprintf("%s stops what comes from %s and does not close it, which leaves this goroutine in its range forever", who, name)
	case answer.Waits:
		return fmt.Sprintf("%s waits for this goroutine before it closes %s, which leaves both blocked forever", who, name)
	case answer.Round:
		return fmt.Sprintf("%s may begin the next round of a loop without closing %s, which leaves this goroutine in its range forever", who, name)
	}
	return fmt.Sprintf("%s may return without closing %s, which leaves this goroutine in its range forever", who, name)
}
