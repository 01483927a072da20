package lockleak

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// allLeave returns those who receive what is sent under the lock, and where each of
// them asks for that lock once it has taken another case of its select, after which
// it receives no more; none if one of them goes on.
//
// The limit: who receives from a channel that is the same for all must be one
// goroutine, as others would go on; a channel of an object is taken to have one.
func (c *check) allLeave(ch *channel.Channel, op *channel.Op, lock held.Held) (answers []*channel.Op, needs []need) {
	if op.Kind != channel.Send {
		return nil, nil
	}
	for _, other := range ch.Ops {
		if other.Kind != channel.Recv {
			continue
		}
		n, leaves := c.leaves(ch, other, op, lock)
		if !leaves || !c.brought(op.Value) && !c.isOne(other.Fn()) {
			return nil, nil
		}
		answers, needs = append(answers, other), append(needs, n)
	}
	return answers, needs
}

// isOne reports whether the function is started in one place, once.
func (c *check) isOne(fn *ssa.Function) bool {
	sites := c.origins.StartsOf(fn)
	calls, all := c.origins.Calls(fn)
	return len(sites) == 1 && !sites[0].InLoop() && all && len(calls) == 0
}

// leaves reports whether who receives in a case of a select may take another one that
// comes without the lock, and then asks for it on every path, not to come back: itself,
// or, when it has returned to callers that are not seen, to take the object away from
// where the send finds it.
func (c *check) leaves(ch *channel.Channel, recv, send *channel.Op, lock held.Held) (need, bool) {
	sel, ok := recv.Instr.(*ssa.Select)
	if !ok || !sel.Blocking {
		return need{}, false
	}
	for _, b := range recv.Fn().Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		at, i := channel.CaseAt(branch)
		if at != sel || i == recv.State || i >= len(sel.States) || !c.comesFreely(sel.States[i], lock) {
			continue
		}
		n, returns := c.asksFrom(b.Succs[0], ch, sel, lock)
		if n.at == nil && returns {
			n.at = c.removes(recv, send, lock)
		}
		if n.at != nil {
			return n, true
		}
	}
	return need{}, false
}

// comesFreely reports whether a case of a select comes although somebody holds the
// lock: a context is done, or what answers does not ask for the lock first.
func (c *check) comesFreely(state *ssa.SelectState, lock held.Held) bool {
	if state.Dir != types.RecvOnly {
		return false
	}
	if call, ok := state.Chan.(*ssa.Call); ok {
		return call.Common().IsInvoke() && endless.IsContext(call.Common().Value.Type())
	}
	for _, ch := range c.channels.Of(state.Chan) {
		for _, op := range ch.Ops {
			if _, asks := c.needs(op.Instr, ch.Make, lock, 0); op.Kind == channel.Close && !asks {
				return true
			}
		}
	}
	return false
}

// asksFrom returns where the paths from the block ask for the lock, by themselves or in
// what is deferred, before they receive from the channel again, if all do; or whether
// all of them end without either.
func (c *check) asksFrom(from *ssa.BasicBlock, ch *channel.Channel, sel *ssa.Select, lock held.Held) (found need, returns bool) {
	seen := map[*ssa.BasicBlock]bool{}
	for work := []*ssa.BasicBlock{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		ask, again := c.asksInBlock(b, ch, sel, lock)
		switch {
		case again:
			return need{}, false
		case ask != nil:
			found = need{at: ask}
		case len(b.Succs) == 0:
			returns = true
		}
		if ask == nil {
			work = append(work, b.Succs...)
		}
	}
	if returns {
		return need{}, true
	}
	return found, false
}

// asksInBlock returns what asks for the lock in the block, or whether it receives
// there again.
func (c *check) asksInBlock(b *ssa.BasicBlock, ch *channel.Channel, sel *ssa.Select, lock held.Held) (ask ssa.Instruction, again bool) {
	for _, instr := range b.Instrs {
		if len(ch.At(instr)) > 0 {
			return nil, true
		}
		switch instr := instr.(type) {
		case *ssa.Call:
			if c.asks(instr, lock, true) {
				return instr, false
			}
		case *ssa.Go:
			return nil, true // it may receive what is left
		case *ssa.Return, *ssa.Panic:
			return c.asksDeferred(sel, lock), false
		}
	}
	return nil, false
}

// asksDeferred returns the call that asks for the lock when the function of the
// instruction ends, and that was deferred before it.
func (c *check) asksDeferred(instr ssa.Instruction, lock held.Held) ssa.Instruction {
	for _, b := range instr.Parent().Blocks {
		for _, deferred := range b.Instrs {
			d, ok := deferred.(*ssa.Defer)
			if !ok || !graph.Before(d, instr) {
				continue
			}
			for _, callee := range c.locks.Callees(d) {
				for _, a := range c.locks.Summary(callee.Fn).Acquires {
					if callee.Sure && a.Must && c.blocks(c.locks.Within(a.Lock, callee), lock) {
						return d
					}
				}
			}
		}
	}
	return nil
}

// removes returns what asks for the lock, in the package, before it removes an object
// from the map in which the send finds its own; nil if something removes one without,
// or nothing does, or if all who call the receiver are seen.
func (c *check) removes(recv, send *channel.Op, lock held.Held) (ask ssa.Instruction) {
	calls, all := c.origins.Calls(recv.Fn())
	field := foundIn(send.Value)
	if all || len(calls) > 0 || len(c.origins.StartsOf(recv.Fn())) > 0 || field == nil {
		return nil
	}
	for _, fn := range c.channels.Index.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || !isDelete(call) || fieldOf(call.Common().Args[0]) != field {
					continue
				}
				if ask = c.asksBefore(call, nil, lock); ask == nil {
					return nil
				}
			}
		}
	}
	return ask
}

func isDelete(call *ssa.Call) bool {
	b, ok := call.Common().Value.(*ssa.Builtin)
	return ok && b.Name() == "delete"
}

// foundIn returns the field with the map in which the object is found that has the
// channel, or nil.
func foundIn(ch ssa.Value) *types.Var {
	for v := variable.Base(ch); ; {
		switch x := v.(type) {
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.Lookup:
			return fieldOf(x.X)
		case *ssa.Next:
			v = x.Iter
		case *ssa.Range:
			return fieldOf(x.X)
		default:
			return nil
		}
	}
}

// fieldOf returns the field that the value is loaded from, or nil.
func fieldOf(v ssa.Value) *types.Var {
	if load, ok := v.(*ssa.UnOp); ok {
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			return origin.FieldOf(addr)
		}
	}
	return nil
}
