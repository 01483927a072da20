package report

import (
	"flag"
	"fmt"
	"go/token"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/directive"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// passesURL is where the documentation of the passes is.
const passesURL = "https://pkg.go.dev/github.com/leaktight/leaktight/cmd/leaklint/passes/"

// NewAnalyzer returns the analyzer of the leak kind with the given name. Its
// Doc is the kind's title and page. It has the flags that all checks have:
// advice, front-end, generated and test-files. A panic of run becomes an error that names
// the package and the file.
//
// It panics if there is no such kind.
func NewAnalyzer(name string, run func(*analysis.Pass, *Reporter) error, requires ...*analysis.Analyzer) *analysis.Analyzer {
	kind, ok := leakkind.Lookup(name)
	if !ok {
		panic("report: no leak kind " + name)
	}
	return New(name, kind.Title+"\n\n"+kind.Page(), passesURL+name, run, requires...)
}

// New is [NewAnalyzer] for a check that is not a leak kind.
func New(name, doc, url string, run func(*analysis.Pass, *Reporter) error, requires ...*analysis.Analyzer) *analysis.Analyzer {
	opts := new(options)
	a := &analysis.Analyzer{
		Name:     name,
		Doc:      doc,
		URL:      url,
		Flags:    opts.flags(name),
		Requires: append([]*analysis.Analyzer{decision.Analyzer, directive.Analyzer}, requires...),
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		r := &Reporter{pass: pass, name: name, url: a.URL, options: *opts, reported: map[reported]bool{}, sources: map[string]*token.File{}}
		return nil, Guard(pass, func(at *token.Pos) error {
			defer func() { *at = r.at }()
			return run(pass, r)
		})
	}
	return a
}

// flags returns the flag set that sets the options of one check.
func (o *options) flags(name string) flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ExitOnError)
	fs.BoolVar(&o.advice, "advice", false, "report advice too: what is likely a leak, but was not shown to be one")
	fs.BoolVar(&o.frontEnd, "front-end", false, "for leaklint's own front end: report everything, and say what it is and which text each fix was made for")
	fs.BoolVar(&o.generated, "generated", false, "report findings in generated files too")
	fs.BoolVar(&o.testFiles, "test-files", false, "report findings in test files too")
	return *fs
}

// Guard calls f and turns a panic into an error that names the package, and the
// file that *at points into when f sets it.
func Guard(pass *analysis.Pass, f func(at *token.Pos) error) (err error) {
	var at token.Pos
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("leaklint: internal error in package %s%s, please report it: %v\n%s",
				pass.Pkg.Path(), fileOf(pass, at), cause, debug.Stack())
		}
	}()
	return f(&at)
}

// fileOf returns ", file x.go" for a known position, or nothing.
func fileOf(pass *analysis.Pass, at token.Pos) string {
	if !at.IsValid() {
		return ""
	}
	return ", file " + pass.Fset.Position(at).Filename
}
