package answer

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A replay walks the paths of a search that has found an exit, with all that is known
// on them. It begins at the entry of the outermost function, so that it knows what was
// asked on the way to where the search began.
//
// Its limit: other goroutines are walked one by one, each from where nothing is known.
type replay struct {
	*search
	begins []state
	above  map[*ssa.Function]bool // the functions in which the search begins, and that run these
	exits  []exitAt

	partial bool // there was more to walk than [maxReplayed]
}

// maxReplayed bounds how many states are visited to replay what is found on one
// channel, with those along witnesses. What is found beyond is reported as it is.
const maxReplayed = 4_000

// A point is what a replay knows at one point.
type point struct {
	open  int
	begun bool
}

// An exitAt is an exit that was reached, perhaps behind a merge.
type exitAt struct {
	Exit
	at *paths.State[point]
}

// confirmed returns the exit that the search has found, or another one if a path leads
// only to that; nil if every such path contradicts itself.
func (s *search) confirmed(begins []state) *Exit {
	if s.found == nil {
		return nil
	}
	r := &replay{search: s, begins: begins, above: map[*ssa.Function]bool{}}
	roots := r.roots()
	if len(roots) == 0 || !r.correlated() {
		return s.found
	}
	var confirmed *Exit
	for _, root := range roots {
		w := &paths.Walker[point]{Domain: r, Table: s.trace.conditions()}
		for _, e := range r.walk(w, root) {
			again := func(o exitAt) bool { return o.Exit == e.Exit }
			if e.at.Merged && !slices.ContainsFunc(r.walk(w.Again(e.at.Witness()), root), again) {
				continue
			}
			if confirmed == nil || e.Exit == *s.found {
				confirmed = &e.Exit
			}
		}
	}
	if r.partial || confirmed == nil && !feasible.Contradicts.Holds(r.faithful(roots)) {
		return s.found
	}
	return confirmed
}

// faithful reports whether the walk comes to an exit where no condition is known: only
// then it is the conditions that rule out what the search has found.
func (r *replay) faithful(roots []*ssa.Function) bool {
	return slices.ContainsFunc(roots, func(root *ssa.Function) bool {
		blind := &paths.Walker[point]{Domain: r, Table: r.trace.conditions(), Blind: true}
		return len(r.walk(blind, root)) > 0
	})
}

// correlated reports whether what is known on a path may rule it out: in one of the
// functions that it may lead through, or as two of them have conditions.
func (r *replay) correlated() bool {
	seen := map[*ssa.Function]bool{}
	branching := 0
	asks := func(fn *ssa.Function) bool {
		if seen[fn] {
			return false
		}
		seen[fn] = true
		if slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return len(b.Succs) > 1 }) {
			branching++
		}
		return branching > 1 || r.trace.conditions().Correlated(fn)
	}
	for fn := range r.above {
		if asks(fn) {
			return true
		}
	}
	for call, callees := range r.callees {
		if asks(call.Parent()) || slices.ContainsFunc(callees, asks) {
			return true
		}
	}
	return false
}

// conditions returns the table of conditions for the paths of the channel.
func (t *trace) conditions() *feasible.Table {
	if t.table == nil {
		t.table = t.memory.NewTable()
	}
	return t.table
}

// roots returns the outermost functions that run those in which the search begins.
func (r *replay) roots() (roots []*ssa.Function) {
	var climb func(fn *ssa.Function)
	climb = func(fn *ssa.Function) {
		if r.above[fn] {
			return
		}
		r.above[fn] = true
		if r.isTop(fn) {
			roots = append(roots, fn)
			return
		}
		for _, call := range r.links[fn].calls {
			climb(call.Parent())
		}
	}
	for _, begin := range r.begins {
		climb(begin.block.Parent())
	}
	return roots
}

// isTop reports whether a path ends where the function returns.
func (r *replay) isTop(fn *ssa.Function) bool {
	l := r.links[fn]
	return !r.upward || l == nil || l.top && !r.results(fn) || len(l.calls) == 0
}

