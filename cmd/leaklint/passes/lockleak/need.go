package lockleak

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
)

// A need is where somebody asks for a lock before it gets to an operation.
type need struct {
	at    ssa.Instruction // the call of Lock, or of a function that locks
	holds bool            // it holds the lock at the operation
}

// needs reports whether every path to the instruction asks for the lock first: it
// is held there, or was asked for on the way, or is asked for in each round of the
// loop around it. What its function has asked for before the place since, if that is
// not nil, does not count.
func (c *check) needs(instr, since ssa.Instruction, lock held.Held, depth int) (need, bool) {
	fn := instr.Parent()
	if n, ok := c.holds(instr, since, lock); ok {
		return n, true
	}
	if ask := c.asksBefore(instr, since, lock); ask != nil {
		return need{at: ask}, true
	}
	if depth >= maxCallers {
		return need{}, false
	}
	if n, ok := c.waitsForNeed(instr, lock, depth); ok {
		return n, true
	}
	if ask := c.asksBeforeEnd(instr, lock); ask != nil {
		return need{at: ask}, true
	}
	if len(c.channels.Index.Spawns.Of(fn)) > 0 {
		return need{}, false
	}
	calls, all := c.origins.Calls(fn)
	if !all || len(calls) == 0 {
		return need{}, false
	}
	var first need
	for i, call := range calls {
		n, ok := c.needs(call, since, lock, depth+1)
		if !ok {
			return need{}, false
		}
		if i == 0 {
			first = n
		}
	}
	return first, true
}

// holds reports whether the lock is held on every path of its function to the
// instruction.
func (c *check) holds(instr, since ssa.Instruction, lock held.Held) (n need, ok bool) {
	for _, e := range c.locks.Events[instr.Parent()] {
		if e.Instr != instr {
			continue
		}
		here := false
		for _, h := range e.Held {
			if c.blocks(h.Lock, lock) && !isBefore(h.At, since) {
				n, here = need{at: h.At, holds: true}, true
			}
		}
		if !here {
			return need{}, false
		}
		ok = true
	}
	return n, ok
}

// asksBefore returns what asks for the lock on every path to the instruction, or
// in the loop around it.
func (c *check) asksBefore(instr, since ssa.Instruction, lock held.Held) ssa.Instruction {
	return firstCall(instr.Parent(), func(call *ssa.Call) bool {
		if isBefore(call, since) {
			return false
		}
		return before(call, instr) && c.asks(call, lock, true) || sameLoop(call.Block(), instr.Block()) && c.asks(call, lock, false)
	})
}

// since returns the place from which on one who answers the operation can be waited
// for: where it makes the channel, or where it does the same operation, as with a
// channel that has one token and is used as a lock.
func since(ch *channel.Channel, op, answer *channel.Op) ssa.Instruction {
	for _, other := range ch.Ops {
		if other.Kind == op.Kind && other.Fn() == answer.Fn() && before(other.Instr, answer.Instr) && ch.Cap.Const > 0 {
			return other.Instr
		}
	}
	return ch.Make
}

// isBefore reports whether the place since is in the same function, behind the
// instruction.
func isBefore(instr, since ssa.Instruction) bool {
	return since != nil && since.Parent() == instr.Parent() && graph.Before(instr, since)
}

// firstCall returns the first call in the function that matches, or nil.
func firstCall(fn *ssa.Function, matches func(*ssa.Call) bool) ssa.Instruction {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && matches(call) {
				return call
			}
		}
	}
	return nil
}

// asksBeforeEnd returns what asks for the lock on every path to the end of the
// function, where a deferred call is executed.
func (c *check) asksBeforeEnd(instr ssa.Instruction, lock held.Held) ssa.Instruction {
	if _, deferred := instr.(*ssa.Defer); !deferred {
		return nil
	}
	return firstCall(instr.Parent(), func(call *ssa.Call) bool {
		return beforeOrDeferred(call, instr) && c.asks(call, lock, true)
	})
}

// waitsForNeed reports whether every path to the instruction waits first for a
// channel that only those answer who ask for the lock before.
func (c *check) waitsForNeed(instr ssa.Instruction, lock held.Held, depth int) (need, bool) {
	for _, ch := range c.channels.All {
		if ch.Escapes() || len(ch.Flow.Returned) > 0 {
			continue
		}
		for _, op := range ch.Ops {
			if op.Fn() != instr.Parent() || op.Instr == instr || !op.Alone || op.Kind != channel.Recv || !beforeOrDeferred(op.Instr, instr) {
				continue
			}
			answers, needs, free := c.allNeed(ch, op, lock, depth+1)
			if free != nil || len(needs) == 0 {
				continue
			}
			if !c.hasAnswered(answers) {
				return need{at: needs[0].at, holds: true}, true
			}
			if ask := c.asksInRound(op.Instr, lock); ask != nil {
				return need{at: ask, holds: true}, true
			}
		}
	}
	return need{}, false
}

