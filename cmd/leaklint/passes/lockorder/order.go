package lockorder

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
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

	obligation *decision.Obligation
}

// A pair is two classes of locks, in the order in which they are taken.
type pair struct{ first, second held.Class }

// orders are those of one package, by their locks, in the order of the functions.
type orders struct {
	locks  *held.Index
	ledger *decision.Ledger

	list []*order
	of   map[pair][]*order

	twins []*order // those of two locks of one class
}

// maxOfPair bounds how many places are remembered at which two locks are taken in
// the same order.
const maxOfPair = 8

func newOrders(locks *held.Index, funcs []*ssa.Function, ledger *decision.Ledger) *orders {
	all := &orders{locks: locks, ledger: ledger, of: map[pair][]*order{}}
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
				all.add(fn, e, a)
			}
		}
	}
	for _, back := range locks.Backs {
		all.addBack(back)
	}
	return all
}

// add adds the orders of one request for a lock.
func (all *orders) add(fn *ssa.Function, e held.Event, a held.Acquire) {
	byTest := testCallback.Holds(!all.locks.InTest(e.Instr.Pos()) && slices.ContainsFunc(a.Calls, all.locks.InTest))
	for _, h := range e.Held {
		o := &order{fn: fn, instr: e.Instr, first: h, second: a}
		if h.Class == a.Class {
			if !byTest && alike(h, a, fn) {
				all.addTwin(o)
			}
			continue
		}
		all.begin(o)
		if byTest {
			o.obligation.Settle(testCallback)
			continue
		}
		if r := all.apartFrom(o); r != nil {
			o.obligation.Settle(r)
			continue
		}
		for _, other := range e.Held {
			if other.Class != h.Class {
				o.gates = append(o.gates, other.Class)
			}
		}
		all.keep(o)
	}
}

// begin begins the obligation of an order.
func (all *orders) begin(o *order) {
	site, _ := all.locks.Stand(o.fn, o.instr.Pos())
	o.obligation = open(all.ledger, site, o.instr.Pos(), o.pair())
}

// keep adds an order that is to be compared with others.
func (all *orders) keep(o *order) {
	all.list = append(all.list, o)
	all.of[o.pair()] = append(all.of[o.pair()], o)
}

// addTwin adds an order of two locks of one class.
func (all *orders) addTwin(o *order) {
	o.obligation = open(all.ledger, o.instr.Pos(), o.instr.Pos(), o.first.Class)
	if !o.obligation.Settled(readTwins, o.first.Read && o.second.Read) {
		all.twins = append(all.twins, o)
	}
}

// addBack adds that whoever holds a lock has to get another one to release it.
func (all *orders) addBack(b held.Back) {
	o := &order{
		fn: b.Fn, instr: b.Held.At, back: true,
		first:  held.Held{Lock: b.Released, At: b.Instr},
		second: held.Acquire{Lock: b.Held.Lock, Pos: b.Held.At.Pos()},
	}
	if o.first.Class == o.second.Class {
		return
	}
	all.begin(o)
	if r := all.unusable(o); r != nil {
		o.obligation.Settle(r)
		return
	}
	all.keep(o)
}

func (o *order) pair() pair { return pair{o.first.Class, o.second.Class} }

// unusable returns why an order is not compared with others, or nil.
func (all *orders) unusable(o *order) *decision.Reason {
	first, second := o.first.Class, o.second.Class
	return decision.First(
		decision.Condition{Reason: roleUnknown, Holds: func() bool { return !first.Known() || !second.Known() }},
		decision.Condition{Reason: seenOften, Holds: func() bool { return len(all.of[o.pair()]) >= maxOfPair }},
		decision.Condition{Reason: orderTried, Holds: func() bool { return all.locks.Tried[first] || all.locks.Tried[second] }},
	)
}

// apartFrom returns why an order of a lock that is asked for under another one is
// not compared with others, or nil.
func (all *orders) apartFrom(o *order) *decision.Reason {
	return cmp.Or(all.unusable(o), decision.First(
		decision.Condition{Reason: givenBack, Holds: func() bool { return slices.Contains(o.second.Apart, o.first.Class) }},
		decision.Condition{Reason: newObject, Holds: func() bool {
			return all.locks.New(o.first.Lock, o.fn) || all.locks.New(o.second.Lock, o.fn) || o.second.Made
		}},
	))
}

