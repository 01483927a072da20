package lockleak

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// sleeps reports a wait that the lock of its own goroutine keeps from ending. A
// group is kept by one goroutine that is; a condition by all.
func (c *check) sleeps(class held.Class, s *sleeper, wait *ssa.Call) {
	at, who := c.locks.Stand(wait.Parent(), wait.Pos())
	for _, lock := range c.heldAt(wait) {
		o := c.open(at, wait.Pos(), lock.Lock)
		o.By = lock.At.Pos()
		if r := cmp.Or(s.endsElsewhere(), c.sleepsFreely(class, s, lock)); r != nil {
			o.Settle(r)
			continue
		}
		found, r := c.keptFrom(s, wait, lock)
		if found == nil {
			o.Settle(r)
			continue
		}
		o.Settle(sleepsLocked)
		c.r.Report(report.Finding{
			Pos: at,
			Message: fmt.Sprintf("%s waits for %s while it holds %s, which a goroutine that it waits for asks for first, so both block forever%s",
				who, class.Short(), lock.Path.Name(), c.writerOf(lock, *found)),
			Related: []analysis.RelatedInformation{
				related(lock.At.Pos(), lock.Path.Name()+" is locked here"),
				related(wait.Pos(), "the goroutine waits here"),
				related(found.at.Pos(), "who could end the wait asks for the lock here"),
			},
		})
		return
	}
}

// endsElsewhere returns why it is not known here who ends a wait, or nil.
func (s *sleeper) endsElsewhere() *decision.Reason {
	return decision.First(
		decision.Condition{Reason: sleepOpen, Holds: func() bool { return s.open }},
		decision.Condition{Reason: sleepNobody, Holds: func() bool { return len(s.answers)+len(s.goes) == 0 }},
	)
}

// sleepsFreely returns why the lock keeps nobody from ending the wait, or nil: it may
// be that of the condition itself.
func (c *check) sleepsFreely(class held.Class, s *sleeper, lock held.Held) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: sleepUnknown, Holds: func() bool { return !lock.Class.Known() }},
		decision.Condition{Reason: sleepTried, Holds: func() bool { return c.locks.Tried[lock.Class] }},
		decision.Condition{Reason: condUnknown, Holds: func() bool { return !s.group && len(s.own) == 0 }},
		decision.Condition{Reason: condOwn, Holds: func() bool {
			return !s.group && (slices.Contains(s.own, lock.Class) || lock.Class.Name == class.Name+".L")
		}},
	)
}

// keptFrom returns where somebody who could end the wait asks for the lock first; nil
// and the reason if there may be others who end it. It is enough that one goroutine
// which a group counts has to ask, but of those who are called by others all have to.
func (c *check) keptFrom(s *sleeper, wait *ssa.Call, lock held.Held) (found *need, free *decision.Reason) {
	if ask := c.asksInGo(s.goes, lock); ask != nil {
		return &need{at: ask}, nil
	}
	if goFreely.Holds(len(s.goes) > 0) {
		free = goFreely
	}
	var started *need
	for _, answer := range s.answers {
		n, r := c.wakesAfter(s, wait, answer, lock)
		if r != nil {
			free = cmp.Or(free, r)
			continue
		}
		if n.at == nil {
			continue // that it does not ask does not count: the rule is off
		}
		found = &n
		if c.isStarted(answer) {
			started = found
		}
	}
	if s.group && started != nil {
		return started, nil
	}
	if free != nil {
		return nil, free
	}
	return found, nil
}

// wakesAfter returns where one who could end the wait asks for the lock first, or
// why it does not.
func (c *check) wakesAfter(s *sleeper, wait *ssa.Call, answer ssa.CallInstruction, lock held.Held) (need, *decision.Reason) {
	if r := decision.First(
		decision.Condition{Reason: countsToo, Holds: func() bool { return slices.Contains(s.adds, answer.Parent()) }},
		decision.Condition{Reason: wokenByTest, Holds: func() bool { return c.locks.InTest(answer.Pos()) && !c.locks.InTest(wait.Pos()) }},
	); r != nil {
		return need{}, r
	}
	n, ok := c.needs(answer, nil, lock, 0)
	if !ok && s.group && c.isStarted(answer) {
		n, ok = c.asksOnTheWay(answer, lock)
	}
	return n, decision.First(
		decision.Condition{Reason: wokenFreely, Holds: func() bool { return !ok }},
		decision.Condition{Reason: signalsFreely, Holds: func() bool { return !s.group && !n.holds }},
		decision.Condition{Reason: asksWhereWaits, Holds: func() bool { return ok && n.at.Parent() == wait.Parent() }},
		decision.Condition{Reason: countsAtTheLock, Holds: func() bool { return s.group && c.counts(s, n.at) }},
	)
}

// isStarted reports whether the call stands in a function that is started as a
// goroutine.
func (c *check) isStarted(call ssa.CallInstruction) bool {
	return len(c.channels.Index.Spawns.Of(call.Parent())) > 0
}

// counts reports whether the call that asks for the lock counts something: what
// waits for the lock there is not waited for yet.
func (c *check) counts(s *sleeper, ask ssa.Instruction) bool {
	call, ok := ask.(ssa.CallInstruction)
	if !ok {
		return false
	}
	for _, callee := range c.locks.Callees(call) {
		if slices.Contains(s.adds, callee.Fn) {
			return true
		}
	}
	return false
}

// asksOnTheWay returns what asks for the lock in a goroutine that is counted by a
// group and says Done when it ends.
func (c *check) asksOnTheWay(done ssa.CallInstruction, lock held.Held) (need, bool) {
	if _, deferred := done.(*ssa.Defer); !deferred {
		return need{}, false
	}
	for _, site := range c.channels.Index.Spawns.Of(done.Parent()) {
		if ask := c.asksInTargets(site, done.Parent(), lock); ask != nil {
			return need{at: ask}, true
		}
	}
	return need{}, false
}

// asksInGo returns what asks for the lock in a function that one of the calls of
// sync.WaitGroup.Go runs.
func (c *check) asksInGo(goes []ssa.CallInstruction, lock held.Held) ssa.Instruction {
	for _, call := range goes {
		if site := c.channels.Index.Spawns.At(call); site != nil {
			if ask := c.asksInTargets(site, nil, lock); ask != nil {
				return ask
			}
		}
	}
	return nil
}

// asksInTargets returns what asks for the lock in what the site starts, or in the one
// function of it that is given.
func (c *check) asksInTargets(site *spawn.Site, only *ssa.Function, lock held.Held) ssa.Instruction {
	for _, t := range site.Targets {
		if only != nil && t.Fn != only {
			continue
		}
		if ask := c.asksIn(held.Callee{Fn: t.Fn, Args: t.Args}, lock); ask != nil {
			return ask
		}
	}
	return nil
}

// asksIn returns a call in the function, as one place starts it, that asks for the
// lock.
func (c *check) asksIn(started held.Callee, lock held.Held) ssa.Instruction {
	for _, b := range started.Fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && c.asksAs(call, lock, false, started) {
				return call
			}
		}
	}
	return nil
}
