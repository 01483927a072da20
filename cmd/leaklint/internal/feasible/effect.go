package feasible

import (
	"go/token"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An effect is what a call of a function does to the memory.
type effect struct {
	pure     bool // its result depends on its arguments and on reads alone
	anything bool // it may write all that the package writes anywhere
	writes   memories
	reads    memories // of one that is pure
}

// memories is a set: a function that is called on many ways counts once.
type memories map[memory]bool

func (m *memories) add(others ...memory) {
	if *m == nil && len(others) > 0 {
		*m = make(memories)
	}
	for _, o := range others {
		(*m)[o] = true
	}
}

func (m *memories) addAll(others memories) {
	if *m == nil && len(others) > 0 {
		*m = make(memories)
	}
	maps.Copy(*m, others)
}

// purePackages are those whose functions return the same for the same arguments.
var purePackages = []string{"errors", "math", "path", "strings", "unicode", "unicode/utf8"}

// effectOf returns the effect of a function. One of another package writes nothing
// that this one can name; a call in a cycle adds nothing.
func (t *Table) effectOf(fn *ssa.Function) *effect {
	if e := t.effects[fn]; e != nil {
		return e
	}
	e := &effect{}
	t.effects[fn] = e
	pure := len(fn.Blocks) > 0
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			pure = t.addEffect(e, instr) && pure
		}
	}
	if len(fn.Blocks) == 0 && fn.Pkg != nil && fn.Signature.Recv() == nil {
		pure = slices.Contains(purePackages, fn.Pkg.Pkg.Path())
	}
	if e.pure = pure; !pure {
		e.reads = nil
	}
	return e
}

// addEffect adds the effect of one instruction, and reports whether it only reads.
func (t *Table) addEffect(e *effect, instr ssa.Instruction) (pure bool) {
	switch instr := instr.(type) {
	case *ssa.Store:
		e.writes.add(memoryAt(instr.Addr))
		e.writes.add(partsOf(instr.Val.Type())...)
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			e.reads.add(memoryAt(instr.X))
			return memoryAt(instr.X) != nil
		}
		return instr.Op != token.ARROW
	case *ssa.BinOp, *ssa.FieldAddr, *ssa.Field, *ssa.Return, *ssa.ChangeType, *ssa.DebugRef, *ssa.If, *ssa.Jump, *ssa.Phi:
		return true
	case *ssa.Go: // it does so some time
	case ssa.CallInstruction:
		other := t.effectOfCall(instr.Common())
		e.anything = e.anything || other.anything
		if other != e {
			e.writes.addAll(other.writes)
			e.reads.addAll(other.reads)
		}
		return other.pure
	}
	return false
}

// effectOfCall returns the effect of a call: of the callee, and of the function
// literals that it is given, if it may call them.
func (t *Table) effectOfCall(call *ssa.CallCommon) *effect {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return &effect{pure: b.Name() == "len" || b.Name() == "cap"}
	}
	fn := call.StaticCallee()
	if fn == nil {
		if made, ok := variable.Value(call.Value).(*ssa.MakeClosure); ok {
			return t.effectOf(made.Fn.(*ssa.Function))
		}
		return &effect{anything: true}
	}
	e := t.effectOf(fn)
	if len(fn.Blocks) > 0 {
		return e
	}
	for _, arg := range call.Args {
		if made, ok := variable.Value(arg).(*ssa.MakeClosure); ok {
			given := t.effectOf(made.Fn.(*ssa.Function))
			both := &effect{anything: e.anything || given.anything}
			both.writes.addAll(e.writes)
			both.writes.addAll(given.writes)
			e = both
		}
	}
	return e
}

// written reports whether a call of what is not known may write the memory: if
// something in the package does, which may be what is called.
func (t *Table) written(m memory) bool {
	cell, ok := m.(*ssa.Alloc)
	if !ok {
		return len(t.writers[m]) > 0
	}
	uses := variable.UsesOf(cell)
	return !uses.All || slices.ContainsFunc(uses.Stores, func(s *ssa.Store) bool { return s.Parent() != cell.Parent() })
}

// forgetCall forgets what a call may write.
func (s *Store) forgetCall(call ssa.CallInstruction) {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin || len(s.is) == 0 {
		return
	}
	if waits(common) {
		s.forgetForeign(call.Parent())
	}
	e := s.table.effectOfCall(common)
	s.forget(func(m memory) bool {
		given := func(arg ssa.Value) bool { return m == memoryAt(arg) && m != nil }
		return e.writes[m] || e.anything && s.table.written(m) || slices.ContainsFunc(common.Args, given)
	})
}

// waits reports whether the call is one after which another goroutine may have done
// something: of a lock, a wait, a sleep.
func waits(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil || fn.Pkg == nil {
		return false
	}
	switch fn.Pkg.Pkg.Path() {
	case "sync":
		return fn.Name() == "Lock" || fn.Name() == "RLock" || fn.Name() == "Wait"
	case "time":
		return fn.Name() == "Sleep"
	}
	return false
}

// forgetForeign forgets what stands in memory that other goroutines may write than
// the one that runs fn.
func (s *Store) forgetForeign(fn *ssa.Function) {
	if len(s.is) > 0 {
		s.forget(func(m memory) bool { return s.table.foreign(m, fn) })
	}
}

// foreign reports whether another goroutine may write the memory: a function does
// that fn does not call, or that others call too.
func (t *Table) foreign(m memory, fn *ssa.Function) bool {
	key := shared{m, fn}
	known, ok := t.foreigns[key]
	if !ok {
		known = t.findForeign(m, fn)
		t.foreigns[key] = known
	}
	return known
}

// A shared is memory, and a function that reads it.
type shared struct {
	memory memory
	fn     *ssa.Function
}

func (t *Table) findForeign(m memory, fn *ssa.Function) bool {
	writers := t.writers[m]
	if cell, ok := m.(*ssa.Alloc); ok {
		writers = nil
		for _, store := range variable.UsesOf(cell).Stores {
			writers = append(writers, store.Parent())
		}
	}
	return slices.ContainsFunc(writers, func(w *ssa.Function) bool { return !t.within(w, fn) })
}

// within reports whether a function is the other one, or runs only as a part of it.
func (t *Table) within(part, fn *ssa.Function) bool {
	if part == fn {
		return true
	}
	key := [2]*ssa.Function{part, fn}
	known, ok := t.inside[key]
	if !ok && t.origins != nil {
		t.inside[key] = true // a recursion adds nobody
		calls, all := t.origins.Calls(part)
		known = all && len(calls) > 0 && !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
			_, started := call.(*ssa.Go)
			return started || !t.within(call.Parent(), fn)
		})
		t.inside[key] = known
	}
	return known
}

// forget makes the paths of access forget what stands there that goes through
// written memory.
func (s *Store) forget(written func(memory) bool) {
	if len(s.is) > 0 {
		s.drop(func(x *symbol) bool { return slices.ContainsFunc(x.reads, written) })
	}
}
