package spawn

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// startsVersion is the version of the meaning of [Starts]. A fact of another
// version counts as none.
const startsVersion = 1

// Starts is the fact that a function runs some of its arguments, which are
// functions, in new goroutines. It is attached to the function's object.
type Starts struct {
	Version int
	Params  []int // indices into ssa.Function.Params (the receiver counts), sorted
}

// AFact marks Starts as a fact of the analysis framework.
func (*Starts) AFact() {}

// String describes the fact as `go vet -json` and the tests show it.
func (s *Starts) String() string { return fmt.Sprintf("starts%v", s.Params) }

// add records parameter i and reports whether it is new.
func (s *Starts) add(i int) bool {
	at, known := slices.BinarySearch(s.Params, i)
	if !known {
		s.Params = slices.Insert(s.Params, at, i)
	}
	return !known
}

// startsOf returns the arguments that a call of fn starts: those found in this
// package, or those of an imported fact.
func (f *finder) startsOf(fn *ssa.Function) []int {
	if s := f.starts[fn]; s != nil {
		return s.Params
	}
	if fn.Pkg == f.pkg || fn.Object() == nil {
		return nil
	}
	fact := new(Starts)
	if f.pass.ImportObjectFact(fn.Object(), fact) && fact.Version == startsVersion {
		f.starts[fn] = fact
		return fact.Params
	}
	f.starts[fn] = &Starts{Version: startsVersion}
	return nil
}

// exportStarts exports what was found about the functions of this package.
func exportStarts(pass *analysis.Pass, funcs []*ssa.Function, starts map[*ssa.Function]*Starts) {
	for _, fn := range funcs {
		s := starts[fn]
		if s != nil && len(s.Params) > 0 && fn.Object() != nil && fn.Object().Pkg() == pass.Pkg {
			pass.ExportObjectFact(fn.Object(), s)
		}
	}
}
