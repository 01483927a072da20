package paths

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A walk is the walk of one function.
type walk[V comparable] struct {
	*Walker[V]
	states map[*ssa.BasicBlock][]*State[V]
	work   []*State[V]
	exits  []Exit[V]
}

// push adds a state, unless it, or one that knows no more, was there before.
func (f *walk[V]) push(s *State[V]) {
	states := f.states[s.Block]
	s.key = s.Store.Key()
	same := -1
	for i, other := range states {
		if other.Value != s.Value || other.defers != s.defers {
			continue
		}
		if other.key == s.key {
			return
		}
		if same < 0 || other.Merged {
			same = i
		}
	}
	if len(states) >= Exact && same >= 0 && !f.noMerge {
		met := states[same].Store.Meet(s.Store)
		if s.key = met.Key(); s.key == states[same].key {
			return
		}
		s.Store, s.Merged = met, true
		states[same] = s
	} else {
		f.states[s.Block] = append(states, s)
	}
	f.work = append(f.work, s)
}

// visit follows a state through its block, and pushes those after it.
func (f *walk[V]) visit(s *State[V]) {
	store := s.Store
	if !f.Blind {
		store = store.Clone()
	}
	live := []*State[V]{{Block: s.Block, Value: s.Value, Store: store, Merged: s.Merged, defers: s.defers, before: s.before}}
	for _, instr := range s.Block.Instrs[s.index:] {
		var next []*State[V]
		for _, at := range live {
			next = append(next, f.step(at, instr)...)
		}
		live = next
	}
	for _, at := range live {
		for i, to := range s.Block.Succs {
			f.edge(at, i, to)
		}
	}
}

// edge follows the edge to a successor.
func (f *walk[V]) edge(at *State[V], i int, to *ssa.BasicBlock) {
	if f.only[[2]*ssa.BasicBlock{at.Block.Parent().Blocks[0], nil}] && !f.only[[2]*ssa.BasicBlock{at.Block, to}] {
		return
	}
	v, ok := f.Domain.Edge(at, i)
	if !ok {
		return
	}
	if f.Blind {
		f.push(&State[V]{Block: to, Value: v, Store: at.Store, Merged: at.Merged, defers: at.defers, before: at})
		return
	}
	store := at.Store.Clone()
	if branch, ok := at.Block.Instrs[len(at.Block.Instrs)-1].(*ssa.If); ok && !store.Assume(branch.Cond, i == 0) {
		return
	}
	store.Enter(to, at.Block)
	f.push(&State[V]{Block: to, Value: v, Store: store, Merged: at.Merged, defers: at.defers, before: at})
}

// step returns the states after an instruction: several where a call ends in
// several ways.
func (f *walk[V]) step(at *State[V], instr ssa.Instruction) []*State[V] {
	switch instr := instr.(type) {
	case *ssa.Defer:
		if f.Domain.Deferred(instr) {
			at.defers = f.deferCall(instr, at.defers)
		}
		return []*State[V]{at}
	case *ssa.RunDefers:
		return f.runDefers(at)
	case *ssa.Return:
		if v, ok := f.Domain.Step(at, instr); ok {
			at.Value = v
			f.exit(Exit[V]{at, instr})
		}
		return nil
	case *ssa.Panic:
		f.Domain.Step(at, instr)
		return nil
	case *ssa.Call:
		if _, builtin := instr.Call.Value.(*ssa.Builtin); !builtin && at.defers != nil && f.Domain.Panics() {
			f.panics(at)
		}
		return f.call(at, instr)
	}
	v, ok := f.Domain.Step(at, instr)
	if !ok {
		return nil
	}
	at.Value = v
	f.execute(at, instr)
	return []*State[V]{at}
}

// execute makes the store know what an instruction does.
func (f *walk[V]) execute(at *State[V], instr ssa.Instruction) {
	if !f.Blind {
		at.Store.Execute(instr)
	}
}

// exit adds an exit; many at one return with one value are merged, as they are all
// that a caller goes on with.
func (f *walk[V]) exit(e Exit[V]) {
	same := 0
	for i, other := range f.exits {
		if other.Return != e.Return || other.Value != e.Value || f.noMerge {
			continue
		}
		if same++; same == maxExits {
			merged := *e.State
			merged.Store, merged.Merged = other.Store.Meet(e.Store), true
			f.exits[i].State = &merged
			return
		}
	}
	f.exits = append(f.exits, e)
}

// maxExits is how many exits at one return with one value are kept apart.
const maxExits = 4

// panics follows the path on which what comes next panics.
func (f *walk[V]) panics(at *State[V]) {
	s := *at
	s.Store = at.Store.Clone()
	s.Store.Panic(true)
	for _, end := range f.runDefers(&s) {
		f.exits = append(f.exits, Exit[V]{end, nil})
	}
}

// runDefers runs the deferred calls, the last first.
func (f *walk[V]) runDefers(at *State[V]) []*State[V] {
	live := []*State[V]{at}
	for d := at.defers; d != nil; d = d.rest {
		var next []*State[V]
		for _, s := range live {
			s.defers = d.rest
			next = append(next, f.call(s, d.call)...)
		}
		live = next
	}
	return live
}

// call follows a call into what it runs, where the domain wants that.
func (f *walk[V]) call(at *State[V], call ssa.CallInstruction) (after []*State[V]) {
	v, ok := f.Domain.Step(at, call)
	if !ok {
		return nil
	}
	at.Value = v
	targets := f.Domain.Targets(call)
	if len(targets) == 0 {
		f.execute(at, call)
		return []*State[V]{at}
	}
	for _, t := range targets {
		for _, exit := range f.inside(t.Fn, v, at.Store.Call(t.Fn, t.Args)) {
			s := *at
			s.Value, s.Store, s.Merged = exit.Value, at.Store.Clone(), at.Merged || exit.Merged
			var results []ssa.Value
			if exit.Return != nil {
				results = exit.Return.Results
			}
			s.Store.Return(call, t.Fn, t.Args, exit.Store, results)
			s.key = s.Store.Key()
			if !slices.ContainsFunc(after, func(o *State[V]) bool { return o.Value == s.Value && o.key == s.key }) {
				after = append(after, &s)
			}
		}
	}
	return after
}
