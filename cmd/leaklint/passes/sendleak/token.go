package sendleak

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Tokens looks for semaphores: channels with a buffer that a function puts a token into
// before it works, and takes one out of again after it.
type tokens struct {
	pass    *analysis.Pass
	r       *report.Reporter
	ledger  *decision.Ledger
	traps   *endless.Result
	life    *lifetime.Index
	memory  *feasible.Package
	origins *origin.Index
}

// A semaphore is such a channel, with all that is done with it.
type semaphore struct {
	*channel.Channel
	puts  []put
	takes []*channel.Op
}

// A put is an instruction that puts a token in: the send, the first of what comes after it
// in a select, or a call of a helper which does no more.
type put struct {
	ssa.Instruction
	send *channel.Op
}

// Pos returns where it stands in the source.
func (p put) Pos() token.Pos {
	if p.send.State >= 0 {
		return p.send.Pos
	}
	return p.Instruction.Pos()
}

// look reports the places where a token is put into the channel that some path does
// not take out again.
func (t *tokens) look(ch *channel.Channel) {
	s := t.semaphoreOf(ch)
	if s == nil {
		return
	}
	for _, put := range s.puts {
		lost := s.lost(t, put)
		if lost == nil {
			continue
		}
		t.r.At(put.Pos())
		o := t.ledger.Open(decision.Obligation{Check: leakkind.Send, Site: put.Pos(), At: put.Pos(), Object: ch.Make})
		r := decision.First(
			decision.Condition{Reason: tokensUnseen, Holds: func() bool { return ch.Escapes() || len(ch.Flow.Returned) > 0 }},
			decision.Condition{Reason: tokensElsewhere, Holds: func() bool { return s.takenElsewhere(t.origins) }},
			decision.Condition{Reason: tokensLent, Holds: func() bool { return s.takenBefore(put) }},
		)
		if r == nil {
			r = t.life.WhyOnce(put.Instruction)
		}
		if r != nil {
			o.Settle(r)
			continue
		}
		o.Settle(tokenLost)
		t.r.Report(report.Finding{
			Pos:     put.Pos(),
			Message: fmt.Sprintf("%s without taking its token out of %s again, so %s blocks forever when all tokens are lost", lost.who, source.ChannelName(t.pass, ch.Make), put.name()),
			Related: []analysis.RelatedInformation{lost.related, {Pos: ch.Make.Pos(), Message: "the channel is made here"}},
		})
	}
}

// name says what blocks, as a part of a sentence.
func (p put) name() string {
	if p.Instruction == p.send.Instr || p.send.State >= 0 {
		return "this send"
	}
	return "this call of " + source.FuncName(p.send.Fn())
}

// semaphoreOf returns the channel as a semaphore, or nil if it is used otherwise: a
// message has a content, is waited for beside something else, or the channel is closed;
// or a token is put in by a case of a select after which nobody knows of it.
func (t *tokens) semaphoreOf(ch *channel.Channel) *semaphore {
	elem := ch.Make.Type().Underlying().(*types.Chan).Elem().Underlying()
	if st, ok := elem.(*types.Struct); !ok || st.NumFields() > 0 || ch.Cap.Known && ch.Cap.Const == 0 {
		return nil
	}
	s := &semaphore{Channel: ch}
	var sends []*channel.Op
	for _, op := range ch.Ops {
		switch instr := op.Instr.(type) {
		case *ssa.Send:
			sends = append(sends, op)
		case *ssa.Select:
			body := channel.CaseOf(instr, op.State)
			if op.Kind != channel.Send || body == nil {
				return nil
			}
			s.puts = append(s.puts, put{body.Instrs[0], op})
		case *ssa.UnOp:
			if op.Ranged || instr.CommaOk {
				return nil
			}
			s.takes = append(s.takes, op)
		default:
			return nil
		}
	}
	for _, send := range sends {
		s.puts = append(s.puts, t.putsOf(s, send)...)
	}
	return s
}

// putsOf returns the places at which a send puts its token in: that of the send, or the
// calls of a declared function that sends on its only path and takes nothing out.
func (t *tokens) putsOf(s *semaphore, send *channel.Op) []put {
	fn := send.Fn()
	calls, all := t.origins.Calls(fn)
	if fn.Parent() != nil || len(fn.Blocks) > 1 || s.takesIn(fn) || !all || len(calls) == 0 {
		return []put{{send.Instr, send}}
	}
	var puts []put
	for _, call := range calls {
		if _, ok := call.(*ssa.Call); !ok {
			return []put{{send.Instr, send}}
		}
		puts = append(puts, put{call, send})
	}
	return puts
}

// takenElsewhere reports whether a function takes tokens out that puts none in: it may
// do so for another one. A helper takes them out for those that call it.
func (s *semaphore) takenElsewhere(origins *origin.Index) bool {
	return slices.ContainsFunc(s.takes, func(take *channel.Op) bool { return !s.putsFor(take.Fn(), origins, 0) })
}

