package paths

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A Search looks for a path of a function, from an instruction on, without what must
// come after it, that no condition rules out.
type Search struct {
	Table    *feasible.Table
	From     ssa.Instruction                           // where the duty begins; nil for the entry
	Answers  func(ssa.Instruction) bool                // what ends it; a deferred call counts where it is run
	Inside   func(ssa.CallInstruction) []spawn.Target  // the calls that are looked into; may be nil
	Next     func(*ssa.BasicBlock) []*ssa.BasicBlock   // where control goes from a block
	ReturnOf func(*ssa.BasicBlock) (*ssa.Return, bool) // the return that a block ends with
	Until    ssa.Instruction                           // what to reach; nil for a return

	reached bool
	blind   bool // nothing is known on the paths
}

// Blindly returns the same search for paths of which nothing is known: what it does not
// reach, no condition rules out.
func (s *Search) Blindly() *Search {
	blind := *s
	blind.blind = true
	return &blind
}

// Returns returns the returns of the function that are reached so. All is false if it
// was given up.
func (s *Search) Returns(fn *ssa.Function) (returns []*ssa.Return, all bool) {
	w := &Walker[bool]{Domain: s, Table: s.Table, Blind: s.blind}
	for _, e := range s.walk(w, fn) {
		if !e.Value || slices.Contains(returns, e.Return) {
			continue
		}
		if e.Merged && !slices.ContainsFunc(s.walk(w.Again(e.Witness()), fn), func(again Exit[bool]) bool {
			return again.Value && again.Return == e.Return
		}) {
			continue
		}
		returns = append(returns, e.Return)
	}
	return returns, !w.Partial
}

// First returns a return of the function that is reached so, or else why there is none:
// answered where every path answers, or that conditions rule out those that do not. If
// the search is given up it is one that is reached where nothing is known.
func (s *Search) First(fn *ssa.Function, answered *decision.Reason) (*ssa.Return, *decision.Reason) {
	blind, _ := s.Blindly().Returns(fn)
	if len(blind) == 0 {
		return nil, answered
	}
	returns, all := s.Returns(fn)
	switch {
	case !all || slices.Contains(returns, blind[0]):
		return blind[0], nil
	case len(returns) > 0:
		return returns[0], nil
	case feasible.Contradicts.Holds(true):
		return nil, feasible.Contradicts
	}
	return blind[0], nil
}

// Reaches reports whether Until is reached so, or the search was given up.
func (s *Search) Reaches(fn *ssa.Function) bool {
	s.reached = false
	w := &Walker[bool]{Domain: s, Table: s.Table, Blind: s.blind}
	s.walk(w, fn)
	return s.reached || w.Partial
}

func (s *Search) walk(w *Walker[bool], fn *ssa.Function) []Exit[bool] {
	return w.Walk(fn.Blocks[0], 0, s.From == nil, feasible.New(s.Table))
}

// Step returns whether the duty is open after an instruction.
func (s *Search) Step(at *State[bool], instr ssa.Instruction) (open, goesOn bool) {
	if ret, ok := instr.(*ssa.Return); ok {
		known, returns := s.ReturnOf(ret.Block())
		return at.Value, returns && known == ret
	}
	switch {
	case s.Until != nil && instr == s.Until && at.Value:
		s.reached = true
		return false, false
	case instr == s.From:
		return true, true
	case at.Value && s.Answers(instr):
		return false, s.From != nil // it may begin again, in another round
	}
	return at.Value, true
}

// Edge follows the edges that control may take, unless a flag tells there that the duty
// is done.
func (s *Search) Edge(at *State[bool], i int) (open, goesOn bool) {
	if !slices.Contains(s.Next(at.Block), at.Block.Succs[i]) {
		return at.Value, false
	}
	branch, ok := at.Block.Instrs[len(at.Block.Instrs)-1].(*ssa.If)
	if ok && at.Value && feasible.Told.Holds(s.Table.Tells(branch.Cond, i == 0, s.Answers)) {
		return false, s.From != nil
	}
	return at.Value, true
}

// Targets returns the functions that a call runs and that are looked into.
func (s *Search) Targets(call ssa.CallInstruction) []spawn.Target {
	if s.Inside == nil {
		return nil
	}
	return s.Inside(call)
}

// Deferred reports whether a deferred call may answer.
func (s *Search) Deferred(call *ssa.Defer) bool { return s.Answers(call) || len(s.Targets(call)) > 0 }

// Panics reports that a path on which a call panics does not count.
func (s *Search) Panics() bool { return false }
