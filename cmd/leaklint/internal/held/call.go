package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// call follows a call, or a deferred call that is executed, and reports whether
// it may return.
func (w *walker) call(call ssa.CallInstruction, s *state) bool {
	switch o := w.x.op(call.Common()); o.kind {
	case lock:
		l := o.of()
		a := Acquire{Lock: l, Must: w.x.endsAll(call.Block()), Pos: call.Pos(), Place: report.PlaceOf(w.fn, call.Pos())}
		w.event(call, s)
		if !w.acquire(call, a, s) {
			return false
		}
		if !s.takeBack(l) {
			s.hold(Held{l, call})
		}
		return true
	case unlock:
		l := o.of()
		w.unlock(call, l, s)
		return true
	case try:
		s.drop(func(h Held) bool { return h.Path == o.lock.Path })
		return true
	}
	w.event(call, s)
	if i, ok := w.x.invokeAt(call, *s); ok {
		w.invokes = addInvoke(w.invokes, i)
	}
	if isOnce(call.Common()) {
		return w.once(call, s)
	}
	returns := w.applyAll(call, s)
	w.forget(call, s)
	return returns
}

// forget forgets the names of the locks that are held whose objects the call may have
// exchanged: what is asked for by that name then may be another lock.
func (w *walker) forget(call ssa.CallInstruction, s *state) {
	for i, h := range s.held {
		if h.At != call && w.x.heap.Changes(call, h.Path) {
			s.held = slices.Clone(s.held)
			s.held[i].Path = Path{}
		}
	}
}

func (w *walker) applyAll(call ssa.CallInstruction, s *state) bool {
	for _, c := range w.x.calleesAt(call) {
		if !w.apply(call, c, s) {
			return false
		}
	}
	return true
}

// once follows a call of sync.Once.Do.
func (w *walker) once(call ssa.CallInstruction, s *state) bool {
	a := w.x.onceOf(call)
	if !w.acquire(call, a, s) {
		return false
	}
	s.hold(Held{a.Lock, call})
	returns := w.applyAll(call, s)
	s.releaseLast(a.Lock)
	return returns
}

// unlock releases a lock, that of the caller if none is held here.
func (w *walker) unlock(at ssa.Instruction, l Lock, s *state) {
	if s.releaseLast(l) {
		w.freed[l.Path] = true
	} else if s.drop(w.dropped(releasedAlike, at.Pos(), func(h Held) bool { return w.x.mayBe(h.Lock, l) })) {
		w.freed[l.Path] = true // one that is held, by another name: the pointer was copied
	} else if !s.hasReleased(l.Path) {
		s.released = append(slices.Clone(s.released), l)
		for _, h := range s.held {
			back := Back{Fn: w.fn, Instr: at, Released: l, Held: h}
			w.note(back.key(), w.at)
			w.backs = append(w.backs, back)
		}
	}
}

// acquire notes that a lock is asked for, and reports whether it can be had.
func (w *walker) acquire(instr ssa.Instruction, a Acquire, s *state) bool {
	h, ok := s.find(a.Path)
	if !ok {
		h, ok = w.sameObject(s, a)
	}
	if !ok {
		h, ok = w.alike(instr, a, s)
	}
	if ok && w.excludes(instr, h, a) {
		w.repeat(Repeat{Fn: w.fn, Instr: instr, First: h, Again: a})
		return h.Read && a.Read || !a.Must && len(a.Calls) > 0
	}
	if !s.hasReleased(a.Path) || a.Path.Root == nil {
		w.acquires = addAcquire(w.acquires, w.x.depend(a, instr.Block()))
	} else {
		w.retakes = addAcquire(w.retakes, a)
	}
	return true
}

// alike returns a lock that is held and has the part of the one asked for: not if that
// may be one of another object.
func (w *walker) alike(instr ssa.Instruction, a Acquire, s *state) (Held, bool) {
	i := slices.IndexFunc(s.held, func(h Held) bool { return h.Class.Known() && h.Class == a.Class })
	if i < 0 {
		return Held{}, false
	}
	h := s.held[i]
	if againAnother.Holds(true) {
		w.x.settle(againAnother, w.fn, instr, a.Lock, h.At.Pos())
		return Held{}, false
	}
	return h, true
}

// addAcquire adds a lock to a list, once.
func addAcquire(list []Acquire, a Acquire) []Acquire {
	for i, b := range list {
		if a.Path == b.Path && a.Class == b.Class && a.Read == b.Read && a.Through == b.Through {
			list[i].Must = a.Must || b.Must
			return list
		}
	}
	if len(list) < maxAcquires {
		list = append(list, a)
	}
	return list
}

