package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// mutedLeaks returns the goroutines that wait, on a channel that the world outside of
// the program sends on, for what does not come any more: signal.Stop, and the Stop of
// a timer, end what comes, and do not close the channel.
//
// As long as nobody stops it, such a channel is waited for with a purpose.
func (f *finder) mutedLeaks(t *trace) (leaks []*Leak) {
	for _, need := range []Need{NeedSend, NeedClose} {
		for _, site := range t.sites {
			demand := t.demandOf(need, site)
			if demand.Count == 0 {
				continue
			}
			q := t.newQuestion(need, site, demand)
			q.obligation = t.ledger.Open(decision.Obligation{Check: checks[need], Site: site.Pos(), At: demand.Op.Pos, Object: t.channel})
			if r := f.life.WhyProcess(site); r != nil {
				q.obligation.Settle(r)
				continue
			}
			if q.obligation.Settled(tickerLoop, f.beats(site)) {
				continue
			}
			if leak := q.muted(); leak != nil {
				leaks = append(leaks, leak)
			}
		}
	}
	return leaks
}

// beats reports whether the goroutine waits for ticks in a loop that it never leaves.
func (f *finder) beats(site *spawn.Site) bool {
	return slices.ContainsFunc(site.Targets, func(target spawn.Target) bool {
		trap := f.traps.Trap(target.Fn)
		return trap != nil && (trap.Kind == endless.TickerRange || trap.Kind == endless.TickerLoop)
	})
}

// muted returns the leak that follows from one of the calls that stop what comes from
// outside, or nil.
func (q *question) muted() *Leak {
	if q.obligation.Settled(farAway, q.isFar()) {
		return nil
	}
	if r := q.answeredElsewhere(); r != nil {
		q.obligation.Settle(r)
		return nil
	}
	exit, ok := q.stopped()
	if q.obligation.Settled(fed, !ok) {
		return nil
	}
	if _, ok := q.othersLeave(); q.obligation.Settled(othersAnswer, !ok) {
		return nil
	}
	return q.leak(exit)
}

// stopped returns where what comes from outside is stopped on a path on which nobody
// answers otherwise, and whether there is such a place.
func (q *question) stopped() (Exit, bool) {
	s := q.newSearch(true)
	for _, mute := range q.channel.Mutes {
		if replaced.Holds(!q.isForThisOne() && q.replacedAfter(mute)) {
			q.obligation.Settle(replaced)
			continue
		}
		if !s.inGoroutine(mute.Parent()) && q.leavesAfter(mute) {
			return Exit{Kind: Muted, Fn: mute.Parent(), Pos: mute.Pos()}, true
		}
	}
	return Exit{Kind: Muted, Fn: q.site.Enclosing, Pos: q.site.Pos()}, false
}

// leavesAfter reports whether a path leads from the start of the goroutine over the
// call, which stops what comes from outside, to an end without an answer. A call in
// a function that the owner does not run, such as the Close of an object, may come at
// any time.
func (q *question) leavesAfter(mute ssa.CallInstruction) bool {
	own := q.ownCall(mute)
	if own == nil {
		return q.leavesFrom(mute)
	}
	s := q.ownerSearch()
	s.patient = true
	_, deferred := own.(*ssa.Defer)
	if !deferred {
		s.until = own
	}
	s.run()
	return s.found != nil && (deferred || q.leavesFrom(mute))
}

// leavesFrom reports whether a path leads from the instruction to an end without an
// answer.
func (q *question) leavesFrom(instr ssa.Instruction) bool {
	s := q.newSearch(true)
	s.push(state{instr.Block(), indexIn(instr.Block(), instr) + 1, q.demand.Count})
	s.run()
	return s.found != nil
}

// ownCall returns the instruction of the owner that is the call, or runs its function;
// nil if there is none.
func (q *question) ownCall(call ssa.CallInstruction) ssa.CallInstruction {
	fn := call.Parent()
	if q.owner[fn] {
		return call
	}
	runs := q.index.Runs(fn).Calls
	if i := slices.IndexFunc(runs, func(c ssa.CallInstruction) bool { return q.owner[c.Parent()] }); i >= 0 {
		return runs[i]
	}
	return nil
}

// isForThisOne reports whether the goroutine is started for the timer that its function
// has just made: each has its own to wait for, and another one that takes the place of
// that in a field does not end the wait.
func (q *question) isForThisOne() bool {
	made := q.channel.Make
	return made.Parent() == q.site.Enclosing && graph.MayFollow(made, q.site.Instr)
}

// replacedAfter reports whether another timer may take the place of the one that the
// call stops: the function that stops it stores it in the same field. An object like
// that has one timer after the other, and who waits for it waits for the next.
//
// Its limit: who already waits for the old one when it is stopped is not seen.
func (q *question) replacedAfter(mute ssa.CallInstruction) bool {
	for _, b := range mute.Parent().Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || variable.IsNil(store.Val) {
				continue
			}
			addr, ok := store.Addr.(*ssa.FieldAddr)
			if ok && slices.Contains(q.channel.Flow.Fields, origin.FieldOf(addr)) && graph.MayFollow(mute, store) {
				return true
			}
		}
	}
	return false
}
