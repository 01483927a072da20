// Package report is how every pass of leaklint is built and how it reports: the
// analyzer's name, help and link come from the leak kind, a finding has one
// form everywhere, and what is not wanted by default is dropped in one place.
package report

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/directive"
)

// The categories of findings.
const (
	Leak   = "leak"   // the analysis showed it
	Advice = "advice" // likely, or a matter of how the code is used; reported on demand
)

// What stands behind a category for the front end, of a finding that is hidden by
// default because of the file that it is in.
const (
	TestFileMark  = ",test-file"
	GeneratedMark = ",generated"
)

// A Finding is one goroutine leak.
type Finding struct {
	Pos token.Pos // where the goroutine is started
	End token.Pos // optional

	// Message names the defect, then the harm, in one line without a full stop
	// and without the name of the check.
	Message string

	Category string      // Leak or Advice; empty means Leak
	Others   []token.Pos // other go statements whose goroutines stay for the same cause
	Related  []analysis.RelatedInformation
	Fixes    []analysis.SuggestedFix
}

// A Reporter reports the findings of one pass over one package.
type Reporter struct {
	pass     *analysis.Pass
	name     string
	url      string
	options  options
	reported map[reported]bool
	makers   map[*token.File]maker
	sources  map[string]*token.File // what cgo has rewritten, by name
	at       token.Pos
}

// reported is where a finding was reported. The front end may hide advice, and then
// needs the leak behind it.
type reported struct {
	pos    token.Pos
	advice bool
}

// options are the flags of every check.
type options struct {
	advice    bool
	frontEnd  bool
	generated bool
	testFiles bool
}

// At notes what is being analyzed, so that an internal error can name it.
func (r *Reporter) At(pos token.Pos) { r.at = pos }

// Advice reports whether findings of category [Advice] are wanted. A pass may
// skip the work that only those need.
func (r *Reporter) Advice() bool { return r.options.advice || r.options.frontEnd }

// Report reports the finding, unless a directive hides it, it is advice or stands
// in a test file or a generated file and those were not asked for, or there was
// one at the same position before. Directives are asked first: one that hides
// advice has an effect, wanted or not.
func (r *Reporter) Report(f Finding) {
	if f.Category == "" {
		f.Category = Leak
	}
	if index, ok := r.pass.ResultOf[directive.Analyzer].(*directive.Index); ok && index.Suppress(r.name, f.Pos) {
		return
	}
	if ledger, ok := r.pass.ResultOf[decision.Analyzer].(*decision.Ledger); ok {
		ledger.Report(decision.Finding{Check: r.name, Pos: f.Pos, Others: f.Others, Message: f.Message + " (" + r.name + ")", Doubtful: f.Category == Advice})
	}
	category, wanted := r.category(f)
	at := reported{pos: f.Pos}
	if r.options.frontEnd {
		at.advice = f.Category == Advice
	}
	if !wanted || r.reported[at] {
		return
	}
	r.reported[at] = true
	r.pass.Report(analysis.Diagnostic{
		Pos:            f.Pos,
		End:            f.End,
		Category:       category,
		Message:        f.Message + " (" + r.name + ")",
		URL:            r.url,
		Related:        f.Related,
		SuggestedFixes: r.offered(f.Fixes),
	})
}

// category returns the category of the finding as it is reported, and whether it is.
// The front end gets all that there is, and chooses by the marks: so that no choice
// of its user's is another analysis.
func (r *Reporter) category(f Finding) (category string, wanted bool) {
	file := r.pass.Fset.File(f.Pos)
	if file == nil {
		return "", false
	}
	var marks string
	if strings.HasSuffix(file.Name(), "_test.go") {
		wanted, marks = r.options.testFiles, TestFileMark
	} else {
		wanted = true
	}
	if r.maker(file) == generator {
		wanted, marks = wanted && r.options.generated, marks+GeneratedMark
	}
	if r.options.frontEnd {
		return f.Category + marks, true
	}
	return f.Category, wanted && (f.Category != Advice || r.options.advice)
}
