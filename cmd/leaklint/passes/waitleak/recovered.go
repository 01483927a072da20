package waitleak

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// panicWithout returns a panic in fn, or a call of a function that panics, which
// comes before Done and is recovered by a deferred function of fn: the goroutine
// then ends in peace, and Done is passed by. It returns nil if there is none, and why,
// if conditions rule it out.
//
// Its limit: only panics that the package asks for in so many words count, not
// those of the runtime or of other packages.
func (c *check) panicWithout(g *group, fn *ssa.Function) (at ssa.Instruction, r *decision.Reason) {
	if at = c.anyPanicWithout(g, fn); at == nil {
		return nil, nil
	}
	search := c.search(g, nil, 0)
	search.Until = at
	if feasible.Contradicts.Holds(!search.Reaches(fn)) {
		return nil, feasible.Contradicts
	}
	return at, nil
}

// anyPanicWithout is panicWithout for paths of which nothing is known.
func (c *check) anyPanicWithout(g *group, fn *ssa.Function) ssa.Instruction {
	if len(fn.Blocks) == 0 {
		return nil
	}
	recovers := c.recovering(g, fn)
	if len(recovers) == 0 {
		return nil
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		if seen[b] {
			continue
		}
		seen[b] = true
		at, done := c.panicIn(g, b)
		if at != nil {
			for _, d := range recovers {
				if graph.Before(d, at) {
					return at
				}
			}
		}
		if !done {
			work = append(work, c.next(g, b)...)
		}
	}
	return nil
}

// panicIn returns the first instruction of the block that may panic, and reports
// whether Done comes in it, and then before that.
func (c *check) panicIn(g *group, b *ssa.BasicBlock) (at ssa.Instruction, done bool) {
	for _, instr := range b.Instrs {
		if c.doneAt(g, instr, 0) {
			return nil, true
		}
		switch instr := instr.(type) {
		case *ssa.Panic:
			if instr.Pos().IsValid() { // else it is none of the source
				return instr, false
			}
		case *ssa.Call:
			if callee := instr.Common().StaticCallee(); callee != nil && panics(callee, 0) {
				return instr, c.doneIn(g, b, 0)
			}
		}
	}
	return nil, false
}

// recovering returns the deferred calls of fn that recover; none if one of the
// deferred functions may call Done.
func (c *check) recovering(g *group, fn *ssa.Function) (list []ssa.Instruction) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			d, ok := instr.(*ssa.Defer)
			if !ok {
				continue
			}
			if o, ok := g.at(d); ok && o.kind == "Done" {
				return nil
			}
			for _, t := range c.targetsOf(d) {
				if c.mayBeDone(g, t.Fn) {
					return nil
				}
				if recovers(t.Fn) {
					list = append(list, d)
				}
			}
		}
	}
	return list
}

// recovers reports whether the function calls recover.
func recovers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if callee, ok := call.Common().Value.(*ssa.Builtin); ok && callee.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

// maxPanicDepth bounds how deep calls are looked into for a panic.
const maxPanicDepth = 2

// panics reports whether the function may panic by itself, and does not recover.
func panics(fn *ssa.Function, depth int) bool {
	if depth > maxPanicDepth || fn.Recover != nil {
		return false // it defers something, which may recover
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Panic:
				if instr.Pos().IsValid() {
					return true
				}
			case *ssa.Call:
				if callee := instr.Common().StaticCallee(); callee != nil && panics(callee, depth+1) {
					return true
				}
			}
		}
	}
	return false
}
