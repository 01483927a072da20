package answer

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxJoinDepth bounds through how many calls a wait for the goroutines is looked for.
const maxJoinDepth = 3

// toldAfter reports whether everybody who sends on the channel, or closes it, has waited
// for the goroutines of the site before: `wg.Wait(); close(stop)`. Who leaves because of
// what it receives there leaves nobody behind.
//
// Its limit: of a group that is in a field it is taken that it is that of one object.
func (s *search) toldAfter(on *channel.Channel) bool {
	known, ok := s.told[on]
	if !ok {
		told := slices.DeleteFunc(slices.Clone(on.Ops), func(op *channel.Op) bool { return op.Kind == channel.Recv || s.onlyTested(op.Instr) })
		known = len(told) > 0 && len(on.Flow.Returned) == 0 && !slices.ContainsFunc(told, func(op *channel.Op) bool {
			return op.Starts() || !s.afterJoin(op.Instr, 0)
		})
		s.told[on] = known
	}
	return known
}

// afterJoin reports whether the instruction comes only after a wait for the goroutines of
// the site: in its function, or in all that call it.
func (s *search) afterJoin(instr ssa.Instruction, depth int) bool {
	fn := instr.Parent()
	if slices.ContainsFunc(s.joinsIn(fn, 0), func(join ssa.Instruction) bool { return joinedBefore(join, instr) }) {
		return true
	}
	runs := s.index.Runs(fn)
	if !runs.All || depth == maxJoinDepth {
		return false
	}
	var above []ssa.Instruction
	for _, call := range slices.Concat(runs.Calls, runs.Through) {
		above = append(above, call)
	}
	for _, site := range runs.Sites {
		above = append(above, site.Instr)
	}
	above = slices.DeleteFunc(above, s.onlyTested)
	return len(above) > 0 && !slices.ContainsFunc(above, func(instr ssa.Instruction) bool { return !s.afterJoin(instr, depth+1) })
}

// onlyTested reports whether the instruction is in a test, and the site is not.
func (s *search) onlyTested(instr ssa.Instruction) bool {
	fset := instr.Parent().Prog.Fset
	return source.InTest(fset, instr.Pos()) && !source.InTest(fset, s.site.Pos())
}

// joinedBefore reports whether the wait is over when the other instruction of its function
// is executed. What is deferred first comes last.
func joinedBefore(join, instr ssa.Instruction) bool {
	_, late := join.(*ssa.Defer)
	_, deferred := instr.(*ssa.Defer)
	switch {
	case late:
		return deferred && dominatesReturns(join.Block()) && graph.Before(instr, join)
	case deferred:
		return dominatesReturns(join.Block())
	}
	return dominates(join, instr)
}

// A joinKey is a function, and how many calls led to it.
type joinKey struct {
	fn    *ssa.Function
	depth int
}

// joinsIn returns the instructions of a function after which the goroutines of the site
// have ended: waits for their group, calls of functions that wait on every path, and
// what comes first behind a loop that takes all the tokens that they give back.
func (s *search) joinsIn(fn *ssa.Function, depth int) (joins []ssa.Instruction) {
	key := joinKey{fn, depth}
	if known, ok := s.joins[key]; ok {
		return known
	}
	s.joins[key] = nil // a recursion waits for nobody
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && s.joinsAt(call, depth) {
				joins = append(joins, instr)
			}
		}
	}
	for _, l := range s.loopsOf(fn) {
		if exit := s.drains(l); exit != nil {
			joins = append(joins, exit)
		}
	}
	s.joins[key] = joins
	return joins
}

// joinsAt reports whether the call is such a wait.
func (s *search) joinsAt(call ssa.CallInstruction, depth int) bool {
	if _, started := call.(*ssa.Go); started {
		return false
	}
	if group, ok := groupOf(call.Common()); ok {
		return s.belongs(group, sameMember)
	}
	callee := call.Common().StaticCallee()
	return callee != nil && len(callee.Blocks) > 0 && depth < maxJoinDepth && slices.ContainsFunc(s.joinsIn(callee, depth+1), func(join ssa.Instruction) bool {
		return dominatesReturns(join.Block())
	})
}

// sameMember reports whether two addresses are those of one variable, or of one field of
// a type.
func sameMember(a, b ssa.Value) bool {
	field := fieldAt(a)
	return sameObject(a, b) || field != nil && field == fieldAt(b)
}

// fieldAt returns the field of an address, or from which a pointer is loaded; else nil.
func fieldAt(v ssa.Value) *types.Var {
	v = variable.Value(v)
	if addr, ok := v.(*ssa.FieldAddr); ok {
		return origin.FieldOf(addr)
	}
	field, _ := heap.FieldBehind(v)
	return field
}

// drains returns the instruction behind a loop that fills a buffer which the goroutines
// of the site hold a place of until they have nothing open any more; nil if it is none.
func (s *search) drains(l *loop.Loop) ssa.Instruction {
	bound := l.Bound()
	last := l.Condition()
	if last == nil || bound == (loop.Count{}) {
		return nil
	}
	for _, b := range last.Block().Succs {
		if l.Contains(b) || len(b.Preds) != 1 {
			continue
		}
		for _, round := range b.Parent().Blocks {
			if l.Contains(round) && everyRound(l, round) && slices.ContainsFunc(round.Instrs, func(instr ssa.Instruction) bool {
				send, ok := instr.(*ssa.Send)
				return ok && s.fills(send, bound)
			}) {
				return b.Instrs[0]
			}
		}
	}
	return nil
}

// fills reports whether as many sends as the bound leave no place in the buffer of a
// channel from which the goroutines of the site receive last.
func (s *search) fills(send *ssa.Send, bound loop.Count) bool {
	tokens := s.channels.Of(send.Chan)
	if len(tokens) != 1 || tokens[0] == s.channel || tokens[0].Escapes() {
		return false
	}
	if bound != tokens[0].Cap && bound != (loop.Count{Expr: "cap(" + loop.Key(send.Chan) + ")"}) {
		return false
	}
	given := 0
	for _, op := range tokens[0].Ops {
		if op.Kind != channel.Recv || !s.inGoroutine(op.Fn()) {
			continue
		}
		if op.Starts() || !dominatesReturns(op.Instr.Block()) || s.comesFirst(op.Instr) {
			return false
		}
		given++
	}
	return given > 0
}
