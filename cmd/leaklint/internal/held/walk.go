package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxStates bounds how many states are looked at in one block, and maxSteps in
// one function. Beyond either nothing is said of the function.
const (
	maxStates = 24
	maxSteps  = 3000
)

// A walker follows the paths of one function.
type walker struct {
	x     *Index
	fn    *ssa.Function
	tests map[condition]bool // those worth remembering

	seen    map[*ssa.BasicBlock]map[string]bool
	numbers map[any]int
	work    []place

	exits    []exit
	acquires []Acquire
	retakes  []Acquire
	invokes  []Invoke
	repeats  []Repeat
	backs    []Back
	events   []Event
	eventsAt map[ssa.Instruction][]int // indices into events
	freed    map[Path]bool
}

// A place is a block that is to be looked at in a state.
type place struct {
	block *ssa.BasicBlock
	state state
}

// An exit is a return in a state.
type exit struct {
	ret   *ssa.Return
	state state
}

// walk follows all paths and reports whether it got to the end of them.
func (w *walker) walk() bool {
	w.work = []place{{block: w.fn.Blocks[0]}}
	for steps := 0; len(w.work) > 0; steps++ {
		at := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		known := w.seen[at.block]
		if known == nil {
			known = map[string]bool{}
			w.seen[at.block] = known
		}
		key := at.state.key(w.numbers)
		if known[key] {
			continue
		}
		if len(known) >= maxStates || steps >= maxSteps {
			return false
		}
		known[key] = true
		w.block(at.block, at.state)
	}
	return true
}

// block follows one block, and notes where control goes from it.
func (w *walker) block(b *ssa.BasicBlock, s state) {
	for _, instr := range b.Instrs {
		if !w.instr(instr, &s) {
			return
		}
	}
	if ret, ok := w.x.traps.ReturnOf(b); ok {
		for i := len(s.deferred) - 1; i >= 0; i-- {
			if !w.call(s.deferred[i], &s) {
				return
			}
		}
		w.exits = append(w.exits, exit{ret, s})
		return
	}
	next := w.x.traps.Next(b)
	test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		for _, n := range next {
			w.work = append(w.work, place{n, w.enter(b, n, s)})
		}
		return
	}
	c, opposite := conditionOf(test.Cond)
	for i, n := range b.Succs {
		branched := s
		if !slices.Contains(next, n) || w.tests[c] && !branched.take(c, (i == 0) != opposite) {
			continue
		}
		w.work = append(w.work, place{n, w.enter(b, n, branched)})
	}
}

// instr follows one instruction, and reports whether control gets past it.
func (w *walker) instr(instr ssa.Instruction, s *state) bool {
	if _, phi := instr.(*ssa.Phi); phi {
		return true // see enter
	}
	if v, ok := instr.(ssa.Value); ok && (len(s.held) > 0 || len(s.branches) > 0) {
		s.redefine(v)
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if len(s.held) > 0 || len(s.branches) > 0 {
			s.overwrite(heap.PathOf(instr.Addr))
		}
	case *ssa.Defer:
		if !slices.Contains(s.deferred, ssa.CallInstruction(instr)) { // in a loop, once
			s.deferred = append(slices.Clone(s.deferred), instr)
		}
	case *ssa.MakeClosure:
		w.handOver(instr, s)
	case ssa.CallInstruction:
		if site := w.x.starts.At(instr); site != nil {
			for _, t := range site.Targets {
				w.release(Callee{Fn: t.Fn, Args: t.Args}, s, releasedByGoroutine, instr.Pos())
			}
			return true
		}
		return w.call(instr, s)
	case *ssa.Send, *ssa.Select:
		w.event(instr, s)
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			w.event(instr, s)
		}
	}
	return true
}

// event notes with which locks an instruction is reached.
func (w *walker) event(instr ssa.Instruction, s *state) {
	for _, known := range w.eventsAt[instr] {
		if slices.Equal(w.events[known].Held, s.held) {
			return
		}
	}
	w.eventsAt[instr] = append(w.eventsAt[instr], len(w.events))
	w.events = append(w.events, Event{instr, s.held})
}

// handOver forgets the locks that a function value releases, unless it is called
// or deferred right here: whoever gets the value releases them.
func (w *walker) handOver(closure *ssa.MakeClosure, s *state) {
	fn := closure.Fn.(*ssa.Function)
	if len(s.held) == 0 {
		return
	}
	if fn.Parent() == nil && len(closure.Bindings) == 1 && isMutex(closure.Bindings[0].Type()) {
		p := w.x.heap.Path(closure.Bindings[0])
		s.drop(w.dropped(releasedByMethod, closure.Pos(), func(h Held) bool { return h.Path == p }))
		return
	}
	if !w.x.onlyCalled(closure) {
		w.release(Callee{Fn: fn}, s, releasedByValue, closure.Pos())
	}
}

// onlyCalled reports whether a function value is only called or deferred, in this
// function and in literals that are: it may be kept in a local variable.
func (x *Index) onlyCalled(closure *ssa.MakeClosure) bool {
	if called, known := x.called[closure]; known {
		return called
	}
	x.called[closure] = true // while it is looked at: a literal may call itself
	x.called[closure] = x.findOnlyCalled(closure)
	return x.called[closure]
}

func (x *Index) findOnlyCalled(closure *ssa.MakeClosure) bool {
	for _, ref := range *closure.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			if _, started := ref.(*ssa.Go); started || ref.Common().Value != closure {
				return false
			}
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Val != closure || !x.callsAll(cell, closure.Parent()) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// callsAll reports whether every use of a variable calls what it holds, in the
// function or in literals that it only calls.
func (x *Index) callsAll(cell *ssa.Alloc, fn *ssa.Function) bool {
	uses := variable.UsesOf(cell)
	for _, load := range uses.Loads {
		for _, ref := range *load.Referrers() {
			call, ok := ref.(ssa.CallInstruction)
			if _, started := ref.(*ssa.Go); !ok || started || call.Common().Value != load || !x.isCalledIn(load.Parent(), fn) {
				return false
			}
		}
	}
	return uses.All && len(uses.Loads) > 0
}

// isCalledIn reports whether the function is the other one, or a literal that the
// other one only calls.
func (x *Index) isCalledIn(literal, fn *ssa.Function) bool {
	if literal == fn {
		return true
	}
	if literal.Parent() != fn || literal.Referrers() == nil {
		return false
	}
	return !slices.ContainsFunc(*literal.Referrers(), func(ref ssa.Instruction) bool {
		made, ok := ref.(*ssa.MakeClosure)
		return !ok || !x.onlyCalled(made)
	})
}

// release forgets the locks that the function releases, by the rule that says when
// it does.
func (w *walker) release(c Callee, s *state, r *decision.Reason, by token.Pos) {
	for _, l := range w.x.summary(c.Fn).Releases {
		p := w.x.within(l.Path, c)
		s.drop(w.dropped(r, by, func(h Held) bool { return h.Path == p || h.Class == l.Class && h.Class.Known() }))
	}
}