// alike reports whether a function takes the same lock of two of its parameters
// in the order in which they are passed: another goroutine may pass them the
// other way round.
func alike(h held.Held, a held.Acquire, fn *ssa.Function) bool {
	first, ok := h.Path.Root.(*ssa.Parameter)
	second, also := a.Path.Root.(*ssa.Parameter)
	return ok && also && first != second && first.Parent() == fn && second.Parent() == fn &&
		h.Class == a.Class && h.Class.Known() && h.Path.Fields == a.Path.Fields
}

// opposite returns an order of the same two locks the other way round that can
// happen at the same time, or why there is none: a third lock may keep the two apart,
// and each must exclude the other. One that makes a leak comes before one that makes
// advice.
func (all *orders) opposite(o *order) (found *order, quiet *decision.Reason) {
	for _, other := range all.of[pair{o.second.Class, o.first.Class}] {
		if r := all.apart(o, other); r != nil {
			quiet = cmp.Or(quiet, r)
			continue
		}
		if o.doubt(other) == nil {
			return other, nil
		}
		if found == nil {
			found = other
		}
	}
	return found, cmp.Or(quiet, oneOrder)
}

// apart returns what keeps two opposite orders from happening at the same time, or
// nil.
func (all *orders) apart(o, other *order) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: gateLock, Holds: func() bool { return gated(o, other) }},
		decision.Condition{Reason: otherPart, Holds: func() bool { return all.locks.Contradicts(o.relation(), other.relation()) }},
		decision.Condition{Reason: readersOnly, Holds: func() bool {
			return !all.excludes(o.first.Lock, other.second.Lock) || !all.excludes(other.first.Lock, o.second.Lock)
		}},
	)
}

// relation returns how the function reaches the two locks from one object.
func (o *order) relation() heap.Relation { return heap.Relate(o.first.Path, o.second.Path) }

// excludes reports whether one who asks for a lock may have to wait for another
// who holds it: readers only where a writer may ask in between.
func (all *orders) excludes(a, b held.Lock) bool {
	return !a.Read || !b.Read || all.locks.Written[a.Class]
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

// doubt returns why what two orders make is advice, or nil: where one of the two
// depends on a flag, where one has to get a lock to release the other, which goes by
// what its callers hold, where a call that leads there may run another function (a
// method of another type), where two functions lock elements of collections, which
// need not be the same, or parts of objects of different types, and where both only
// read one of the locks, so that it takes a writer as well.
func (o *order) doubt(other *order) *decision.Reason {
	return cmp.Or(decision.First(
		decision.Condition{Reason: readersFirst, Holds: func() bool {
			return o.first.Read && other.second.Read || o.second.Read && other.first.Read
		}},
		decision.Condition{Reason: apartByType, Holds: func() bool {
			return ofOtherTypes(o.first.Lock, other.second.Lock) || ofOtherTypes(o.second.Lock, other.first.Lock)
		}},
		decision.Condition{Reason: ofCollection, Holds: func() bool { return o.fn != other.fn && (o.elements() || other.elements()) }},
	), doubtful(o, other))
}

// ofOtherTypes reports whether two locks of one class are parts of objects of
// different types, which embed the same struct.
func ofOtherTypes(a, b held.Lock) bool {
	first, second := a.Owner(), b.Owner()
	return first != nil && second != nil && first != second
}

// doubtful returns why it is not certain, of one of the orders, that the second lock
// is asked for while the first is held: it depends on a flag, on what a caller holds,
// or on which function a call runs.
func doubtful(orders ...*order) *decision.Reason {
	return decision.First(
		of(toRelease, func(o *order) bool { return o.back }, orders...),
		of(guessed, func(o *order) bool { return o.second.Guess }, orders...),
		of(onFlag, func(o *order) bool { return o.second.Depends }, orders...),
	)
}

// elements reports whether one of the two locks is in an object out of a collection.
func (o *order) elements() bool {
	return variable.Brought(o.first.Base) || variable.Brought(o.second.Base)
}
