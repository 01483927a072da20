package lockleak

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
)

// A sleeper is what waits for a call by somebody else: a sync.WaitGroup for Done,
// a sync.Cond for Signal or Broadcast.
type sleeper struct {
	waits   []*ssa.Call
	answers []ssa.CallInstruction
	adds    []*ssa.Function       // those that count something
	goes    []ssa.CallInstruction // WaitGroup.Go: each answers when its function ends
	group   bool
	open    bool
	own     []held.Class // the lock of a condition, by each of its names
}

// sleepers reports waits for groups and conditions by a goroutine that holds a
// lock which those who could end them ask for first.
func (c *check) sleepers() {
	all, order := map[held.Class]*sleeper{}, []held.Class(nil)
	for _, fn := range c.channels.Index.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				class, ok := c.addSleeper(all, instr)
				if ok {
					order = append(order, class)
				}
			}
		}
	}
	c.ownLocks(all)
	for _, class := range order {
		s := all[class]
		for _, wait := range s.waits {
			c.r.At(wait.Pos())
			c.sleeps(class, s, wait)
		}
	}
}

// addSleeper notes a call of a method of a group or condition, and reports whether
// it is the first of its class.
func (c *check) addSleeper(all map[held.Class]*sleeper, instr ssa.Instruction) (held.Class, bool) {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return held.Class{}, false
	}
	fn := call.Common().StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil {
		return held.Class{}, false
	}
	recv := fn.Signature.Recv().Type().String()
	if recv != "*sync.WaitGroup" && recv != "*sync.Cond" {
		return held.Class{}, false
	}
	class, open := held.ClassOf(call.Common().Args[0])
	if !class.Known() {
		return class, false
	}
	s, known := all[class]
	if !known {
		s = &sleeper{group: recv == "*sync.WaitGroup"}
		all[class] = s
	}
	s.open = s.open || open
	switch fn.Name() {
	case "Wait":
		if wait, ok := call.(*ssa.Call); ok {
			s.waits = append(s.waits, wait)
		}
	case "Done", "Signal", "Broadcast":
		s.answers = append(s.answers, call)
	case "Add":
		s.adds = append(s.adds, call.Parent())
	case "Go":
		s.goes = append(s.goes, call)
	}
	return class, !known
}

// ownLocks notes which lock each condition has, from the calls of sync.NewCond
// whose result is stored in a field or variable.
func (c *check) ownLocks(all map[held.Class]*sleeper) {
	for _, fn := range c.channels.Index.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || call.Common().StaticCallee() == nil || call.Common().StaticCallee().RelString(nil) != "sync.NewCond" {
					continue
				}
				lock, ok := call.Common().Args[0].(*ssa.MakeInterface)
				if !ok {
					continue
				}
				own := namesOf(lock.X)
				for _, ref := range *call.Referrers() {
					if store, ok := ref.(*ssa.Store); ok {
						class, _ := held.ClassOf(store.Addr)
						if s := all[class]; s != nil && len(own) > 0 {
							s.own = append(s.own, own...)
						} else if s != nil {
							s.own = append(s.own, held.Class{Local: class.Local, Name: class.Name + ".L"}) // it has no other name
						}
					}
				}
			}
		}
	}
}

// namesOf returns the classes of a lock that a condition is made with: that of the
// variable, and those of the fields that it is stored in beside the condition.
func namesOf(lock ssa.Value) []held.Class {
	var names []held.Class
	if own, _ := held.ClassOf(lock); own.Known() {
		names = append(names, own)
	}
	if lock.Referrers() == nil {
		return names
	}
	for _, ref := range *lock.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MakeInterface:
			names = append(names, namesOf(ref)...) // in a field of type sync.Locker
		case *ssa.Store:
			if class, _ := held.ClassOf(ref.Addr); ref.Val == lock && class.Known() {
				names = append(names, class)
			}
		}
	}
	return names
}
