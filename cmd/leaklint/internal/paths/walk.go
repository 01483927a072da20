// Package paths walks the paths of a function, with what is known on each, and lets
// a domain say what happens on them.
//
// Up to [Exact] states of a block are kept as they are. Beyond that, states in
// which the domain has the same value are merged, and know what all of them knew.
// What was found behind a merge is walked again without one, along its witness.
//
// Calls that the domain wants to see are walked at their place, for each value and up
// to [maxEntries] kinds of knowledge with which they are called: a domain has no
// summaries to compose, and there is no language for conditions on results.
//
// What differs from the design, and what was learned:
//   - On small programs this is as good as a summary, and on large ones it is not: a
//     channel of net/http takes up to [maxSteps], since each kind of knowledge at the
//     entry is a walk of its own. A bound for each block is none for a call. So there
//     must be one summary, whose conditions are few.
//   - How many states of a block are kept apart decided nothing: one is as good as 24
//     or 200 on all programs that this was measured on. What matters is that a counter
//     is not followed from round to round, and that a register is forgotten which
//     nothing asks about again: that took two thirds of the states.
//   - A count must be symbolic for loops that start goroutines and loops that receive,
//     and need not be for what a goroutine sends itself.
package paths

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Exact is how many states of a block are kept apart, maxEntries how often a called
// function is walked with what its callers know, and maxSteps how many states are
// visited for one question.
const (
	Exact      = 24
	maxEntries = 8
	maxSteps   = 20_000
)

// A Domain says what happens on a path to a value of its own.
type Domain[V comparable] interface {
	// Step returns the value after an instruction, and whether the path goes on.
	Step(at *State[V], instr ssa.Instruction) (V, bool)
	// Edge does so for the edge to successor i of a block.
	Edge(at *State[V], i int) (V, bool)
	// Targets returns the functions that a call runs and that are to be walked.
	Targets(call ssa.CallInstruction) []spawn.Target
	// Deferred reports whether a deferred call matters.
	Deferred(call *ssa.Defer) bool
	// Panics reports whether a path on which a call panics matters.
	Panics() bool
}

// A State is one point of a path. Deferred calls are part of it.
type State[V comparable] struct {
	Block  *ssa.BasicBlock
	Value  V
	Store  *feasible.Store
	Merged bool // the way here is one of several, of which the common is known

	index  int
	defers *deferred
	before *State[V]
	key    uint64 // of the store, when the state was compared with others
}

// A deferred is a stack of deferred calls; equal ones are one pointer.
type deferred struct {
	call *ssa.Defer
	rest *deferred
}

// Witness returns the blocks on the way to the state, in its function.
func (s *State[V]) Witness() (blocks []*ssa.BasicBlock) {
	for ; s != nil; s = s.before {
		blocks = append(blocks, s.Block)
	}
	slices.Reverse(blocks)
	return blocks
}

// An Exit is the end of a path: a return, or of a panic the last deferred call.
type Exit[V comparable] struct {
	*State[V]
	Return *ssa.Return // nil after a panic
}

// A Walker walks the paths for one question.
type Walker[V comparable] struct {
	Domain  Domain[V]
	Table   *feasible.Table
	Blind   bool // nothing is known on the paths: see [feasible.Table.Correlated]
	Partial bool // it was given up
	Steps   int  // how many states were visited
	Limit   int  // it is given up after as many; 0 for maxSteps

	only    map[[2]*ssa.BasicBlock]bool // the edges to take; nil for all
	defers  map[deferred]*deferred
	known   map[call[V]][]Exit[V]
	entries map[*ssa.Function]int // how often a called function was walked
	noMerge bool
}

// A call is a function with what it is called with.
type call[V comparable] struct {
	fn    *ssa.Function
	value V
	store uint64
}

// Walk returns the exits of a function, walked from an instruction of a block on.
func (w *Walker[V]) Walk(b *ssa.BasicBlock, index int, v V, store *feasible.Store) []Exit[V] {
	start := &State[V]{Block: b, Value: v, Store: store, index: index}
	f := &walk[V]{Walker: w, states: map[*ssa.BasicBlock][]*State[V]{}}
	f.push(start)
	for len(f.work) > 0 && !w.Partial {
		s := f.work[0]
		f.work = f.work[1:]
		if w.Steps++; w.Steps > w.limit() {
			w.Partial = true
		}
		f.visit(s)
	}
	return f.exits
}

func (w *Walker[V]) limit() int {
	if w.Limit > 0 {
		return w.Limit
	}
	return maxSteps
}

// Again walks without merging, and in the witness's function along it only.
func (w *Walker[V]) Again(witness []*ssa.BasicBlock) *Walker[V] {
	again := &Walker[V]{Domain: w.Domain, Table: w.Table, Blind: w.Blind, noMerge: true, only: map[[2]*ssa.BasicBlock]bool{}}
	for i := 1; i < len(witness); i++ {
		again.only[[2]*ssa.BasicBlock{witness[i-1], witness[i]}] = true
	}
	if len(witness) > 0 {
		again.only[[2]*ssa.BasicBlock{witness[0].Parent().Blocks[0], nil}] = true
	}
	return again
}

// inside returns the exits of a called function; none of one that is being walked.
func (w *Walker[V]) inside(fn *ssa.Function, v V, store *feasible.Store) []Exit[V] {
	key := call[V]{fn, v, store.Key()}
	if _, ok := w.known[key]; !ok && w.entries[fn] >= maxEntries {
		store = feasible.New(w.Table)
		key.store = store.Key()
	}
	if exits, ok := w.known[key]; ok || len(fn.Blocks) == 0 {
		return exits
	}
	if w.known == nil {
		w.known, w.entries = map[call[V]][]Exit[V]{}, map[*ssa.Function]int{}
	}
	w.entries[fn]++
	w.known[key] = nil
	w.known[key] = w.Walk(fn.Blocks[0], 0, v, store)
	return w.known[key]
}

// deferCall returns the stack of deferred calls with one more on it.
func (w *Walker[V]) deferCall(call *ssa.Defer, rest *deferred) *deferred {
	for d := rest; d != nil; d = d.rest {
		if d.call == call {
			return rest // in a loop: once
		}
	}
	if w.defers == nil {
		w.defers = map[deferred]*deferred{}
	}
	d := deferred{call, rest}
	if w.defers[d] == nil {
		w.defers[d] = &d
	}
	return w.defers[d]
}
