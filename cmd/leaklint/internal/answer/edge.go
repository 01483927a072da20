package answer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// edge returns how many obligations are open after the edge to successor i of
// the block, and whether the path goes on there.
func (s *search) edge(b *ssa.BasicBlock, i, open int) (int, bool) {
	if s.within != nil && untold(s.within, b, i) {
		return 0, false
	}
	if last, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
		if s.contradicts(last, i) || open > 0 && (s.isNilled(last, i) || s.isTold(last, i)) {
			return 0, false
		}
		if sel, n := selectCase(last, i); sel != nil {
			return s.enterCase(sel, n, open)
		}
	}
	if s.completes(b, b.Succs[i]) {
		return 0, false
	}
	return open, true
}

// isTold reports whether a flag tells, on successor i of the branch, that all was
// answered that there will ever be.
func (s *search) isTold(branch *ssa.If, i int) bool {
	return feasible.Told.Holds(s.trace.conditions().Tells(branch.Cond, i == 0, func(instr ssa.Instruction) bool {
		for _, op := range s.channel.At(instr) {
			if op.State < 0 && !op.Starts() && s.answer(op, 1) < 0 {
				return true
			}
		}
		call, ok := instr.(ssa.CallInstruction)
		return ok && len(s.callees[call]) == 1 && s.minAnswers(s.callees[call][0]) >= Many
	}))
}

// enterCase returns how many obligations are open where case n of a select
// begins.
func (s *search) enterCase(sel *ssa.Select, n, open int) (int, bool) {
	for _, op := range s.channel.At(sel) {
		if op.State == n {
			open = s.answer(op, open)
			return open, open >= 0
		}
	}
	if n < len(sel.States) {
		return s.receive(sel.States[n].Chan, open)
	}
	return open, true
}

// selectCase returns the select of which successor i of the branch is a case,
// and the case's number.
func selectCase(branch *ssa.If, i int) (*ssa.Select, int) {
	if i != 0 {
		return nil, 0
	}
	return channel.CaseAt(branch)
}

// completes reports whether the edge leaves a loop of the owner that answers in
// such a way that it can be taken to have answered enough: after the counted
// number of rounds, when the channel is closed, or because of what came out of
// it. A loop that is left for another reason (a case of a select, an error of
// something else) has not. A loop without a first round is one that is left after
// the counted number.
func (s *search) completes(from, to *ssa.BasicBlock) bool {
	for _, l := range s.loopsOf(from.Parent()) {
		guard := l.Guard()
		skipped := guard != nil && guard.Block() == from
		if !l.Contains(from) && !skipped || l.Contains(to) || !s.answersIn(l) {
			continue
		}
		if l.Contains(s.site.Instr.Block()) {
			continue // the rounds start goroutines too
		}
		if skipped && !s.tooFew(l) || !skipped && !s.leavesEarly(l, from, to) {
			return true
		}
	}
	return false
}

// answersIn reports whether the loop holds an answer, directly or in a call.
func (s *search) answersIn(l *loop.Loop) bool {
	for _, op := range s.answers {
		if l.Contains(op.Instr.Block()) {
			return true
		}
	}
	for call := range s.callees {
		if l.Contains(call.Block()) && s.minAnswers(s.callees[call][0]) > 0 {
			return true
		}
	}
	return false
}

// leavesEarly reports whether the edge, which leaves the loop, does not depend on
// what was answered.
func (s *search) leavesEarly(l *loop.Loop, from, to *ssa.BasicBlock) bool {
	branch := controlling(l, from)
	if branch == nil {
		return false
	}
	cond := branch.Cond
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if sel, n := selectCase(branch, 0); sel != nil {
		body := branch.Block().Succs[0]
		if from == branch.Block() && to != body || from != branch.Block() && !body.Dominates(from) {
			return true // another case
		}
		for _, op := range s.channel.At(sel) {
			if op.State == n {
				return false
			}
		}
		return true
	}
	if branch == l.Condition() {
		return s.tooFew(l) // counted rounds, or a condition that the rounds change
	}
	switch dependence := s.originOf(cond, 0); dependence {
	case fromAnswer:
		// One of many senders says so, and the others still send; or the one
		// sender goes on whatever it has sent.
		return s.repeated || s.streams() && !isClosedFlag(cond)
	case fromCount:
		return false
	}
	return true
}

