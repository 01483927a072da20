package endless

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// findTraps finds the traps of funcs, those in callees too: callees first, so
// that a chain of calls leads to the loop at its end.
func (s *flows) findTraps(funcs []*ssa.Function, callers map[*ssa.Function][]*ssa.Function, at *token.Pos) {
	own := make(map[*ssa.Function][]*ssa.BasicBlock, len(funcs))
	for _, fn := range funcs {
		own[fn] = s.trapped(fn)
	}
	graph.UntilStable(funcs, callers, func(fn *ssa.Function) bool {
		*at = fn.Pos()
		if s.result.traps[fn] != nil {
			return false
		}
		t := s.trapOf(fn, own[fn])
		if t == nil {
			return false
		}
		s.result.traps[fn] = t
		f := s.result.facts[fn]
		f.Trap, f.Place = t.Kind, t.Place
		return true
	})
}

// trapped returns the reachable blocks from which no end can be reached, in the
// order of the function.
func (s *flows) trapped(fn *ssa.Function) []*ssa.BasicBlock {
	reached := s.reachable(fn)
	out := make([]bool, len(fn.Blocks)) // by index of the block
	var work []*ssa.BasicBlock
	preds := make([][]*ssa.BasicBlock, len(fn.Blocks))
	for i, b := range fn.Blocks {
		if !reached[i] {
			continue
		}
		for _, n := range s.next(b) {
			preds[n.Index] = append(preds[n.Index], b)
		}
		if s.wayOut(b) != nil {
			out[i] = true
			work = append(work, b)
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range preds[b.Index] {
			if !out[p.Index] {
				out[p.Index] = true
				work = append(work, p)
			}
		}
	}
	var list []*ssa.BasicBlock
	for i, b := range fn.Blocks {
		if reached[i] && !out[i] {
			list = append(list, b)
		}
	}
	return list
}

// trapOf returns the trap of fn, given its trapped blocks, or that of a function
// it calls and waits for.
func (s *flows) trapOf(fn *ssa.Function, blocks []*ssa.BasicBlock) *Trap {
	for _, b := range blocks {
		if e := s.endOf(b); e.how == stuck {
			if call, ok := e.by.(*ssa.Call); ok {
				if t := s.result.Trap(graph.Original(call.Common().StaticCallee())); t != nil {
					return t
				}
				continue
			}
			return &Trap{Kind: EmptySelect, Pos: e.by.Pos(), Place: placeOf(fn, e.by.Pos())}
		}
	}
	if t := s.loopTrap(fn, blocks); t != nil {
		return t
	}
	return s.calledTrap(fn)
}

// calledTrap returns the trap of a function that fn calls, on a path from which
// it need not return. A select {} in a function of another package that may
// return instead stands under a condition that is not the caller's: in
// httptest.(*Server).Start it is behind a flag for debugging.
func (s *flows) calledTrap(fn *ssa.Function) *Trap {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			callee := graph.Original(call.Common().StaticCallee())
			if callee == nil || callee == fn {
				continue
			}
			t := s.result.Trap(callee)
			if t == nil || behindFlag.Holds(t.Kind == EmptySelect && callee.Pkg != fn.Pkg && s.result.Returns(callee)) {
				continue
			}
			return t
		}
	}
	return nil
}

// loopTrap describes the loop that the trapped blocks make up.
func (s *flows) loopTrap(fn *ssa.Function, blocks []*ssa.BasicBlock) *Trap {
	var t *Trap
	cycles := s.cycles(blocks)
	for _, b := range blocks {
		if !cycles[b] {
			continue
		}
		if t == nil {
			t = &Trap{Kind: BusyLoop}
		}
		for _, instr := range b.Instrs {
			s.add(t, instr)
			if t.Pos == token.NoPos && instr.Pos().IsValid() {
				t.Pos = instr.Pos() // until a blocking operation is found
			}
		}
	}
	if t == nil {
		return nil
	}
	if !t.Pos.IsValid() {
		t.Pos = fn.Pos()
	}
	t.Place = placeOf(fn, t.Pos)
	return t
}

// cycles returns those of the trapped blocks that control comes back to, and those
// on the way from one loop to the next: what is left when blocks that none of the
// others leads to are taken away again and again.
func (s *flows) cycles(blocks []*ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	left := make(map[*ssa.BasicBlock]bool, len(blocks))
	preds := make(map[*ssa.BasicBlock]int, len(blocks))
	for _, b := range blocks {
		left[b] = true
		for _, n := range s.next(b) {
			preds[n]++
		}
	}
	work := slices.Clone(blocks)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !left[b] || preds[b] > 0 {
			continue
		}
		delete(left, b)
		for _, n := range s.next(b) {
			if preds[n]--; preds[n] == 0 {
				work = append(work, n)
			}
		}
	}
	return left
}

// rank orders the kinds of loops: the first of them is what the loop is called.
var rank = map[Kind]int{SignalLoop: 0, FlagLoop: 1, SelectLoop: 2, ChanLoop: 3, TickerRange: 4, TickerLoop: 5, SleepLoop: 6, BusyLoop: 7}

// add lets the instruction of a loop decide what kind of loop it is.
func (s *flows) add(t *Trap, instr ssa.Instruction) {
	kind := s.kindOf(t, instr)
	if kind != "" && cmp.Less(rank[kind], rank[t.Kind]) {
		t.Kind, t.Pos = kind, positionOf(instr)
	}
}

// positionOf returns the position of an instruction: of a branch that of its condition.
func positionOf(instr ssa.Instruction) token.Pos {
	if branch, ok := instr.(*ssa.If); ok {
		return branch.Cond.Pos()
	}
	return instr.Pos()
}

// kindOf returns what the instruction makes of a loop, or nothing.
func (s *flows) kindOf(t *Trap, instr ssa.Instruction) Kind {
	switch instr := instr.(type) {
	case *ssa.If:
		if _, never := s.neverLeft(instr); never {
			return FlagLoop
		}
	case *ssa.Select:
		if !instr.Blocking {
			return ""
		}
		return s.kindOfSelect(instr)
	case *ssa.Send:
		return ChanLoop
	case *ssa.UnOp:
		switch {
		case instr.Op != token.ARROW:
			return ""
		case s.takesSignals(instr.X):
			return SignalLoop
		case !Ticks(s.origins, instr.X):
			return ChanLoop
		case instr.CommaOk:
			return TickerRange
		}
		return TickerLoop
	case ssa.CallInstruction:
		callee := instr.Common().StaticCallee()
		if IsFunc(callee, "time", "Sleep") {
			return SleepLoop
		}
		if _, builtin := instr.Common().Value.(*ssa.Builtin); callee == nil && !builtin {
			t.Calls = true
		}
	}
	return ""
}

// kindOfSelect returns what a blocking select makes of a loop.
func (s *flows) kindOfSelect(sel *ssa.Select) Kind {
	kind := TickerLoop
	for _, state := range sel.States {
		if s.takesSignals(state.Chan) {
			return SignalLoop
		}
		if !Ticks(s.origins, state.Chan) {
			kind = SelectLoop
		}
	}
	return kind
}
