package held

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A flag is a parameter of type bool and what it is where a lock is asked for; none
// if the parameter is nil.
type flag struct {
	param *ssa.Parameter
	is    bool
}

// depend notes whether a lock that is asked for in the block is asked for on a flag.
func (x *Index) depend(a Acquire, b *ssa.BasicBlock) Acquire {
	if !x.onFlag(b) {
		return a
	}
	var flags []flag
	for d := b; d.Idom() != nil; d = d.Idom() {
		if f, ok := x.testAbove(d); ok {
			flags = append(flags, f)
		}
	}
	a.flag = flag{}
	if len(flags) == 1 && !a.Depends {
		a.flag = flags[0]
	}
	a.Depends = true
	return a
}

// testAbove returns the flag that the block above tests, on which it depends whether
// the block is reached.
func (x *Index) testAbove(b *ssa.BasicBlock) (f flag, ok bool) {
	d := b.Idom()
	if !testsFlag(d) || x.endsAll(b) {
		return flag{}, false
	}
	v, opposite := negated(d.Instrs[len(d.Instrs)-1].(*ssa.If).Cond)
	param, _ := variable.Value(v).(*ssa.Parameter)
	return flag{param, d.Succs[0].Dominates(b) != opposite}, true
}

// given settles the flag of a lock with what a caller gives for it, and reports
// whether the lock is asked for then.
func (a *Acquire) given(c Callee) bool {
	if a.flag.param == nil || a.flag.param.Parent() != c.Fn {
		return true
	}
	i := slices.Index(c.Fn.Params, a.flag.param)
	if i >= len(c.Args) || c.Args[i] == nil {
		a.flag = flag{}
		return true
	}
	switch arg := variable.Value(c.Args[i]).(type) {
	case *ssa.Const:
		if arg.Value != nil && arg.Value.Kind() == constant.Bool {
			asked := constant.BoolVal(arg.Value) == a.flag.is
			a.flag, a.Depends = flag{}, false
			return asked
		}
	case *ssa.Parameter:
		a.flag.param = arg
		return true
	}
	a.flag = flag{}
	return true
}

// endsAll reports whether every return of the function is behind the block.
func (x *Index) endsAll(b *ssa.BasicBlock) bool {
	all, known := x.always[b]
	if !known {
		all = isBeforeReturns(b)
		x.always[b] = all
	}
	return all
}

func isBeforeReturns(b *ssa.BasicBlock) bool {
	for _, other := range b.Parent().Blocks {
		if len(other.Instrs) == 0 || other == b.Parent().Recover {
			continue
		}
		if _, ok := other.Instrs[len(other.Instrs)-1].(*ssa.Return); ok && !b.Dominates(other) {
			return false
		}
	}
	return true
}

// onFlag reports whether the block is reached on a condition that is a parameter,
// a field or a result of type bool: it may say that the lock is held already.
func (x *Index) onFlag(b *ssa.BasicBlock) bool {
	d := b.Idom()
	if d == nil {
		return false
	}
	if flagged, known := x.flagged[b]; known {
		return flagged
	}
	flagged := testsFlag(d) && !x.endsAll(b) || x.onFlag(d)
	x.flagged[b] = flagged
	return flagged
}

// testsFlag reports whether the block ends with a test of a bool that is no
// comparison, and does not say whether there is a next element, or one in a map
// other than a parameter; or with one whether that was the last reference, which
// somebody may still have.
func testsFlag(b *ssa.BasicBlock) bool {
	test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cond, _ := negated(test.Cond)
	switch v := variable.Value(cond).(type) {
	case *ssa.BinOp:
		call, ok := variable.Value(v.X).(*ssa.Call)
		return ok && countsDown(call)
	case *ssa.Extract:
		switch made := v.Tuple.(type) {
		case *ssa.Call:
			return true
		case *ssa.Lookup:
			_, given := variable.Value(made.X).(*ssa.Parameter)
			return given
		}
		return false
	}
	return true
}

// negated returns the condition without its negations, and whether their number is
// odd.
func negated(cond ssa.Value) (v ssa.Value, opposite bool) {
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			return cond, opposite
		}
		cond, opposite = not.X, !opposite
	}
}

// countsDown reports whether the call takes something away from an atomic counter.
func countsDown(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	if callee == nil || callee.Pkg == nil || callee.Pkg.Pkg.Path() != "sync/atomic" || !strings.HasPrefix(callee.Name(), "Add") {
		return false
	}
	delta, ok := call.Common().Args[len(call.Common().Args)-1].(*ssa.Const)
	return ok && delta.Value != nil && constant.Sign(delta.Value) < 0
}