// tooFew reports whether the loop answers a number of times that is smaller, by a
// constant, than the number of goroutines.
func (s *search) tooFew(l *loop.Loop) bool {
	if !s.repeated {
		return false
	}
	want, got := s.startBound(), l.Bound()
	return want.Expr != "" && want.Expr == got.Expr && got.Plus+int64(s.room) < want.Plus
}

// streams reports whether the goroutine sends in a loop that only ends when all
// is sent, so that what it sent last does not make it stop.
func (s *search) streams() bool {
	if s.need != NeedRecv || s.demand.Count <= 1 {
		return false
	}
	for _, op := range s.channel.Ops {
		if !obliges(op, s.need) || !s.inGoroutine(op.Fn()) {
			continue
		}
		l := loop.Innermost(s.loopsOf(op.Fn()), op.Instr.Block())
		if l == nil || !onlyExit(l) {
			return false
		}
	}
	return true
}

// isClosedFlag reports whether the condition is the ok of v, ok := <-ch.
func isClosedFlag(cond ssa.Value) bool {
	e, ok := cond.(*ssa.Extract)
	return ok && e.Index == 1
}

// controlling returns the branch in the loop that decides whether the block is
// reached.
func controlling(l *loop.Loop, b *ssa.BasicBlock) *ssa.If {
	for b != nil && l.Contains(b) {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			return branch
		}
		b = b.Idom()
	}
	return nil
}

// A dependence is what a condition depends on.
type dependence int

const (
	fromElse   dependence = iota
	fromAnswer            // a value that came out of the channel
	fromCount             // a variable that the loop changes
)

// originOf returns what the condition depends on directly: through comparisons,
// fields, and methods of the value itself, but not through other calls.
func (s *search) originOf(v ssa.Value, depth int) dependence {
	if depth > 8 {
		return fromElse
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		if o := s.originOf(v.X, depth+1); o != fromElse {
			return o
		}
		return s.originOf(v.Y, depth+1)
	case *ssa.Phi:
		return fromCount
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return s.ifAnswer(v)
		}
		return s.originOf(v.X, depth+1)
	case *ssa.Extract:
		if in, ok := v.Tuple.(ssa.Instruction); ok && len(s.channel.At(in)) > 0 {
			return fromAnswer
		}
		if assert, ok := v.Tuple.(*ssa.TypeAssert); ok {
			return s.originOf(assert.X, depth+1)
		}
	case *ssa.Alloc:
		return s.originOfVariable(v, depth)
	case *ssa.FieldAddr:
		return s.originOf(v.X, depth+1)
	case *ssa.Field:
		return s.originOf(v.X, depth+1)
	case *ssa.ChangeType:
		return s.originOf(v.X, depth+1)
	case *ssa.MakeInterface:
		return s.originOf(v.X, depth+1)
	case *ssa.TypeAssert:
		return s.originOf(v.X, depth+1)
	case *ssa.Call:
		return s.originOfCall(v, depth)
	}
	return fromElse
}

// originOfVariable looks at what is stored in a variable.
func (s *search) originOfVariable(a *ssa.Alloc, depth int) dependence {
	for _, ref := range *a.Referrers() {
		if store, ok := ref.(*ssa.Store); ok && store.Addr == a {
			if o := s.originOf(store.Val, depth+1); o != fromElse {
				return o
			}
		}
	}
	return fromElse
}

// originOfCall sees through methods of the value and through errors.Is and As.
func (s *search) originOfCall(call *ssa.Call, depth int) dependence {
	common := call.Common()
	if common.IsInvoke() {
		return s.originOf(common.Value, depth+1)
	}
	fn := common.StaticCallee()
	if fn == nil || len(common.Args) == 0 {
		return fromElse
	}
	if fn.Signature.Recv() != nil || fn.Pkg != nil && fn.Pkg.Pkg.Path() == "errors" {
		return s.originOf(common.Args[0], depth+1)
	}
	return fromElse
}

// ifAnswer returns fromAnswer for an operation on the channel.
func (s *search) ifAnswer(recv ssa.Instruction) dependence {
	for _, op := range s.channel.At(recv) {
		if op.Kind == channel.Recv {
			return fromAnswer
		}
	}
	return fromElse
}