// maxHelpers bounds through how many helpers a token is taken out.
const maxHelpers = 3

// putsFor reports whether the function that takes a token out has put it in, or all
// that call it have.
func (s *semaphore) putsFor(fn *ssa.Function, origins *origin.Index, depth int) bool {
	fn = graph.Declared(fn)
	if slices.ContainsFunc(s.puts, func(p put) bool { return graph.Declared(p.Parent()) == fn }) {
		return true
	}
	calls, all := origins.Calls(fn)
	return all && len(calls) > 0 && depth < maxHelpers && !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		return !s.putsFor(call.Parent(), origins, depth+1)
	})
}

// A loss is how a token is lost.
type loss struct {
	who     string
	related analysis.RelatedInformation
}

// lost returns how the token of the put is lost: a return, or the next put of a loop,
// is reached without a take, or a goroutine that is started to take it returns before.
func (s *semaphore) lost(t *tokens, put put) *loss {
	fn := put.Parent()
	if !s.mayFollow(put) {
		return nil
	}
	search := &paths.Search{Table: t.memory.NewTable(), From: put.Instruction, Next: t.traps.Next, ReturnOf: t.traps.ReturnOf, Answers: s.takesAt}
	name := source.FuncName(fn)
	if s.Make.Parent() != fn { // else nobody puts anything in after the return
		if ret, _ := search.First(fn, nil); ret != nil {
			return &loss{name + " may return", returns(ret)}
		}
	} else if !graph.InLoop(put.Block()) {
		return nil
	}
	again := *search
	again.Until = put.Instruction
	if s.inRound(put) && again.Reaches(fn) {
		return &loss{name + " may begin the next round of a loop", analysis.RelatedInformation{Pos: put.Pos(), Message: "the next round puts a token in here"}}
	}
	for _, take := range s.takes {
		if take.Fn() == fn || graph.InLoop(take.Instr.Block()) || !startedIn(fn, take.Fn()) {
			continue
		}
		inside := *search
		inside.From = nil
		if ret, _ := inside.First(take.Fn(), nil); ret != nil {
			return &loss{"a goroutine that " + name + " starts may return", returns(ret)}
		}
	}
	return nil
}

func returns(ret *ssa.Return) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: endless.ReturnPos(ret), Message: "this return is reached with the token still in it"}
}

// mayFollow reports whether a take may come after the put, in the same function or in
// what it starts or calls.
func (s *semaphore) mayFollow(put put) bool {
	return s.anyTake(put.Parent(), func(take ssa.Instruction) bool { return graph.MayFollow(put.Instruction, take) })
}

// inRound reports whether a round of a loop has the put and a take: else the loop fills
// the channel.
func (s *semaphore) inRound(put put) bool {
	return s.anyTake(put.Parent(), func(take ssa.Instruction) bool {
		return graph.MayFollow(put.Instruction, take) && graph.MayFollow(take, put.Instruction)
	})
}

// takenBefore reports whether a take comes before the put on every path: the channel
// has been filled with tokens, and the put gives one back.
func (s *semaphore) takenBefore(put put) bool {
	return s.anyTake(put.Parent(), func(take ssa.Instruction) bool { return graph.Before(take, put.Instruction) })
}

// anyTake reports whether a condition holds for an instruction of the function by which
// a token is taken out.
func (s *semaphore) anyTake(fn *ssa.Function, holds func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return s.takesAt(instr) && holds(instr) })
	})
}

// takesAt reports whether the instruction takes a token out, or hands on, starts, calls
// or defers a function literal that does.
func (s *semaphore) takesAt(instr ssa.Instruction) bool {
	if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW {
		return slices.ContainsFunc(s.takes, func(take *channel.Op) bool { return take.Instr == instr })
	}
	if made, ok := instr.(*ssa.MakeClosure); ok && !slices.ContainsFunc(*made.Referrers(), func(ref ssa.Instruction) bool { return isCallOf(ref, made) }) {
		return s.takesIn(made.Fn.(*ssa.Function))
	}
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	callee := call.Common().StaticCallee()
	return callee != nil && s.takesIn(callee)
}

func isCallOf(instr ssa.Instruction, v ssa.Value) bool {
	call, ok := instr.(ssa.CallInstruction)
	return ok && call.Common().Value == v
}

// takesIn reports whether the function, or a literal in it, takes a token out.
func (s *semaphore) takesIn(fn *ssa.Function) bool {
	return slices.ContainsFunc(s.takes, func(take *channel.Op) bool {
		return graph.Contains(fn, take.Fn())
	})
}

// startedIn reports whether the function starts the literal as a goroutine.
func startedIn(fn, literal *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if start, ok := instr.(*ssa.Go); ok && start.Common().StaticCallee() == literal {
				return true
			}
		}
	}
	return false
}
