package feasible

import (
	"go/token"
	"hash/fnv"
	"maps"
	"math"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Store is what is known at one point of a path.
type Store struct {
	table *Table
	is    map[*symbol]*symbol // a path of access, a φ or a load, and what it is now
	facts map[*symbol]fact
}

// New returns a store that knows nothing.
func New(t *Table) *Store { return &Store{t, map[*symbol]*symbol{}, map[*symbol]fact{}} }

// Clone returns a copy.
func (s *Store) Clone() *Store { return &Store{s.table, maps.Clone(s.is), maps.Clone(s.facts)} }

// symbolOf returns what a value is on this path: seen through variables that are
// set once, and through what is known to be a copy.
func (s *Store) symbolOf(v ssa.Value) *symbol {
	x := s.table.leaf(variable.Value(v))
	if other := s.is[x]; other != nil {
		return other
	}
	return x
}

// Execute takes over what an instruction does.
func (s *Store) Execute(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Phi:
		return // see [Store.Enter]
	case *ssa.Store:
		value := s.symbolOf(instr.Val)
		m, parts := memoryAt(instr.Addr), partsOf(instr.Val.Type())
		s.forget(func(other memory) bool { return other != nil && other == m || slices.Contains(parts, other) })
		if at := s.at(instr.Addr); at != nil {
			s.is[at] = value
		}
	case *ssa.Send:
		s.forgetForeign(instr.Parent())
	case *ssa.Defer, *ssa.Go:
		return
	case ssa.Value:
		switch instr := instr.(type) {
		case *ssa.Call:
			s.forgetCall(instr)
		case *ssa.Select:
			s.forgetForeign(instr.Parent())
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				s.forgetForeign(instr.Parent())
			}
		}
		x := s.table.leaf(instr)
		s.define(x)
		if at := s.evaluated(instr.(ssa.Instruction)); at != nil && s.is[at] != nil {
			s.is[x] = s.is[at]
		} else if at != nil {
			s.is[at] = x
			s.note(x, s.rangeOf(at))
		}
	}
}

// Panic makes recover return something, or nothing.
func (s *Store) Panic(panicking bool) {
	at := s.table.make("recover", nil)
	delete(s.is, at)
	s.facts[at] = point(0)
	if panicking {
		s.facts[at] = anything.compared(token.NEQ, 0)
	}
}

// define forgets what was known of a register that gets another value.
func (s *Store) define(x *symbol) { s.drop(func(y *symbol) bool { return x == y }) }

// drop forgets symbols, and all that is made of them. A name of one that is not
// itself made of it keeps what was known.
func (s *Store) drop(gone func(*symbol) bool) {
	kept := map[*symbol]fact{}
	for name, x := range s.is {
		if x.involves(gone) && !name.involves(gone) {
			kept[name] = s.rangeOf(x)
		}
	}
	maps.DeleteFunc(s.is, func(name, x *symbol) bool { return name.involves(gone) || x.involves(gone) })
	maps.DeleteFunc(s.facts, func(x *symbol, _ fact) bool { return x.involves(gone) })
	for name, f := range kept {
		s.note(name, f)
	}
}

// Enter takes over the φ instructions of a block that is entered from another,
// and forgets the registers that cannot be used any more.
func (s *Store) Enter(b, from *ssa.BasicBlock) {
	n := slices.Index(b.Preds, from)
	if b.Dominates(from) {
		s.forgetForeign(b.Parent()) // a loop may wait for another goroutine
	}
	var phis, values []*symbol
	var known []fact
	for _, instr := range b.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		x := s.symbolOf(phi.Edges[n])
		phis, values, known = append(phis, s.table.leaf(phi)), append(values, x), append(known, s.rangeOf(x))
	}
	for _, phi := range phis {
		s.define(phi)
	}
	for i, phi := range phis {
		switch _, computed := values[i].value.(*ssa.BinOp); {
		case computed && b.Dominates(from):
			// What a round computes is not followed: a counter has no end of values.
			s.note(phi, leastAfter(phi.value.(*ssa.Phi), values[i].value.(*ssa.BinOp)))
		case values[i].involves(func(x *symbol) bool { return slices.Contains(phis, x) }):
			s.note(phi, known[i])
		default:
			s.is[phi] = values[i]
		}
	}
	s.prune(b)
}

