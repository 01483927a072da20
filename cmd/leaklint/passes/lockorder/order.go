package lockorder

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An order is that a lock is asked for while another one is held.
type order struct {
	fn     *ssa.Function
	instr  ssa.Instruction // the call of Lock, or of a function that locks
	first  held.Held
	second held.Acquire
	gates  []held.Class // the other locks that are held
	back   bool         // the second is asked for to release the first, which the caller holds
}

// A pair is two classes of locks, in the order in which they are taken.
type pair struct{ first, second held.Class }

// orders are those of one package, by their locks, in the order of the functions.
type orders struct {
	list []*order
	of   map[pair][]*order

	twins   []*order            // those of two locks of one class
	written map[held.Class]bool // what something locks for writing
}

// maxOfPair bounds how many places are remembered at which two locks are taken in
// the same order.
const maxOfPair = 8

func newOrders(locks *held.Index, funcs []*ssa.Function) *orders {
	all := &orders{of: map[pair][]*order{}, written: locks.Written}
	for _, fn := range funcs {
		for _, e := range locks.Events[fn] {
			if len(e.Held) == 0 {
				continue
			}
			call, ok := e.Instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, a := range locks.Asked(call) {
				if locks.InTest(call.Pos()) || !slices.ContainsFunc(a.Calls, locks.InTest) {
					all.add(locks, fn, e, a)
				}
			}
		}
	}
	for _, back := range locks.Backs {
		all.addBack(locks, back)
	}
	return all
}

// add adds the orders of one request for a lock.
func (all *orders) add(locks *held.Index, fn *ssa.Function, e held.Event, a held.Acquire) {
	for _, h := range e.Held {
		if alike(h, a, fn) {
			all.twins = append(all.twins, &order{fn: fn, instr: e.Instr, first: h, second: a})
		}
		p := pair{h.Class, a.Class}
		if slices.Contains(a.Apart, h.Class) || !h.Class.Known() || !a.Class.Known() || h.Class == a.Class || len(all.of[p]) >= maxOfPair ||
			locks.Tried[h.Class] || locks.Tried[a.Class] || fresh(h.Path, fn) || fresh(a.Path, fn) {
			continue
		}
		o := &order{fn: fn, instr: e.Instr, first: h, second: a}
		for _, other := range e.Held {
			if other.Class != h.Class {
				o.gates = append(o.gates, other.Class)
			}
		}
		all.list = append(all.list, o)
		all.of[p] = append(all.of[p], o)
	}
}

// addBack adds that whoever holds a lock has to get another one to release it.
func (all *orders) addBack(locks *held.Index, b held.Back) {
	first, second := b.Released.Class, b.Held.Class
	p := pair{first, second}
	if !first.Known() || !second.Known() || first == second || len(all.of[p]) >= maxOfPair || locks.Tried[first] || locks.Tried[second] {
		return
	}
	o := &order{
		fn: b.Fn, instr: b.Held.At, back: true,
		first:  held.Held{Lock: b.Released, At: b.Instr},
		second: held.Acquire{Lock: b.Held.Lock, Pos: b.Held.At.Pos()},
	}
	all.list = append(all.list, o)
	all.of[p] = append(all.of[p], o)
}

// alike reports whether a function takes the same lock of two of its parameters
// in the order in which they are passed: another goroutine may pass them the
// other way round.
func alike(h held.Held, a held.Acquire, fn *ssa.Function) bool {
	first, ok := h.Path.Root.(*ssa.Parameter)
	second, also := a.Path.Root.(*ssa.Parameter)
	return ok && also && first != second && first.Parent() == fn && second.Parent() == fn &&
		h.Class == a.Class && h.Class.Known() && h.Path.Fields == a.Path.Fields && !(h.Read && a.Read)
}

// fresh reports whether the lock is one of an object that the function makes:
// nobody else has it yet.
func fresh(p held.Path, fn *ssa.Function) bool {
	a, ok := p.Root.(*ssa.Alloc)
	return ok && a.Parent() == fn && p.Fields != ""
}

// opposite returns an order of the same two locks the other way round that can
// happen at the same time: no third lock keeps the two apart, and each excludes
// the other. One that makes a leak comes before one that makes advice.
func (all *orders) opposite(o *order) *order {
	var found *order
	for _, other := range all.of[pair{o.second.Class, o.first.Class}] {
		if !gated(o, other) && all.excludes(o.first.Lock, other.second.Lock) && all.excludes(other.first.Lock, o.second.Lock) {
			if o.category(other) == report.Leak {
				return other
			}
			if found == nil {
				found = other
			}
		}
	}
	return found
}

// excludes reports whether one who asks for a lock may have to wait for another
// who holds it: readers only where a writer may ask in between.
func (all *orders) excludes(a, b held.Lock) bool {
	return !a.Read || !b.Read || all.written[a.Class]
}

// gated reports whether both hold a third lock.
func gated(a, b *order) bool {
	for _, g := range a.gates {
		for _, h := range b.gates {
			if g == h {
				return true
			}
		}
	}
	return false
}

// category is advice where one of the two depends on a flag, where one has to get
// a lock to release the other, which goes by what its callers hold, where a call
// that leads there may run another function (a method of another type), where two
// functions lock elements of collections, which need not be the same, or parts of
// objects of different types, and where both only read one of the locks, so that it
// takes a writer as well.
func (o *order) category(other *order) string {
	readers := o.first.Read && other.second.Read || o.second.Read && other.first.Read
	if readers || apart(o.first.Lock, other.second.Lock) || apart(o.second.Lock, other.first.Lock) || o.fn != other.fn && (o.elements() || other.elements()) || o.doubtful() || other.doubtful() {
		return report.Advice
	}
	return report.Leak
}

// apart reports whether two locks of one class are parts of objects of different
// types, which embed the same struct.
func apart(a, b held.Lock) bool {
	first, second := a.Owner(), b.Owner()
	return first != nil && second != nil && first != second
}

// doubtful reports whether it is not certain that the second lock is asked for while
// the first is held: it depends on a flag, on what a caller holds, or on which
// function a call runs.
func (o *order) doubtful() bool {
	return o.back || o.second.Guess || o.second.Depends
}

// elements reports whether one of the two locks is in an object out of a collection.
func (o *order) elements() bool {
	return variable.Brought(o.first.Base) || variable.Brought(o.second.Base)
}
