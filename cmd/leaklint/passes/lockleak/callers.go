package lockleak

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
)

// heldAt returns the locks that are held on some path to the instruction, in its
// function or in those that call it.
func (c *check) heldAt(instr ssa.Instruction) []held.Held {
	var own []held.Held
	for _, e := range c.locks.Events[instr.Parent()] {
		if e.Instr == instr {
			own = union(own, e.Held)
		}
	}
	return union(own, c.heldBy(instr.Parent(), 0))
}

// maxCallers bounds through how many calls it is asked which locks are held.
const maxCallers = 4

// A distance is a function and how many calls lie between it and the operation.
type distance struct {
	fn    *ssa.Function
	calls int
}

// heldBy returns the locks that callers of fn hold when they call it, or their
// callers, and that it does not give back. A function that calls itself a thousand
// times is asked once.
func (c *check) heldBy(fn *ssa.Function, calls int) []held.Held {
	if calls == maxCallers {
		return nil
	}
	at := distance{fn, calls}
	if known, ok := c.held[at]; ok {
		return known
	}
	var locks []held.Held
	for _, e := range c.callersOf(fn) {
		switch {
		case c.locks.InTest(e.Instr.Pos()) && !c.locks.InTest(fn.Pos()):
		case len(e.Held) > 0:
			locks = union(locks, e.Held)
		default:
			locks = union(locks, c.heldBy(e.Instr.Parent(), calls+1))
		}
	}
	locks = slices.DeleteFunc(locks, func(h held.Held) bool { return c.locks.GivesBack(fn, h.Class) })
	c.held[at] = locks
	return locks
}

// union adds the locks that are of no class in list.
func union(list, more []held.Held) []held.Held {
	for _, h := range more {
		if !slices.ContainsFunc(list, func(l held.Held) bool { return l.Class == h.Class }) {
			list = append(list, h)
		}
	}
	return list
}

// callersOf returns the calls of fn, with the locks that are held there.
func (c *check) callersOf(fn *ssa.Function) []held.Event {
	if c.callers == nil {
		c.callers = map[*ssa.Function][]held.Event{}
		for _, f := range c.channels.Index.Spawns.Funcs {
			c.addCallers(f)
		}
	}
	return c.callers[fn]
}

// addCallers notes what f calls: with what is held there, where f locks.
func (c *check) addCallers(f *ssa.Function) {
	seen := map[ssa.Instruction]bool{}
	add := func(e held.Event) {
		call, ok := e.Instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		seen[call] = true
		for _, callee := range c.locks.Callees(call) {
			c.callers[callee.Fn] = append(c.callers[callee.Fn], e)
		}
	}
	for _, e := range c.locks.Events[f] {
		add(e)
	}
	for _, b := range f.Blocks {
		for _, instr := range b.Instrs {
			if !seen[instr] {
				add(held.Event{Instr: instr})
			}
		}
	}
}
