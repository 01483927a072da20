package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A walker is the domain of the locks that one function holds: its value is a state,
// each once.
type walker struct {
	x  *Index
	fn *ssa.Function

	at      *paths.State[*state] // where the walk is
	states  map[string]*state
	numbers map[any]int
	unsure  map[any][]*ssa.BasicBlock // what was found behind a merge, and the way there
	sure    map[any]bool              // what was found without one

	acquires []Acquire
	retakes  []Acquire
	invokes  []Invoke
	repeats  []Repeat
	backs    []Back
	events   []Event
	eventsAt map[ssa.Instruction][]int // indices into events
	freed    map[Path]bool
}

func (x *Index) newWalker(fn *ssa.Function) *walker {
	return &walker{
		x: x, fn: fn, states: map[string]*state{}, numbers: map[any]int{}, freed: map[Path]bool{}, eventsAt: map[ssa.Instruction][]int{},
		unsure: map[any][]*ssa.BasicBlock{}, sure: map[any]bool{},
	}
}

// walk follows all paths, and reports whether it got to the end of them.
func (w *walker) walk() ([]paths.Exit[*state], bool) {
	table := w.x.memory.NewTable()
	walks := &paths.Walker[*state]{Domain: w, Table: table, Blind: !table.Correlated(w.fn)}
	exits := w.follow(walks)
	for found, witness := range w.unsure {
		if w.sure[found] {
			continue
		}
		again := w.x.newWalker(w.fn)
		again.states, again.numbers = w.states, w.numbers
		alone := walks.Again(witness)
		alone.Domain = again
		again.follow(alone)
		w.sure[found] = again.sure[found]
	}
	w.repeats = slices.DeleteFunc(w.repeats, func(r Repeat) bool { return !w.sure[r.key()] })
	w.backs = slices.DeleteFunc(w.backs, func(b Back) bool { return !w.sure[b.key()] })
	w.events = slices.DeleteFunc(w.events, func(e Event) bool { return !w.sure[w.keyOf(e)] })
	return slices.DeleteFunc(exits, func(e paths.Exit[*state]) bool { return !w.sure[keyOf(e)] }), !walks.Partial
}

// follow walks from the entry, and notes the exits.
func (w *walker) follow(walks *paths.Walker[*state]) []paths.Exit[*state] {
	exits := walks.Walk(w.fn.Blocks[0], 0, w.each(state{}), feasible.New(walks.Table))
	for _, e := range exits {
		w.note(keyOf(e), e.State)
	}
	return exits
}

// note notes what was found in a state of the walk.
func (w *walker) note(found any, at *paths.State[*state]) {
	switch {
	case !at.Merged:
		w.sure[found] = true
	case w.unsure[found] == nil:
		w.unsure[found] = at.Witness()
	}
}

// A found is what makes a repeat, an event, or an exit the same when it is found again.
type found struct {
	what string
	at   ssa.Instruction
	with any
	and  any
}

func (r Repeat) key() any { return found{"repeat", r.Instr, r.First.At, r.Again.Pos} }

func (b Back) key() any { return found{"back", b.Instr, b.Released.Path, b.Held.At} }

func (w *walker) keyOf(e Event) any { return found{"event", e.Instr, w.each(state{held: e.Held}), nil} }

func keyOf(e paths.Exit[*state]) any { return found{"exit", e.Return, e.Value, nil} }

// each returns the one pointer to states that are the same.
func (w *walker) each(s state) *state {
	key := s.key(w.numbers)
	if w.states[key] == nil {
		w.states[key] = &s
	}
	return w.states[key]
}

// Step returns which locks are held after an instruction, and whether control gets
// past it.
func (w *walker) Step(at *paths.State[*state], instr ssa.Instruction) (*state, bool) {
	w.at = at
	s := *at.Value
	if ret, ok := instr.(*ssa.Return); ok {
		known, returns := w.x.traps.ReturnOf(ret.Block())
		return at.Value, returns && known == ret
	}
	goesOn := false
	if deferred, ok := instr.(*ssa.Defer); ok { // it is run
		goesOn = w.call(deferred, &s)
	} else {
		goesOn = w.instr(instr, &s)
	}
	if s.equals(at.Value) {
		return at.Value, goesOn
	}
	return w.each(s), goesOn
}

// Edge follows the edges that control may take.
func (w *walker) Edge(at *paths.State[*state], i int) (*state, bool) {
	to := at.Block.Succs[i]
	if !slices.Contains(w.x.traps.Next(at.Block), to) {
		return at.Value, false
	}
	s := *at.Value
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		s.redefine(phi)
	}
	if s.equals(at.Value) {
		return at.Value, true
	}
	return w.each(s), true
}

// Targets returns nothing: what a call does to locks is in the summary of the callee.
func (w *walker) Targets(ssa.CallInstruction) []spawn.Target { return nil }

// Deferred reports that each deferred call is run.
func (w *walker) Deferred(*ssa.Defer) bool { return true }

// Panics reports that a path on which a call panics does not count.
func (w *walker) Panics() bool { return false }

// instr follows one instruction, and reports whether control gets past it.
func (w *walker) instr(instr ssa.Instruction, s *state) bool {
	if _, phi := instr.(*ssa.Phi); phi {
		return true // see Edge
	}
	if v, ok := instr.(ssa.Value); ok && len(s.held) > 0 {
		s.redefine(v)
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if len(s.held) > 0 {
			s.overwrite(heap.PathOf(instr.Addr))
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
	w.note(w.keyOf(Event{instr, s.held}), w.at)
	for _, known := range w.eventsAt[instr] {
		if slices.Equal(w.events[known].Held, s.held) {
			return
		}
	}
	w.eventsAt[instr] = append(w.eventsAt[instr], len(w.events))
	w.events = append(w.events, Event{instr, s.held})
}

// repeat notes that a lock is asked for by one who holds it.
func (w *walker) repeat(r Repeat) {
	w.note(r.key(), w.at)
	w.repeats = append(w.repeats, r)
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
	w.x.summarizeStarted(c.Fn)
	for _, l := range w.x.summary(c.Fn).Releases {
		p := w.x.within(l.Path, c)
		s.drop(w.dropped(r, by, func(h Held) bool { return h.Path == p || w.x.mayBe(h.Lock, Lock{Path: p, Class: l.Class}) }))
	}
}