// asksInRound returns what asks for the lock in a round of the loop around the
// instruction: after a close there may be rounds left.
func (c *check) asksInRound(instr ssa.Instruction, lock held.Held) ssa.Instruction {
	return firstCall(instr.Parent(), func(call *ssa.Call) bool {
		return sameLoop(call.Block(), instr.Block()) && c.asks(call, lock, false)
	})
}

// hasAnswered reports whether the goroutine that is looked at has done one of these
// on its way to where it waits: it asks first, and then waits for the answer.
func (c *check) hasAnswered(answers []*channel.Op) bool {
	return c.blocked != nil && slices.ContainsFunc(answers, func(a *channel.Op) bool {
		return a.Fn() == c.blocked.Fn() && graph.Before(a.Instr, c.blocked.Instr)
	})
}

// beforeOrDeferred reports whether every path passes a before b is executed, which
// may be a deferred call.
func beforeOrDeferred(a, b ssa.Instruction) bool {
	if _, deferred := b.(*ssa.Defer); !deferred {
		return before(a, b)
	}
	for _, block := range b.Parent().Blocks {
		if block == b.Parent().Recover {
			continue
		}
		if ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok && !before(a, ret) {
			return false
		}
	}
	return true
}

// allNeed returns those who answer the operation, and where each of them asks for
// the lock before it does; or why one of them does not.
func (c *check) allNeed(ch *channel.Channel, op *channel.Op, lock held.Held, depth int) (answers []*channel.Op, needs []need, free *decision.Reason) {
	for _, other := range ch.Ops {
		if (other.Kind == channel.Recv) == (op.Kind == channel.Recv) || op.Ranged && other.Kind != channel.Close {
			continue
		}
		if answeredItself.Holds(other.Fn() == op.Fn() && before(other.Instr, op.Instr)) {
			return nil, nil, answeredItself
		}
		n, ok := c.needs(other.Instr, since(ch, op, other), lock, depth)
		switch {
		case answeredFreely.Holds(!ok):
			return nil, nil, answeredFreely
		case !ok: // that rule is off: this one does not count
		case startedBehind.Holds(c.startedAfter(op, n)):
			return nil, nil, startedBehind
		default:
			answers, needs = append(answers, other), append(needs, n)
		}
	}
	if unanswered.Holds(len(answers) == 0) {
		return nil, nil, unanswered
	}
	return answers, needs, nil
}

// asks reports whether the call asks for the lock; always, if it must.
func (c *check) asks(call *ssa.Call, lock held.Held, must bool) bool {
	return c.asksAs(call, lock, must, held.Callee{})
}

// asksAs is asks for a call in a function that is started, or called, as one place
// shows it.
func (c *check) asksAs(call *ssa.Call, lock held.Held, must bool, in held.Callee) bool {
	if slices.Contains(c.locks.Asks[lock.Class], ssa.Instruction(call)) {
		return c.blocks(c.seenFrom(in, c.locks.Asked(call)[0].Lock), lock)
	}
	for _, callee := range c.locks.Callees(call) {
		for _, a := range c.locks.Summary(callee.Fn).Acquires {
			if (callee.Sure && a.Must || !must && !a.Depends) && c.blocks(c.seenFrom(in, c.locks.Within(a.Lock, callee)), lock) {
				return true
			}
		}
	}
	return false
}

// seenFrom returns the lock of a parameter as whoever starts or calls the function
// names it.
func (c *check) seenFrom(in held.Callee, l held.Lock) held.Lock {
	if p, ok := l.Path.Root.(*ssa.Parameter); ok && p.Parent() == in.Fn {
		return c.locks.Within(l, in)
	}
	return l
}

// blocks reports whether one who asks for a lock waits for whoever holds the other
// one: they are the same, as far as that is seen.
func (c *check) blocks(asked held.Lock, lock held.Held) bool {
	return asked.Class == lock.Class && c.excludes(asked, lock) && !otherLock.Holds(c.locks.Another(asked, lock.Lock))
}

// excludes reports whether one who asks for a lock may have to wait for another
// who holds it: readers only where a writer may ask in between.
func (c *check) excludes(asked held.Lock, lock held.Held) bool {
	return !asked.Read || !lock.Read || c.locks.Written[lock.Class]
}

// writerOf says what else it takes for those who need the lock to block: it is held
// for reading, and one of them only reads it as well.
func (c *check) writerOf(lock held.Held, needs ...need) string {
	if lock.Read && slices.ContainsFunc(needs, func(n need) bool { return c.reads(n, lock.Class) }) {
		return " when a writer asks for it in between"
	}
	return ""
}

// reads reports whether the lock of the class is only asked for to be read.
func (c *check) reads(n need, class held.Class) bool {
	call, ok := n.at.(ssa.CallInstruction)
	return ok && !slices.ContainsFunc(c.locks.Asked(call), func(a held.Acquire) bool { return a.Class == class && !a.Read })
}

// before reports whether every path to b passes a.
func before(a, b ssa.Instruction) bool { return a != b && graph.Before(a, b) }

// sameLoop reports whether each of the two blocks can be reached from the other.
func sameLoop(a, b *ssa.BasicBlock) bool {
	return graph.Reaches(a, b) && graph.Reaches(b, a)
}
