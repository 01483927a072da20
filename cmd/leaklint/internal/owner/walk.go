package owner

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An outcome is an exit that is reached from a start without the goroutine having
// been ended, and without the object having gone elsewhere: a return, or the end of
// the round of a loop that makes the object.
type outcome struct {
	ret     *ssa.Return // nil at the end of a round
	results []int       // the results that are the object, or hold it
}

// A walk follows control from a start to the exits of its object.
type walk struct {
	*follower
	s        *start
	made     ssa.Instruction // see [walk.maker]
	errCell  *ssa.Alloc      // the variable that takes the error of the start
	errStore *ssa.Store
	seen     map[state]bool
	ends     bits // what an instruction does after which there is nothing left to do
	outcomes []outcome

	done     *decision.Reason // why the first path ends on which nothing is left to do
	notTaken *decision.Reason // why the first branch is not taken
}

// A state is a place in the function on the way.
type state struct {
	block   *ssa.BasicBlock
	started bool // errCell still has the error of the start
}

// outcomesOf returns the exits that are reached from the start, as said at
// [outcome], and why there are no others.
func (x *Index) outcomesOf(s *start, f *follower) ([]outcome, *decision.Reason) {
	w := &walk{follower: f, s: s, seen: map[state]bool{}, ends: releases | escapes}
	if s.callers() {
		w.ends = releases // the caller has the object, whoever else gets it
	}
	w.made = w.maker()
	if r := w.settled(); r != nil {
		return nil, r
	}
	w.findErrCell()
	w.block(state{s.instr.Block(), true}, graph.Index(s.instr)+1)
	possible := w.possible()
	if feasible.Contradicts.Holds(len(possible) < len(w.outcomes)) {
		return possible, feasible.Contradicts
	}
	return w.outcomes, cmp.Or(w.done, w.notTaken, noReturn)
}

// settled returns the reason if the end of the object is deferred already, or it went
// elsewhere before the start; else nil.
func (w *walk) settled() *decision.Reason {
	ends, gone := false, false
	for instr, does := range w.does {
		if does&w.ends == 0 || !w.precedes(instr, w.s.instr) {
			continue
		}
		_, deferred := instr.(*ssa.Defer)
		ends = ends || deferred && does&releases != 0
		gone = gone || does&w.ends&escapes != 0
	}
	switch {
	case endDeferred.Holds(ends):
		return endDeferred
	case handedBefore.Holds(gone):
		return handedBefore
	}
	return nil
}

// precedes reports whether control may come from a to b with the same object: a
// loop that makes a new one in each round is not gone around.
func (w *walk) precedes(a, b ssa.Instruction) bool {
	if w.made == b && graph.Before(b, a) {
		return false // it is about what the last round has made
	}
	if a.Block() == b.Block() && graph.Index(a) < graph.Index(b) {
		return true
	}
	if len(w.s.roots) != 1 {
		return mayPrecede(a, b)
	}
	made, ok := w.s.roots[0].(ssa.Instruction)
	if e, isExtract := made.(*ssa.Extract); isExtract {
		made, _ = e.Tuple.(ssa.Instruction)
	}
	if !ok || made.Parent() != w.fn || isCell(w.s.roots[0].Type()) {
		return mayPrecede(a, b)
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := slices.Clone(a.Block().Succs)
	for len(work) > 0 {
		block := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[block] {
			continue
		}
		seen[block] = true
		remade := block == made.Block() && (block != b.Block() || graph.Index(made) < graph.Index(b))
		if block == b.Block() && !remade {
			return true
		}
		if !remade {
			work = append(work, block.Succs...)
		}
	}
	return false
}

// mayPrecede reports whether control may come from a to b.
func mayPrecede(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() && graph.Index(a) < graph.Index(b) {
		return true
	}
	return a.Block() != b.Block() && graph.Reaches(a.Block(), b.Block())
}

// findErrCell finds the variable in which the error of the start is stored.
func (w *walk) findErrCell() {
	if w.s.fails == nil || w.s.fails.Referrers() == nil {
		return
	}
	for _, ref := range *w.s.fails.Referrers() {
		if store, ok := ref.(*ssa.Store); ok && store.Val == w.s.fails {
			if c, ok := store.Addr.(*ssa.Alloc); ok {
				w.errCell, w.errStore = c, store
			}
		}
	}
}

// block walks through a block from its instruction number from.
func (w *walk) block(at state, from int) {
	work := []state{}
	visit := func(at state, from int) {
		next, ok := w.through(at, from)
		if !ok {
			return
		}
		for _, succ := range w.next(next) {
			if w.roundEnds(next.block, succ) {
				w.endRound()
				continue
			}
			to := state{succ, next.started}
			if !w.seen[to] {
				w.seen[to] = true
				work = append(work, to)
			}
		}
	}
	visit(at, from)
	for len(work) > 0 {
		at := work[0]
		work = work[1:]
		visit(at, 0)
	}
}

// through walks through a block and reports whether control goes on after it
// with the object still to be taken care of.
func (w *walk) through(at state, from int) (state, bool) {
	for _, instr := range at.block.Instrs[from:] {
		if r := w.doneAt(instr); r != nil {
			w.done = cmp.Or(w.done, r)
			return at, false
		}
		if instr == w.made {
			w.endRound()
			return at, false
		}
		switch instr := instr.(type) {
		case *ssa.Store:
			if w.errCell != nil && instr.Addr == w.errCell && instr != w.errStore {
				at.started = false
			}
		case *ssa.Return:
			w.returnAt(instr, at)
			return at, false
		}
	}
	return at, true
}

// doneAt returns why nothing is left to do after the instruction, or nil.
func (w *walk) doneAt(instr ssa.Instruction) *decision.Reason {
	does := w.does[instr] & w.ends
	switch {
	case stopped.Holds(does&releases != 0):
		return stopped
	case handedOn.Holds(does&escapes != 0):
		return handedOn
	case startedAnew.Holds(instr == w.s.instr && instr != w.made):
		return startedAnew
	}
	return nil
}

// returnAt adds the outcome of a return.
func (w *walk) returnAt(instr *ssa.Return, at state) {
	ret, ok := w.x.traps.ReturnOf(at.block)
	if !ok || ret != instr {
		return
	}
	if startFailed.Holds(w.failed(ret, at)) {
		w.done = cmp.Or(w.done, startFailed)
		return
	}
	w.outcomes = append(w.outcomes, outcome{ret, w.returned(ret)})
}

// returned returns the results of the return that are the object or hold it.
func (w *walk) returned(ret *ssa.Return) (list []int) {
	for i := range ret.Results {
		a, ok := w.aliases[variable.ResultAt(ret, i)]
		if load, isLoad := ret.Results[i].(*ssa.UnOp); !ok && isLoad && !isCell(load.X.Type()) {
			a, ok = w.aliases[load] // a struct that was made field by field
		}
		if ok && a.role != cell {
			list = append(list, i)
		}
	}
	return list
}

func loads(v ssa.Value, c *ssa.Alloc) bool {
	load, ok := v.(*ssa.UnOp)
	return ok && load.X == c
}
