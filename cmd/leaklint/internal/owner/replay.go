package owner

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A replay walks the paths of the function again, from its entry and with all that is
// known on them, to see which of the exits that the walk has found are reached so.
type replay struct {
	*walk
	exits []exitAt
}

// An exitAt is an exit that is reached after the start, and the path to it.
type exitAt struct {
	ret *ssa.Return // nil at the end of a round
	*paths.State[point]
}

// A point is what a replay knows at one point.
type point struct {
	begun   bool // the start was executed, and its object is still to be taken care of
	started bool // see [state]
	over    bool // the round has just ended
}

// possible leaves the outcomes to which a path leads that does not contradict itself.
func (w *walk) possible() []outcome {
	table := w.x.memory.NewTable()
	if len(w.outcomes) == 0 || !table.Correlated(w.fn) {
		return w.outcomes
	}
	r := &replay{walk: w}
	walker := &paths.Walker[point]{Domain: r, Table: table}
	reached := map[*ssa.Return]bool{}
	for _, e := range r.exitsOf(walker) {
		if reached[e.ret] || e.Merged && !slices.ContainsFunc(r.exitsOf(walker.Again(e.Witness())), func(again exitAt) bool { return again.ret == e.ret }) {
			continue
		}
		reached[e.ret] = true
	}
	if walker.Partial {
		return w.outcomes
	}
	return slices.DeleteFunc(slices.Clone(w.outcomes), func(o outcome) bool { return !reached[o.ret] })
}

// exitsOf returns the exits that are reached after the start.
func (r *replay) exitsOf(walker *paths.Walker[point]) []exitAt {
	r.exits = nil
	for _, e := range walker.Walk(r.fn.Blocks[0], 0, point{}, feasible.New(walker.Table)) {
		if e.Value.begun && e.Return != nil {
			r.exits = append(r.exits, exitAt{e.Return, e.State})
		}
	}
	return r.exits
}

// Step returns what is known after an instruction. A path goes on after its object
// has been taken care of: there may be a next one.
func (r *replay) Step(at *paths.State[point], instr ssa.Instruction) (point, bool) {
	v := at.Value
	if v.over || v.begun && instr == r.made {
		here := *at
		r.exits = append(r.exits, exitAt{nil, &here})
		v = point{}
	}
	switch {
	case instr == ssa.Instruction(r.s.instr):
		return point{begun: true, started: true}, true
	case !v.begun:
		return v, true
	case r.doneAt(instr) != nil:
		return point{}, true
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
func (r *replay) Edge(at *paths.State[point], i int) (point, bool) {
	v, to := at.Value, at.Block.Succs[i]
	if !v.begun || r.defersEnd(at.Block) {
		return point{}, slices.Contains(r.x.traps.Next(at.Block), to)
	}
	v.over = r.roundEnds(at.Block, to)
	return v, slices.Contains(r.next(state{at.Block, v.started}), to)
}

// defersEnd reports whether the block defers, after the start, something after which
// there is nothing left to do.
func (r *replay) defersEnd(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
		_, deferred := instr.(*ssa.Defer)
		return deferred && r.does[instr]&r.ends != 0 && (b != r.s.instr.Block() || graph.Before(r.s.instr, instr))
	})
}

// Targets returns nothing: what a call does with the object is known.
func (r *replay) Targets(ssa.CallInstruction) []spawn.Target { return nil }

// Deferred reports whether a deferred call does something with the object.
func (r *replay) Deferred(call *ssa.Defer) bool { return r.does[call]&r.ends != 0 }

// Panics reports that a path on which a call panics does not count.
func (r *replay) Panics() bool { return false }
