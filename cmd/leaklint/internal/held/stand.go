package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// Stand returns where a finding about an operation of fn stands: at the start of
// its goroutine, where there is one place that starts it, and else at the
// operation itself. Who is whom the finding is about: "goroutine", or the function.
func (x *Index) Stand(fn *ssa.Function, pos token.Pos) (at token.Pos, who string) {
	if sites := x.origins.StartsOf(fn); len(sites) == 1 {
		return sites[0].Pos(), "goroutine"
	}
	return pos, source.FuncName(fn)
}

// Path returns the positions that lead to where a lock is asked for.
func (x *Index) Path(a Acquire, last string) []analysis.RelatedInformation {
	var path []analysis.RelatedInformation
	for _, call := range a.Calls {
		path = append(path, analysis.RelatedInformation{Pos: call, Message: "by this call"})
	}
	pos := a.Pos
	if !pos.IsValid() {
		pos = report.Elsewhere(x.pass, a.Place)
	}
	return append(path, analysis.RelatedInformation{Pos: pos, Message: last})
}

// Asked returns the locks that a call asks for: itself, or in what it calls, those
// that it releases before included.
func (x *Index) Asked(call ssa.CallInstruction) []Acquire {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch o := x.op(call.Common()); o.kind {
	case lock:
		l := o.of()
		return []Acquire{{Lock: l, Must: true, Pos: call.Pos()}}
	case noOp:
		var asked []Acquire
		for _, c := range x.calleesAt(call) {
			sum := x.summary(c.Fn)
			for _, a := range x.lift(slices.Concat(sum.Acquires, sum.Retakes), call, c) {
				for _, given := range sum.Retakes {
					a.Apart = append(a.Apart, given.Class)
				}
				asked = append(asked, a)
			}
			locks, _ := x.handedTo(call, c)
			for _, a := range locks {
				for _, free := range a.in.Free {
					a.Apart = append(a.Apart, free.Class)
				}
				asked = append(asked, a.Acquire)
			}
		}
		return asked
	}
	return nil
}

// GivesBack reports whether the function may release a lock of the class that its
// caller holds, so that it may not be held on the way through it.
func (x *Index) GivesBack(fn *ssa.Function, class Class) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	sum := x.summary(fn)
	return slices.ContainsFunc(sum.Retakes, func(a Acquire) bool { return a.Class == class }) ||
		slices.ContainsFunc(sum.Releases, func(l Lock) bool { return l.Class == class })
}

// InTest reports whether the position is in a test file. What a test does is no
// reason to report code that is not in one.
func (x *Index) InTest(pos token.Pos) bool {
	return source.InTest(x.pass.Fset, pos)
}
