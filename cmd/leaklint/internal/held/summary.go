package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
)

// summarize computes the summary of a function, and what there is to report.
func (x *Index) summarize(fn *ssa.Function) {
	if x.begun[fn] {
		return // as what is started as a goroutine
	}
	x.begun[fn] = true
	if !x.locks(fn) {
		x.summaries[fn] = x.callsOnly(fn)
		return
	}
	w := x.newWalker(fn)
	exits, all := w.walk()
	if tooManyPaths.Holds(!all) {
		x.summaries[fn] = x.callsOnly(fn)
		x.giveUp(fn)
		return
	}
	s := &Summary{Acquires: w.acquires, Holds: heldAtAll(exits), Retakes: w.retakes, Invokes: w.invokes}
	for _, e := range exits {
		for _, l := range e.Value.released {
			if !slices.ContainsFunc(s.Releases, l.same) {
				s.Releases = append(s.Releases, l)
				if !x.accountedFor(fn) {
					x.Released[l.Class] = append(x.Released[l.Class], fn)
				}
			}
		}
		for _, h := range e.Value.held {
			x.Kept = append(x.Kept, Kept{Fn: fn, Ret: e.Return, Lock: h, Freed: w.freed[h.Path]})
		}
	}
	x.summaries[fn] = s
	x.Repeats = append(x.Repeats, w.repeats...)
	x.Backs = append(x.Backs, w.backs...)
	x.Events[fn] = w.events
}

// accountedFor reports whether everybody who calls the function is seen, so that
// what it releases is seen to be released there.
func (x *Index) accountedFor(fn *ssa.Function) bool {
	calls, all := x.origins.Calls(fn)
	return all && len(calls) > 0 && len(x.starts.Of(fn)) == 0
}

// giveUp notes that the locks which the function uses may be released there in ways
// that are not known.
func (x *Index) giveUp(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				o := x.op(call.Common())
				if o.kind != noOp {
					x.Aliased[o.lock.Class] = true
				}
				if o.kind == lock {
					x.settle(tooManyPaths, fn, call, o.of(), token.NoPos)
				}
			}
		}
	}
}

// locks reports whether the function does something with locks itself, or calls
// what changes which are held.
func (x *Index) locks(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if opOf(call.Common()).kind != noOp || isOnce(call.Common()) {
				return true
			}
			for _, c := range x.calleesAt(call) {
				if s := x.summary(c.Fn); len(s.Holds) > 0 || len(s.Releases) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// callsOnly returns the summary of a function that does nothing with locks but
// by calls.
func (x *Index) callsOnly(fn *ssa.Function) *Summary {
	s := new(Summary)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, c := range x.calleesAt(call) {
				for _, a := range x.lift(x.summary(c.Fn).Acquires, call, c) {
					s.Acquires = addAcquire(s.Acquires, x.depend(a, call.Block()))
				}
				for _, a := range x.lift(x.summary(c.Fn).Retakes, call, c) {
					s.Retakes = addAcquire(s.Retakes, a)
				}
				x.addHanded(s, call, c)
			}
			if i, ok := x.invokeAt(call, state{}); ok && x.starts.At(call) == nil {
				s.Invokes = addInvoke(s.Invokes, i)
			}
		}
	}
	return s
}

// addHanded adds what a callee does with the functions that are handed to it. Those
// that it calls with a lock held which they ask for again are noted.
func (x *Index) addHanded(s *Summary, call ssa.CallInstruction, c Callee) {
	locks, own := x.handedTo(call, c)
	for _, i := range own {
		s.Invokes = addInvoke(s.Invokes, i)
	}
	for _, a := range locks {
		if a.in.frees(a.Lock) {
			s.Retakes = addAcquire(s.Retakes, a.Acquire)
			continue
		}
		s.Acquires = addAcquire(s.Acquires, x.depend(a.Acquire, call.Block()))
		for _, h := range a.in.Held {
			if h.Path.Root != nil && h.Path == a.Path && x.free(h.Lock, a.Acquire) == nil && !x.reported(a) {
				x.Repeats = append(x.Repeats, Repeat{Fn: call.Parent(), Instr: call, First: h, Again: a.Acquire})
			}
		}
	}
}

// heldAtAll returns the locks that are held at every exit.
func heldAtAll(exits []paths.Exit[*state]) []Lock {
	var all []Lock
	for i, e := range exits {
		var here []Lock
		for _, h := range e.Value.held {
			if i == 0 || slices.ContainsFunc(all, h.Lock.same) {
				here = append(here, h.Lock)
			}
		}
		all = here
	}
	return all
}

// same reports whether the function knows the two by the same name.
func (l Lock) same(other Lock) bool {
	return l.Path == other.Path && l.Class == other.Class && l.Read == other.Read
}