// leastAfter returns what the counter of a loop is after a round: it begins with a
// constant and only grows.
func leastAfter(phi *ssa.Phi, sum *ssa.BinOp) fact {
	step, ok := sum.Y.(*ssa.Const)
	if !ok || sum.Op != token.ADD || sum.X != ssa.Value(phi) || ofConst(step).low <= 0 || isString(sum) {
		return anything
	}
	first := anything
	for _, edge := range phi.Edges {
		if edge == ssa.Value(sum) {
			continue
		}
		c, ok := edge.(*ssa.Const)
		if !ok || !ofConst(c).single() || first != anything && first != ofConst(c) {
			return anything
		}
		first = ofConst(c)
	}
	if !first.single() || first.low > math.MaxInt32 {
		return anything
	}
	return anything.compared(token.GEQ, first.low+ofConst(step).low)
}

// prune forgets the registers that cannot be used in the block, as they are not
// defined on every way to it, but not what stands elsewhere as well.
func (s *Store) prune(b *ssa.BasicBlock) {
	dead := func(x *symbol) bool {
		instr, ok := x.value.(ssa.Instruction)
		return ok && instr.Parent() == b.Parent() && instr.Block() != nil && !instr.Block().Dominates(b)
	}
	maps.DeleteFunc(s.is, func(name, _ *symbol) bool { return dead(name) })
	maps.DeleteFunc(s.facts, func(x *symbol, _ fact) bool {
		if !x.involves(dead) {
			return false
		}
		for _, y := range s.is {
			if y.involves(func(part *symbol) bool { return part == x }) {
				return false
			}
		}
		return true
	})
}

// Key stands for what is known: equal stores have equal keys.
func (s *Store) Key() (key uint64) {
	for x, f := range s.facts {
		key += mixed(x.id, uint64(f.low), uint64(f.high), uint64(f.not), f.listKey())
	}
	for x, y := range s.is {
		key += mixed(x.id, y.id)
	}
	return key
}

// hashed returns a hash of a text.
func hashed(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// mixed returns a hash of the numbers in their order.
func mixed(numbers ...uint64) uint64 {
	h := uint64(14695981039346656037)
	for _, n := range numbers {
		h = (h ^ n) * 1099511628211
		h ^= h >> 29
	}
	return h
}

// Meet returns what both stores know.
func (s *Store) Meet(o *Store) *Store {
	m := New(s.table)
	for name, x := range s.is {
		if o.is[name] == x {
			m.is[name] = x
		} else if o.is[name] != nil {
			m.note(name, s.rangeOf(x).union(o.rangeOf(o.is[name])))
		}
	}
	for x, f := range s.facts {
		m.note(x, f.union(o.rangeOf(x)))
	}
	return m
}

// Call returns what a function knows at its entry when it is called: of its
// parameters what is known of the arguments, and what stands in the memory.
func (s *Store) Call(fn *ssa.Function, args []ssa.Value) *Store {
	inside, by := New(s.table), map[*symbol]*symbol{}
	for i, arg := range args {
		if i < len(fn.Params) && arg != nil {
			by[s.symbolOf(arg)] = s.table.leaf(fn.Params[i])
			inside.note(s.table.leaf(fn.Params[i]), s.rangeOf(s.symbolOf(arg)))
		}
	}
	inside.takeOver(s, by)
	return inside
}

// Return makes the caller know what a call has left in the memory, and its result.
func (s *Store) Return(call ssa.CallInstruction, fn *ssa.Function, args []ssa.Value, inside *Store, results []ssa.Value) {
	by := map[*symbol]*symbol{}
	for i, arg := range args {
		if i < len(fn.Params) && arg != nil {
			by[s.table.leaf(fn.Params[i])] = s.symbolOf(arg)
		}
	}
	s.forgetCall(call)
	s.takeOver(inside, by)
	if v := call.Value(); v != nil {
		s.define(s.table.leaf(v))
		call, called := call.(*ssa.Call)
		for i, result := range results {
			if known := inside.rangeOf(inside.symbolOf(result)); len(results) == 1 {
				s.note(s.table.leaf(v), known)
			} else if called {
				s.note(s.table.resultOf(call, i), known)
			}
		}
	}
}

// takeOver takes over what another function knows of the memory, as ranges.
func (s *Store) takeOver(o *Store, by map[*symbol]*symbol) {
	for at, x := range o.is {
		if at.value == nil {
			s.noteMoved(at, o.rangeOf(x), by)
		}
	}
	for x, f := range o.facts {
		if x.value == nil || by[x] != nil {
			s.noteMoved(x, f, by)
		}
	}
}

// noteMoved notes a fact about a path of access that means the same in every
// function, once the arguments are in the place of the parameters.
func (s *Store) noteMoved(at *symbol, f fact, by map[*symbol]*symbol) {
	moved := s.table.moved(at, by)
	if moved != at || !at.involves(func(x *symbol) bool {
		_, variable := x.value.(*ssa.Alloc)
		_, global := x.value.(*ssa.Global)
		return x.value != nil && !variable && !global
	}) {
		s.note(moved, f)
	}
}
