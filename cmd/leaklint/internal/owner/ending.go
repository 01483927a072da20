package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// maxCalls bounds how deep the calls of a goroutine are looked into for the
// place where it waits.
const maxCalls = 4

// A question is what ends one goroutine. It is asked by supposing that nothing
// that has a key ever happens: no channel of an object is closed, no flag set,
// no context canceled, no listener closed. If the goroutine then never ends,
// the keys that it looks at are asked one by one.
type question struct {
	x      *Index
	site   *spawn.Site
	target spawn.Target
	inner  *ctxwait.Question

	nothingFails bool // no function of another package returns an error

	asked    []*exit
	happens  key                    // the one that is not supposed away
	holding  map[*ssa.Function]bool // answers; a function that is being asked counts as not held
	depth    int
	constant map[*ssa.Call][]*ssa.Return
}

// An exit is something that ends a goroutine, or may do so.
type exit struct {
	key  key
	acts []string
	runs *hold // what runs until the acts, if that is a function of another package
}

// endsOf returns the exits of the goroutine each of which is enough to end it;
// none if it ends in other ways. Sure is false if it also ends when something
// fails that another package does: a read, a write.
func (x *Index) endsOf(site *spawn.Site, t spawn.Target) (ends []*exit, sure bool) {
	for _, nothingFails := range []bool{false, true} {
		q := x.ask(site, t, nothingFails)
		if !q.held() {
			continue
		}
		for _, e := range slices.Clone(q.asked) {
			q.happens = e.key
			if !q.held() {
				ends = append(ends, e)
			}
		}
		return ends, !nothingFails
	}
	return nil, false
}

func (x *Index) ask(site *spawn.Site, t spawn.Target, nothingFails bool) *question {
	q := &question{x: x, site: site, target: t, nothingFails: nothingFails}
	outer := x.waits.Ask(site.Enclosing, q.given)
	outer.Uncanceled = q.uncanceled
	q.inner = x.waits.Ask(t.Fn, func(p *ssa.Parameter) bool {
		if p.Parent() != t.Fn {
			return q.given(p)
		}
		i := slices.Index(t.Fn.Params, p)
		return i < len(t.Args) && t.Args[i] != nil && q.neverDone(outer, t.Args[i])
	})
	q.inner.Uncanceled = q.uncanceled
	return q
}

// held reports whether the goroutine never ends.
func (q *question) held() bool {
	q.holding, q.constant, q.depth = map[*ssa.Function]bool{}, map[*ssa.Call][]*ssa.Return{}, 0
	return q.heldIn(q.target.Fn)
}

// heldIn reports whether the function never returns.
func (q *question) heldIn(fn *ssa.Function) bool {
	if known, ok := q.holding[fn]; ok || q.depth > maxCalls || q.x.traps.Trap(fn) != nil {
		return known
	}
	q.holding[fn] = false
	q.depth++
	q.holding[fn] = len(q.x.traps.ReturnsIf(fn, q.assumption())) == 0 && !q.x.traps.RecoversIf(fn, q.assumption())
	q.depth--
	return q.holding[fn]
}

func (q *question) assumption() endless.Assumption {
	return endless.Assumption{Silent: q.silent, NotDone: q.inner.NotDone, Blocks: q.blocks, Decided: q.decided}
}

// never notes that the goroutine looks at the key, and reports whether what the
// acts do to it is supposed not to happen.
func (q *question) never(k key, acts ...string) bool {
	if k == nil {
		return false
	}
	for _, e := range q.asked {
		if e.key == k {
			return k != q.happens
		}
	}
	if !slices.ContainsFunc(acts, func(act string) bool { return len(q.x.effects[effect{k, act}]) > 0 }) {
		if _, param := k.(*ssa.Parameter); !param {
			return false // nobody does that to it, so it is none of the exits
		}
	}
	q.asked = append(q.asked, &exit{key: k, acts: acts})
	return k != q.happens
}

