package endless

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// flows solves the functions of one package.
type flows struct {
	result  *Result
	origins *origin.Index
	dead    map[*ssa.Function]map[edge]bool // per function, computed once
	signals map[ssa.Value]bool              // the channels that signals arrive on
	flags   map[*types.Var]bool             // see setFlags
	assume  *Assumption                     // what holds beside what is known; may be nil
}

// An edge leads from a block to its i-th successor.
type edge struct {
	from *ssa.BasicBlock
	i    int
}

// solve computes the facts of funcs. At first no function returns; what is found
// to return or to exit makes its callers do so in turn, until nothing changes.
func (s *flows) solve(funcs []*ssa.Function, at *token.Pos) {
	s.signals = s.notified(funcs)
	s.flags = setFlags(funcs)
	s.dead = make(map[*ssa.Function]map[edge]bool, len(funcs))
	for _, fn := range funcs {
		*at = fn.Pos()
		s.dead[fn] = s.deadEdges(fn)
		s.result.facts[fn] = &Fact{Version: factVersion}
	}
	callers := graph.Callers(funcs)
	s.result.callers = callers
	graph.UntilStable(funcs, callers, func(fn *ssa.Function) bool {
		*at = fn.Pos()
		known := s.result.facts[fn]
		next := s.ends(fn)
		changed := next != *known
		*known = next
		return changed
	})
	s.findTraps(funcs, callers, at)
}

// ends says whether fn may return, panic or exit, going by what is known of its callees
// so far.
func (s *flows) ends(fn *ssa.Function) Fact {
	f := Fact{Version: factVersion, Returns: len(fn.Blocks) == 0}
	for i, reached := range s.reachable(fn) {
		b := fn.Blocks[i]
		if !reached {
			continue
		}
		switch e := s.endOf(b); e.how {
		case returns:
			f.Returns = true
		case panics:
			f.Panics = true
		case exits:
			f.Exits = true
		}
		f.Exits = f.Exits || s.mayExit(b)
	}
	return f
}

// An ending is how control leaves a block.
type ending int

const (
	goesOn  ending = iota // to a successor
	returns               // from the function
	panics                // also by way of a function that always does
	exits                 // the goroutine or the process ends
	stuck                 // in a call that never returns, or in select{}
)

// end is the way in which a block ends, and the instruction that decides it.
type end struct {
	how ending
	by  ssa.Instruction
}

// endOf tells how control leaves the block.
func (s *flows) endOf(b *ssa.BasicBlock) end {
	for _, instr := range b.Instrs {
		if s.assume.blocks(instr) {
			return end{stuck, instr}
		}
		switch instr := instr.(type) {
		case *ssa.Select:
			if instr.Blocking && len(instr.States) == 0 {
				return end{stuck, instr}
			}
		case *ssa.Call:
			if how := s.endOfCall(instr); how != goesOn {
				return end{how, instr}
			}
		case *ssa.Return:
			return end{returns, instr}
		case *ssa.Panic:
			if neverReached(instr) {
				return end{goesOn, instr}
			}
			return end{panics, instr} // also buildssa's mark after a call that never returns
		}
	}
	return end{goesOn, nil}
}

// endOfCall tells whether the callee ends the goroutine or the process, always
// panics, or never returns; goesOn stands for a callee that may return.
func (s *flows) endOfCall(call *ssa.Call) ending {
	callee := call.Common().StaticCallee()
	if model.Ends(callee) {
		return exits
	}
	f := s.result.fact(callee)
	switch {
	case f == nil || f.Returns:
		return goesOn
	case f.Exits:
		return exits
	case f.Panics:
		return panics
	}
	return stuck
}

// neverReached reports whether it is the panic that go/ssa puts after a select
// of which no case was chosen.
func neverReached(p *ssa.Panic) bool {
	made, ok := p.X.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	c, ok := made.X.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.String &&
		constant.StringVal(c.Value) == "blocking select matched no case"
}

// mayExit reports whether the block calls a function that returns on some paths
// and ends the goroutine or the process on others.
func (s *flows) mayExit(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		if call, ok := instr.(*ssa.Call); ok {
			if f := s.result.fact(call.Common().StaticCallee()); f != nil && f.Exits {
				return true
			}
		}
	}
	return false
}

// reachable tells for each block, by its index, whether control can reach it.
func (s *flows) reachable(fn *ssa.Function) []bool {
	seen := make([]bool, len(fn.Blocks))
	if len(fn.Blocks) == 0 {
		return seen
	}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[b.Index] {
			seen[b.Index] = true
			work = append(work, s.next(b)...)
		}
	}
	return seen
}

// next returns the successors that control may go to.
func (s *flows) next(b *ssa.BasicBlock) []*ssa.BasicBlock {
	if s.endOf(b).how != goesOn {
		return nil
	}
	dead := s.dead[b.Parent()]
	var list []*ssa.BasicBlock
	for i, succ := range b.Succs {
		if !dead[edge{b, i}] {
			list = append(list, succ)
		}
	}
	return list
}

// placeOf is the place of a position in fn.
func placeOf(fn *ssa.Function, pos token.Pos) report.Place { return report.PlaceOf(fn, pos) }