func (r *replay) walk(w *paths.Walker[point], root *ssa.Function) []exitAt {
	r.exits = nil
	if w.Limit = maxReplayed - r.trace.replayed; w.Limit <= 0 {
		r.partial = true
		return nil
	}
	w.Walk(root.Blocks[0], 0, point{}, feasible.New(r.trace.conditions()))
	r.trace.replayed += w.Steps
	r.partial = r.partial || w.Partial
	return r.exits
}

// leave notes an exit.
func (r *replay) leave(kind ExitKind, at *paths.State[point], instr ssa.Instruction) {
	r.exits = append(r.exits, exitAt{Exit{Kind: kind, Fn: instr.Parent(), Pos: positionOf(instr)}, at})
}

// Step returns what is open after an instruction.
func (r *replay) Step(at *paths.State[point], instr ssa.Instruction) (point, bool) {
	v := at.Value
	for _, begin := range r.begins {
		if begin.block == instr.Block() && begin.block.Instrs[begin.index] == instr && !v.begun {
			v = point{begin.open, true}
		}
	}
	if !v.begun {
		return v, true
	}
	var goesOn bool
	if v.open, goesOn = r.operate(instr, v.open); !goesOn {
		return v, false
	}
	if kind, ends := r.endsAt(instr); ends && v.open > r.room {
		r.leave(kind, at, instr)
		return v, false
	}
	switch instr := instr.(type) {
	case *ssa.Return:
		r.atReturn(at, instr, v.open)
	case *ssa.UnOp:
		if instr.Op == token.ARROW && v.open > r.room && !r.patient && r.waitsFor(instr.X) {
			r.leave(Waits, at, instr)
			return v, false
		}
		v.open, goesOn = r.receive(instr.X, v.open)
	case ssa.CallInstruction:
		switch {
		case ssa.Instruction(instr) == r.site.Instr:
			v.open = r.start(v.open)
		case r.waits(instr):
			if v.open > r.room && !r.patient {
				r.leave(Waits, at, instr)
			}
			return v, false // it ended
		}
	}
	return v, goesOn
}

// atReturn notes the return if the channel lives no longer, or goes out of sight.
func (r *replay) atReturn(at *paths.State[point], ret *ssa.Return, open int) {
	fn := ret.Parent()
	returned := r.returnedUnseen(fn)
	switch {
	case open <= r.room || !r.above[fn] || graph.IsEntry(fn):
	case returned && r.seenOnly && len(r.links[fn].calls) == 0:
	case returned && !r.seenOnly:
		r.leave(Returned, at, ret)
	case r.isTop(fn):
		r.leave(Early, at, ret)
	}
}

// Edge returns what is open after an edge.
func (r *replay) Edge(at *paths.State[point], i int) (point, bool) {
	v := at.Value
	if !v.begun {
		return v, true
	}
	var goesOn bool
	v.open, goesOn = r.edge(at.Block, i, v.open)
	return v, goesOn
}

// Targets returns the function behind a call that has to do with the channel: of
// several the one that answers most.
func (r *replay) Targets(call ssa.CallInstruction) []spawn.Target {
	callees := r.callees[call]
	if len(callees) == 0 || len(callees[0].Blocks) == 0 {
		return nil
	}
	best := slices.MaxFunc(callees, func(a, b *ssa.Function) int { return r.minAnswers(a) - r.minAnswers(b) })
	for _, t := range r.index.Targets(call) {
		if t.Fn == best {
			return []spawn.Target{t}
		}
	}
	return []spawn.Target{{Fn: best}}
}

// Deferred reports whether a deferred call has to do with the channel.
func (r *replay) Deferred(call *ssa.Defer) bool {
	return len(r.callees[call]) > 0 || len(r.channel.At(call)) > 0
}

// Panics reports that a path on which a call panics does not count.
func (r *replay) Panics() bool { return false }