// supposed notes that what runs until the acts, as told in the hold, is ended by the
// key, and reports whether that is supposed not to happen.
func (q *question) supposed(k key, runs *hold, acts ...string) bool {
	i := slices.IndexFunc(q.asked, func(e *exit) bool { return e.key == k })
	if i < 0 {
		i = len(q.asked)
		q.asked = append(q.asked, &exit{key: k, acts: acts})
	}
	q.asked[i].runs = runs
	return k != q.happens
}

// given is asked about the contexts that functions of the package are given.
func (q *question) given(p *ssa.Parameter) bool {
	return endless.IsContext(p.Type()) && q.never(p)
}

// uncanceled is asked about the contexts that functions of the package make.
func (q *question) uncanceled(made *ssa.Call) bool {
	cancel := ctxwait.CancelOf(made)
	return cancel != nil && q.never(q.x.keyOf(cancel), actCall, actPass)
}

func (q *question) neverDone(outer *ctxwait.Question, arg ssa.Value) bool {
	if endless.IsContext(arg.Type()) {
		return outer.NotDone(arg)
	}
	return q.silentKey(arg)
}

// silent reports whether nothing arrives on the channel.
func (q *question) silent(ch ssa.Value) bool {
	return q.silentKey(q.argument(ch)) || q.inner.Silent(ch)
}

// silentKey reports whether the channel is there to be closed, or takes signals
// without a value, and supposed to stay silent.
func (q *question) silentKey(ch ssa.Value) bool {
	k := q.x.keyOf(ch)
	if k == nil {
		return false
	}
	if isSignal(ch.Type().Underlying().(*types.Chan).Elem()) {
		return q.never(k, actClose, actSend, actPass)
	}
	return len(q.x.effects[effect{k, actSend}]) == 0 && q.never(k, actClose, actPass)
}

// isSignal reports whether values of the type say that something is to happen,
// or where to answer that it has, and carry nothing else.
func isSignal(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Struct:
		return t.NumFields() == 0
	case *types.Basic:
		return t.Kind() == types.Bool
	case *types.Chan:
		return true
	}
	return false
}

// argument returns what the goroutine was given for its parameter, or v.
func (q *question) argument(v ssa.Value) ssa.Value {
	for {
		t, ok := v.(*ssa.ChangeType)
		if !ok {
			break
		}
		v = t.X
	}
	p, ok := v.(*ssa.Parameter)
	if !ok || p.Parent() != q.target.Fn {
		return v
	}
	if i := slices.Index(p.Parent().Params, p); i < len(q.target.Args) && q.target.Args[i] != nil {
		return q.target.Args[i]
	}
	return v
}

// blocks reports whether the call never returns.
func (q *question) blocks(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	if f := q.x.waits.Of(callee); f != nil {
		for _, i := range f.Params {
			if i < len(call.Common().Args) && q.endsWith(call.Common().Args[i]) {
				return true
			}
		}
	}
	if own := q.x.own(callee); own != nil {
		return q.heldIn(own)
	}
	return q.runs(call)
}

// runs reports whether the call is one of a function of another package that
// runs until something is done to its argument.
func (q *question) runs(call *ssa.Call) bool {
	for _, h := range q.x.factOf(call.Common().StaticCallee()) {
		if !h.Runs || h.Param >= len(call.Common().Args) {
			continue
		}
		k := objectKey(q.argument(call.Common().Args[h.Param]))
		acts := []string{actPass}
		for _, name := range h.Stops {
			acts = append(acts, "."+name)
		}
		if l := ownListener(q.argument(call.Common().Args[h.Param])); l != nil && q.supposed(l, h, acts...) {
			return true
		}
		if q.never(k, acts...) {
			q.supposed(k, h, acts...)
			return true
		}
	}
	return false
}

// endsWith reports whether the context or channel is supposed never to be done.
func (q *question) endsWith(arg ssa.Value) bool {
	if _, ok := arg.Type().Underlying().(*types.Chan); ok {
		return q.silent(arg)
	}
	return endless.IsContext(arg.Type()) && q.inner.NotDone(arg)
}
