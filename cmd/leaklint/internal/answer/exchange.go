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

// exchanged reports whether each operation that needs an answer comes after the channel
// was handed over, in a message, to somebody who then answers on every path: a question
// that was taken is answered.
//
// Its limit: that whoever answers gets there is not asked here.
func (q *question) exchanged() bool {
	if len(q.channel.Flow.Fields) == 0 {
		return false
	}
	found := false
	for _, op := range q.channel.Ops {
		if !obliges(op, q.need) {
			continue
		}
		if op.Starts() || !q.followsExchange(op) {
			return false
		}
		found = true
	}
	return found
}

// followsExchange reports it of one operation.
func (q *question) followsExchange(op *channel.Op) bool {
	for b := op.Instr.Block(); b != nil; b = b.Idom() {
		for _, instr := range b.Instrs {
			if b == op.Instr.Block() && !before(instr, op.Instr) {
				break
			}
			switch instr := instr.(type) {
			case *ssa.Send:
				if q.carries(instr.X.Type()) && q.taken(instr.Chan, channel.Send) {
					return true
				}
			case *ssa.UnOp:
				if q.carries(instr.Type()) && q.taken(instr.X, channel.Recv) {
					return true
				}
			}
		}
		if sel, n := caseBefore(b); sel != nil && q.exchangedIn(sel.States[n]) {
			return true
		}
	}
	return false
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

func (q *question) exchangedIn(state *ssa.SelectState) bool {
	if state.Dir == types.SendOnly {
		return q.carries(state.Send.Type()) && q.taken(state.Chan, channel.Send)
	}
	return q.carries(state.Chan.Type().Underlying().(*types.Chan).Elem()) && q.taken(state.Chan, channel.Recv)
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

// taken reports whether all who do the opposite with the channel of the messages answer
// afterwards: who sends knows that, if it has no buffer.
func (q *question) taken(ch ssa.Value, kind channel.OpKind) bool {
	messages := q.channels.Of(ch)
	if len(messages) != 1 || messages[0].Escapes() || len(messages[0].Flow.Returned) > 0 ||
		kind == channel.Send && (!messages[0].Cap.Known || messages[0].Cap.Const > 0) {
		return false
	}
	others := 0
	for _, op := range messages[0].Ops {
		if op.Kind == kind || op.Kind == channel.Close {
			continue
		}
		others++
		if !q.handsAnother(op) && (op.Starts() || !q.answersAfter(op)) {
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
			if !ok || q.channel.Flow.Values[store.Val] {
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

// answersAfter reports whether every path from the operation answers, before it is done
// again.
func (q *question) answersAfter(op *channel.Op) bool {
	from := op.Instr
	if sel, ok := op.Instr.(*ssa.Select); ok {
		body := channel.CaseOf(sel, op.State)
		if body == nil {
			return false
		}
		from = body.Instrs[0]
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
				return answer.State < 0 && slices.Contains(q.answers, answer)
			})
		},
		Inside: func(call ssa.CallInstruction) (targets []spawn.Target) {
			for _, fn := range q.callees[call] {
				targets = append(targets, spawn.Target{Fn: fn, Args: argsFor(fn, call)})
			}
			return targets
		},
	}
	if search.Answers(from) {
		return true
	}
	returns, all := search.Returns(op.Fn())
	return all && len(returns) == 0 && !search.Reaches(op.Fn())
}