// apply follows what a callee does to locks, and reports whether it may return.
func (w *walker) apply(call ssa.CallInstruction, c Callee, s *state) bool {
	sum := w.x.summary(c.Fn)
	for _, a := range w.x.lift(sum.Acquires, call, c) {
		if !w.acquire(call, a, s) {
			return false
		}
	}
	for _, a := range w.x.lift(sum.Retakes, call, c) {
		if _, here := s.find(a.Path); !here { // that of a caller further out
			w.retakes = addAcquire(w.retakes, a)
		}
	}
	if len(sum.Invokes) > 0 && !w.hand(call, c, s) {
		return false
	}
	for _, l := range sum.Releases {
		l.Path = w.x.within(l.Path, c)
		if l.Path.Root == nil {
			s.drop(w.dropped(releasedAlike, call.Pos(), func(h Held) bool { return w.x.mayBe(h.Lock, l) }))
			continue
		}
		w.unlock(call, l, s)
	}
	if c.Sure {
		for _, l := range sum.Holds {
			if l.Path = w.x.within(l.Path, c); l.Path.Root != nil {
				s.hold(Held{l, call})
			}
		}
	}
	return true
}

// hand follows what a callee does with the functions that are handed to it, and
// reports whether they may return.
func (w *walker) hand(call ssa.CallInstruction, c Callee, s *state) bool {
	locks, own := w.x.handedTo(call, c)
	for _, i := range own {
		w.invokes = addInvoke(w.invokes, i.under(*s))
	}
	for _, a := range locks {
		for _, h := range a.in.Held {
			if h.Path.Root != nil && h.Path == a.Path && w.excludes(call, h, a.Acquire) {
				if !w.x.reported(a) {
					w.repeat(Repeat{Fn: w.fn, Instr: call, First: h, Again: a.Acquire})
				}
				if !(h.Read && a.Read) && a.Must {
					return false
				}
			}
		}
		there := *s
		there.held = a.in.heldThere(*s)
		there.released = slices.Concat(s.released, a.in.Free)
		if !w.acquire(call, a.Acquire, &there) {
			return false
		}
	}
	return true
}

// excludes reports whether one who holds a lock has to wait forever, or may have
// to, when it asks for it again at the instruction.
func (w *walker) excludes(instr ssa.Instruction, h Held, a Acquire) bool {
	r := w.x.free(h.Lock, a)
	if r != nil {
		w.x.settle(r, w.fn, instr, a.Lock, h.At.Pos())
	}
	return r == nil
}

// free returns why one who holds a lock may ask for it again, or nil.
func (x *Index) free(l Lock, a Acquire) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: againUnwritten, Holds: func() bool { return l.Read && a.Read && !x.Written[a.Class] }},
	)
}

// reported reports whether the same lock is known to be asked for again where the
// callee calls what is handed to it.
func (x *Index) reported(a handed) bool {
	return slices.ContainsFunc(x.Repeats, func(r Repeat) bool { return r.Instr.Pos() == a.in.Pos && r.Again.Pos == a.Pos })
}

// lift returns what the caller asks for by the call of a function that asks for
// the locks.
func (x *Index) lift(list []Acquire, call ssa.CallInstruction, c Callee) []Acquire {
	var lifted []Acquire
	for _, a := range list {
		a.Made = a.Made || x.heap.Made(a.Path, c.Fn)
		if !a.given(c) || c.another != nil && a.isLocal(c.another) {
			continue
		}
		a.Object = c.whole(a.Object)
		a.Path = x.within(a.Path, c)
		if c.Through != nil && a.Base != nil {
			if p, ok := a.Base.(*ssa.Parameter); ok && p.Parent() == c.Fn {
				a.Through, a.Base = c.Through, c.Recv
			}
		}
		a.Must = a.Must && c.Sure && x.endsAll(call.Block())
		a.Guess = a.Guess || len(x.calleesAt(call)) > 1
		a.Calls = append([]token.Pos{call.Pos()}, a.Calls...)
		lifted = append(lifted, a)
	}
	return lifted
}

// within returns the path by which the caller of a function names what the
// function names by p; one without a root if it cannot.
func (x *Index) within(p Path, c Callee) Path {
	if p.Param > 0 {
		return x.argument(c, p.Param-1, p.Fields)
	}
	switch root := p.Root.(type) {
	case *ssa.Global:
		return p
	case *ssa.Parameter:
		if root.Parent() != c.Fn {
			return x.renamed(p, c) // of a function around a literal
		}
		return x.argument(c, slices.Index(c.Fn.Params, root), p.Fields)
	case ssa.Instruction:
		if root.Parent() != c.Fn {
			return x.renamed(p, c)
		}
	}
	return heap.Path{}
}

// renamed returns the caller's name of what a function that is kept in a field
// names as it is named where the function is put there.
func (x *Index) renamed(p Path, c Callee) Path {
	if c.there == nil {
		return p
	}
	if object := x.heap.Path(c.there); object.Root != nil && p.Under(object) {
		return x.heap.Resolve(x.heap.Path(c.here).Plus(p.Fields[len(object.Fields):]))
	}
	return p
}

// argument returns the path of the fields of argument number i of a call, as those
// name it who put a function in a field that is called.
func (x *Index) argument(c Callee, i int, fields string) Path {
	if i < 0 || i >= len(c.Args) || c.Args[i] == nil {
		return heap.Path{}
	}
	return x.renamed(x.heap.Resolve(x.heap.Path(c.Args[i]).Plus(fields)), c)
}
