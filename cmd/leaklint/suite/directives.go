package suite

import (
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/directive"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

const directivesDoc = `leaklint directive that has no reason or no effect

A directive hides findings, so whoever reads the code next has to be able to
judge whether it still holds. This check reports a //leaklint: directive that
gives no reason, that names a check which does not exist, or that hid nothing,
because the code around it has changed or the check has become wiser.

# Wrong

	//leaklint:ignore sendleak
	go func() { out <- compute() }()

# Right

	//leaklint:ignore sendleak whoever calls Start drains out in Close
	go func() { out <- compute() }()

# How to fix

Say in a few words why the goroutine ends all the same, or who stops it. Remove
the directive when it hides nothing any more.

# When to suppress

Never: a directive about a directive is one too many.
`

// directives is the check of the comments that hide findings. It requires all
// the passes, not for their results but to run after them: only then is it known
// which directive hid something.
var directives = report.New("directive", directivesDoc,
	"https://pkg.go.dev/github.com/leaktight/leaktight/cmd/leaklint/suite",
	reportDirectives, passes...)

func reportDirectives(pass *analysis.Pass, r *report.Reporter) error {
	known := make(map[string]bool, len(passes))
	for _, p := range passes {
		known[p.Name] = true
	}
	for _, problem := range pass.ResultOf[directive.Analyzer].(*directive.Index).Problems(known) {
		r.Report(report.Finding{Pos: problem.Pos, Message: problem.Message})
	}
	return nil
}
