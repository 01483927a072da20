package answer

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A guard is what a branch asks about the state of an object: a field
// (*types.Var), or a function of the package (*ssa.Function).
type guard any

// doubt returns why the obligation may not be met where it stays unanswered, or nil.
func (q *question) doubt() *decision.Reason {
	if q.demand.Doubt == nil && agreedState.Holds(q.agreed()) {
		return agreedState
	}
	return q.demand.Doubt
}

// agreed reports whether the obligation is only met in a state that those who
// answer ask about, too: `if n > 0 { <-joined }` beside
// `if n == 0 { close(joined) }`. What holds between the two is not followed.
func (q *question) agreed() bool {
	guards := map[guard]bool{}
	for b := q.demand.Op.Instr.Block(); b.Idom() != nil; b = b.Idom() {
		if branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If); ok && entersFrom(b, b.Idom()) {
			addGuards(guards, branch.Cond, 0)
		}
	}
	if len(guards) == 0 {
		return false
	}
	for _, answer := range q.answers {
		asked := map[guard]bool{}
		for _, b := range answer.Fn().Blocks {
			if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				addGuards(asked, branch.Cond, 0)
			}
		}
		for g := range asked {
			if guards[g] {
				return true
			}
		}
	}
	return false
}

// maxGuardDepth bounds how deep the expression of a condition is looked into.
const maxGuardDepth = 6

// addGuards adds the fields and functions that a condition is made of.
func addGuards(guards map[guard]bool, cond ssa.Value, depth int) {
	if depth > maxGuardDepth {
		return
	}
	switch v := variable.Value(cond).(type) {
	case *ssa.BinOp:
		addGuards(guards, v.X, depth+1)
		addGuards(guards, v.Y, depth+1)
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL {
			addField(guards, origin.FieldOf(addr))
			return
		}
		if v.Op == token.NOT {
			addGuards(guards, v.X, depth+1)
		}
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		switch {
		case fn == nil:
			for _, arg := range v.Call.Args { // of a builtin such as len
				addGuards(guards, arg, depth+1)
			}
		case len(fn.Blocks) > 0 && fn.Signature.Recv() != nil && fn.Signature.Params().Len() == 0:
			guards[fn] = true
		}
	}
}

// addField adds a field that tells a state: a flag or a number. Whether a pointer
// or an error is nil says little of who is there.
func addField(guards map[guard]bool, field *types.Var) {
	if field == nil {
		return
	}
	if basic, ok := field.Type().Underlying().(*types.Basic); ok && basic.Info()&(types.IsBoolean|types.IsInteger) != 0 {
		guards[field] = true
	}
}
