package answer

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxHandoverDepth bounds through how many callers a handover is looked for.
const maxHandoverDepth = 4

// exchanged reports whether each operation that needs an answer comes after a message was
// handed over to somebody who then answers on every path: a question that was taken is
// answered. The message has the channel in it, or is sent on a channel that stands beside
// this one (see [question.beside]).
//
// Its limit: that whoever answers gets there is not asked here.
func (q *question) exchanged() bool {
	found := false
	for _, op := range q.channel.Ops {
		if !obliges(op, q.need) {
			continue
		}
		if op.Starts() || !q.followsExchange(op, op.Instr, 0) {
			return false
		}
		found = true
	}
	return found
}

// followsExchange reports it of one operation, at an instruction that leads to it: itself,
// or where its function is called or started.
func (q *question) followsExchange(op *channel.Op, at ssa.Instruction, depth int) bool {
	for b := at.Block(); b != nil; b = b.Idom() {
		for _, instr := range b.Instrs {
			if instr == at {
				break
			}
			if h, ok := handoverAt(instr); ok && q.answersHandover(h, op) {
				return true
			}
		}
		if sel, n := caseBefore(b); sel != nil && q.answersHandover(handoverIn(sel, n), op) {
			return true
		}
	}
	l := q.links[at.Parent()]
	if l == nil || l.top || depth == maxHandoverDepth || l.outside && !q.getsMessage(at.Parent()) {
		return false
	}
	for _, call := range l.calls {
		if !q.followsExchange(op, call, depth+1) {
			return false
		}
	}
	for _, site := range l.sites {
		if !q.followsExchange(op, site.Instr, depth+1) {
			return false
		}
	}
	return len(l.calls)+len(l.sites) > 0
}

// getsMessage reports whether a parameter of fn is a message: code that is not seen has
// none with the channel in it, which would be out of sight then.
func (q *question) getsMessage(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return q.carries(p.Type()) })
}

// A handover is the sending of a message, or the taking of one.
type handover struct {
	instr ssa.Instruction
	on    ssa.Value // the channel of the message
	kind  channel.OpKind
}

// message returns the type of what is handed over.
func (h handover) message() types.Type { return h.on.Type().Underlying().(*types.Chan).Elem() }

// handoverAt returns the handover that an instruction is for sure.
func handoverAt(instr ssa.Instruction) (handover, bool) {
	switch instr := instr.(type) {
	case *ssa.Send:
		return handover{instr, instr.Chan, channel.Send}, true
	case *ssa.UnOp:
		return handover{instr, instr.X, channel.Recv}, instr.Op == token.ARROW
	}
	return handover{}, false
}

// handoverIn returns the handover of a case.
func handoverIn(sel *ssa.Select, n int) handover {
	kind := channel.Recv
	if sel.States[n].Dir == types.SendOnly {
		kind = channel.Send
	}
	return handover{sel, sel.States[n].Chan, kind}
}

// answersHandover reports whether who is on the other side of the handover, which comes
// before the operation, answers the operation.
func (q *question) answersHandover(h handover, op *channel.Op) bool {
	if q.carries(h.message()) {
		return q.taken(h, func(_, _ *channel.Op) bool { return true })
	}
	return q.once(h, op) && q.beside(h.on, op.Value) && q.taken(h, func(taking, answer *channel.Op) bool {
		return q.beside(taking.Value, answer.Value)
	})
}

// caseBefore returns the select of which the block begins a case; nil if it begins none.
func caseBefore(b *ssa.BasicBlock) (*ssa.Select, int) {
	if len(b.Preds) != 1 {
		return nil, 0
	}
	pred := b.Preds[0]
	branch, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
	if !ok || pred.Succs[0] != b {
		return nil, 0
	}
	sel, n := channel.CaseAt(branch)
	if sel == nil || n >= len(sel.States) {
		return nil, 0
	}
	return sel, n
}

// carries reports whether a message of the type has the channel in one of its fields.
func (q *question) carries(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range s.Fields() {
		if slices.Contains(q.channel.Flow.Fields, field.Origin()) {
			return true
		}
	}
	return false
}

// taken reports whether all who do the opposite of the handover answer afterwards, by an
// operation that counts: who sends knows that, if the channel of the messages has no buffer.
func (q *question) taken(h handover, counts func(taking, answer *channel.Op) bool) bool {
	messages := q.channels.Of(h.on)
	if len(messages) != 1 || messages[0].Escapes() || len(messages[0].Flow.Returned) > 0 ||
		h.kind == channel.Send && (!messages[0].Cap.Known || messages[0].Cap.Const > 0) {
		return false
	}
	others := 0
	for _, op := range messages[0].Ops {
		if op.Kind == h.kind || op.Kind == channel.Close {
			continue
		}
		others++
		if !q.handsAnother(op) && (op.Starts() || !q.answersAfter(op, counts)) {
			return false
		}
	}
	return others > 0
}

// handsAnother reports whether a send hands over a message that is made on the spot, with
// another channel in the place of this one: who takes that has nothing to do with this.
func (q *question) handsAnother(op *channel.Op) bool {
	made, ok := variable.Value(sentBy(op)).(*ssa.Alloc)
	if !ok {
		return false
	}
	stored := false
	for _, ref := range *made.Referrers() {
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok || !slices.Contains(q.channel.Flow.Fields, origin.FieldOf(addr)) {
			continue
		}
		for _, use := range *addr.Referrers() {
			store, ok := use.(*ssa.Store)
			if !ok {
				continue
			}
			if store.Addr != addr || q.channel.Flow.Values[store.Val] {
				return false
			}
			stored = true
		}
	}
	return stored
}

// sentBy returns the message of a send, or the address of one that is no pointer; nil of
// a receive.
func sentBy(op *channel.Op) ssa.Value {
	var message ssa.Value
	switch instr := op.Instr.(type) {
	case *ssa.Send:
		message = instr.X
	case *ssa.Select:
		message = instr.States[op.State].Send
	}
	if load, ok := message.(*ssa.UnOp); ok && load.Op == token.MUL {
		return load.X
	}
	return message
}

// answersAfter reports whether every path from the operation answers, in a way that counts,
// before it is done again.
func (q *question) answersAfter(op *channel.Op, counts func(taking, answer *channel.Op) bool) bool {
	from := op.Instr
	if sel, ok := op.Instr.(*ssa.Select); ok {
		if from = channel.AfterCase(sel, op.State); from == nil {
			return false
		}
	}
	search := &paths.Search{
		Table: q.trace.conditions(), From: from, Until: op.Instr,
		Next: func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs },
		ReturnOf: func(b *ssa.BasicBlock) (*ssa.Return, bool) {
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			return ret, ok
		},
		Answers: func(instr ssa.Instruction) bool {
			return slices.ContainsFunc(q.channel.At(instr), func(answer *channel.Op) bool {
				return answer.State < 0 && slices.Contains(q.answers, answer) && counts(op, answer)
			})
		},
		Inside: func(call ssa.CallInstruction) (targets []spawn.Target) {
			for _, fn := range q.callees[call] {
				targets = append(targets, spawn.Target{Fn: fn, Args: argsFor(fn, call)})
			}
			return targets
		},
	}
	return search.Answers(from) || answersAlways(search.Blindly(), op.Fn()) || answersAlways(search, op.Fn())
}

// answersAlways reports whether no path of the search ends or begins again without an
// answer.
func answersAlways(search *paths.Search, fn *ssa.Function) bool {
	returns, all := search.Returns(fn)
	return all && len(returns) == 0 && !search.Reaches(fn)
}
