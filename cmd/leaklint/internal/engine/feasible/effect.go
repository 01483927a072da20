package feasible

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An effect is what a call of a function does to the memory.
type effect struct {
	pure     bool // its result depends on its arguments and on reads alone
	anything bool // it may write all that escapes
	writes   []memory
	reads    []memory
}

// effectOf returns the effect of a function. One of another package writes nothing
// that this one can name; a call in a cycle adds nothing.
func (t *Table) effectOf(fn *ssa.Function) *effect {
	if e := t.effects[fn]; e != nil {
		return e
	}
	e := &effect{pure: len(fn.Blocks) == 1}
	t.effects[fn] = e
	pure := e.pure
	e.pure = false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			pure = t.addEffect(e, instr) && pure
		}
	}
	e.pure = pure
	return e
}

// addEffect adds the effect of one instruction, and reports whether it only reads.
func (t *Table) addEffect(e *effect, instr ssa.Instruction) (pure bool) {
	switch instr := instr.(type) {
	case *ssa.Store:
		e.writes = append(e.writes, memoryAt(instr.Addr))
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			e.reads = append(e.reads, memoryAt(instr.X))
			return memoryAt(instr.X) != nil
		}
		return instr.Op != token.ARROW
	case *ssa.BinOp, *ssa.FieldAddr, *ssa.Field, *ssa.Return, *ssa.ChangeType, *ssa.DebugRef:
		return true
	case ssa.CallInstruction:
		callee := instr.Common().StaticCallee()
		_, builtin := instr.Common().Value.(*ssa.Builtin)
		if callee == nil {
			e.anything = e.anything || !builtin
			return false
		}
		other := t.effectOf(callee)
		e.anything = e.anything || other.anything
		e.writes, e.reads = append(e.writes, other.writes...), append(e.reads, other.reads...)
		return other.pure
	}
	return false
}

// private reports whether only the function that declares a variable writes it.
func private(m memory) bool {
	cell, ok := m.(*ssa.Alloc)
	if !ok {
		return false
	}
	uses := variable.UsesOf(cell)
	return uses.All && !slices.ContainsFunc(uses.Stores, func(s *ssa.Store) bool { return s.Parent() != cell.Parent() })
}

// forgetCall forgets what a call may write.
func (s *Store) forgetCall(call ssa.CallInstruction) {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return
	}
	e := &effect{anything: true}
	if fn := common.StaticCallee(); fn != nil {
		e = s.table.effectOf(fn)
	}
	s.forget(func(m memory) bool {
		given := func(arg ssa.Value) bool { return m == memoryAt(arg) && m != nil }
		return slices.Contains(e.writes, m) || e.anything && !private(m) || slices.ContainsFunc(common.Args, given)
	})
}

// forget makes the paths of access forget what stands there that goes through
// written memory.
func (s *Store) forget(written func(memory) bool) {
	if len(s.is) > 0 {
		s.drop(func(x *symbol) bool { return slices.ContainsFunc(x.reads, written) })
	}
}
