package owner

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A replay walks the paths of the function again, from its entry and with all that is
// known on them, to see which of the returns that the walk has found are reached so.
type replay struct{ *walk }

// A point is what a replay knows at one point.
type point struct {
	begun   bool // the start was executed
	started bool // see [state]
}

// possible leaves the outcomes to which a path leads that does not contradict itself.
func (w *walk) possible() []outcome {
	table := w.x.memory.NewTable()
	if len(w.outcomes) == 0 || !table.Correlated(w.fn) {
		return w.outcomes
	}
	walker := &paths.Walker[point]{Domain: replay{w}, Table: table}
	reached := map[*ssa.Return]bool{}
	for _, e := range w.exits(walker) {
		ret := e.Return
		if reached[ret] || e.Merged && !slices.ContainsFunc(w.exits(walker.Again(e.Witness())), func(again paths.Exit[point]) bool { return again.Return == ret }) {
			continue
		}
		reached[ret] = true
	}
	if walker.Partial {
		return w.outcomes
	}
	return slices.DeleteFunc(slices.Clone(w.outcomes), func(o outcome) bool { return !reached[o.ret] })
}

// exits returns the returns that are reached after the start.
func (w *walk) exits(walker *paths.Walker[point]) []paths.Exit[point] {
	exits := walker.Walk(w.fn.Blocks[0], 0, point{}, feasible.New(walker.Table))
	return slices.DeleteFunc(exits, func(e paths.Exit[point]) bool { return !e.Value.begun || e.Return == nil })
}

// Step returns what is known after an instruction, and whether there is anything left
// to do then.
func (r replay) Step(at *paths.State[point], instr ssa.Instruction) (point, bool) {
	v := at.Value
	switch {
	case instr == ssa.Instruction(r.s.instr):
		return point{true, true}, true // also once more: each is an object of its own
	case !v.begun:
		return v, true
	case r.doneAt(instr) != nil:
		return v, false
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if r.errCell != nil && instr.Addr == r.errCell && instr != r.errStore {
			v.started = false
		}
	case *ssa.Return:
		ret, ok := r.x.traps.ReturnOf(at.Block)
		return v, ok && ret == instr && !startFailed.Holds(r.failed(ret, state{at.Block, v.started}))
	}
	return v, true
}

// Edge follows the edges that control may take.
func (r replay) Edge(at *paths.State[point], i int) (point, bool) {
	next := r.x.traps.Next(at.Block)
	if at.Value.begun {
		next = r.next(state{at.Block, at.Value.started})
	}
	return at.Value, slices.Contains(next, at.Block.Succs[i])
}

// Targets returns nothing: what a call does with the object is known.
func (r replay) Targets(ssa.CallInstruction) []spawn.Target { return nil }

// Deferred reports whether a deferred call does something with the object.
func (r replay) Deferred(call *ssa.Defer) bool { return r.does[call]&r.ends != 0 }

// Panics reports that a path on which a call panics does not count.
func (r replay) Panics() bool { return false }
