package suite

import (
	"encoding/json"
	"flag"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/exits"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/suite/verdict"
)

// Exits is how the verdicts of `leaklint exits` travel through a run of go vet: as
// diagnostics of an analyzer that is no check. It is not among [Analyzers], and
// reports only where its flag report is set. It requires all the passes, to run
// after them: what they decide is what it tells.
//
// The message of a diagnostic is a [verdict.Exit] as JSON. Its related positions are
// the waits of the goroutine, each with an Exit too, and behind each, with an empty
// message, the position of what ends it, where there is one.
var Exits = newExits()

func newExits() *analysis.Analyzer {
	var verdicts, decisions bool
	a := &analysis.Analyzer{
		Name:     "exits",
		Doc:      "say what ends each goroutine\n\nThis is no check: leaklint exits asks for it.",
		Requires: slices.Concat(passes, exits.Requires),
	}
	a.Flags = *flag.NewFlagSet("exits", flag.ExitOnError)
	a.Flags.BoolVar(&verdicts, "report", false, "report a verdict for each goroutine")
	a.Flags.BoolVar(&decisions, "decisions", false, "report each obligation with what settled it, as the benchmarks want it")
	a.Run = func(pass *analysis.Pass) (any, error) {
		if decisions {
			reportDecisions(pass)
		}
		if !verdicts {
			return nil, nil
		}
		for _, v := range exits.Of(pass) {
			if err := reportVerdict(pass, v); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	return a
}

// reportDecisions reports each obligation of the ledger, where it waits, with its
// kind, its check and the name of the rule.
func reportDecisions(pass *analysis.Pass) {
	for _, o := range pass.ResultOf[decision.Analyzer].(*decision.Ledger).Obligations() {
		kind, rule := "open", "none"
		if r := o.Reason(); r != nil {
			kind, rule = string(r.Kind), r.Name
		}
		pass.Report(analysis.Diagnostic{Pos: o.At, Category: kind, Message: o.Check + ": " + rule})
	}
}

// reportVerdict reports one verdict.
func reportVerdict(pass *analysis.Pass, v exits.Verdict) error {
	exit := verdict.Of(v.End)
	exit.In = v.In
	message, err := json.Marshal(exit)
	if err != nil {
		return err
	}
	d := analysis.Diagnostic{Pos: v.Pos, Category: exit.Ends, Message: string(message)}
	if file := pass.Fset.File(v.Pos); file != nil && strings.HasSuffix(file.Name(), "_test.go") {
		d.Category += report.TestFileMark
	}
	for _, w := range v.Waits {
		exit := verdict.Of(w.End)
		exit.What = w.What
		if message, err = json.Marshal(exit); err != nil {
			return err
		}
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.Pos, Message: string(message)})
		if w.End.By.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.End.By})
		}
	}
	pass.Report(d)
	return nil
}
