package held

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// direct returns the summary of a function whose turn has not come, because it is
// in a recursion: the locks that it asks for, itself or in what it calls, without
// those that it has released before.
func (x *Index) direct(fn *ssa.Function) *Summary {
	if s := x.directs[fn]; s != nil {
		return s
	}
	s := new(Summary)
	x.directs[fn] = s
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if isOnce(call.Common()) {
				s.Acquires = addAcquire(s.Acquires, x.depend(x.onceOf(call), b))
			}
			if o := x.op(call.Common()); o.kind == lock && !x.releasedBefore(call, o.lock.Path) {
				a := Acquire{Lock: o.of(), Pos: call.Pos(), Place: report.PlaceOf(fn, call.Pos())}
				s.Acquires = addAcquire(s.Acquires, x.depend(a, b))
			}
			for _, c := range x.calleesAt(call) {
				for _, a := range x.lift(x.summary(c.Fn).Acquires, call, c) {
					if a.Must = false; !x.releasedBefore(call, a.Path) {
						s.Acquires = addAcquire(s.Acquires, x.depend(a, b))
					}
				}
			}
		}
	}
	return s
}

// releasedBefore reports whether every path to the call releases the lock first.
func (x *Index) releasedBefore(call *ssa.Call, p Path) bool {
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			other, ok := instr.(*ssa.Call)
			if !ok || !graph.Before(other, call) {
				continue
			}
			if o := x.op(other.Common()); o.kind == unlock && o.lock.Path == p {
				return true
			}
		}
	}
	return false
}
