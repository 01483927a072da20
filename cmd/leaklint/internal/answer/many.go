package answer

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxLookups bounds through how many loads and parameters a channel is followed
// to where it was looked up.
const maxLookups = 12

// lookedUp reports whether a channel, or the object that holds it, was taken out
// of a collection or received: each time it may be another one, so operations on
// it do not add up.
func (t *trace) lookedUp(v ssa.Value) bool { return t.isLookedUp(v, maxLookups) }

func (t *trace) isLookedUp(v ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := variable.Value(v).(type) {
	case *ssa.FieldAddr:
		return t.isLookedUp(v.X, depth-1)
	case *ssa.Field:
		return t.isLookedUp(v.X, depth-1)
	case *ssa.UnOp:
		return v.Op == token.ARROW || t.isLookedUp(v.X, depth-1)
	case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Next:
		return true
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.Select, *ssa.TypeAssert, *ssa.Lookup, *ssa.Next:
			return true
		case *ssa.UnOp:
			return tuple.Op == token.ARROW
		}
	case *ssa.Parameter:
		return t.allLookedUp(v, depth-1)
	}
	return false
}

// allLookedUp reports whether every call and start of the parameter's function
// that is known passes something that was looked up.
func (t *trace) allLookedUp(p *ssa.Parameter, depth int) bool {
	l := t.links[p.Parent()]
	i := slices.Index(p.Parent().Params, p)
	if l == nil || l.outside || i < 0 || len(l.calls)+len(l.sites) == 0 {
		return false
	}
	for _, call := range l.calls {
		args := argsFor(p.Parent(), call)
		if i >= len(args) || !t.isLookedUp(args[i], depth) {
			return false
		}
	}
	for _, site := range l.sites {
		for _, target := range site.Targets {
			if target.Fn == p.Parent() && (i >= len(target.Args) || target.Args[i] == nil || !t.isLookedUp(target.Args[i], depth)) {
				return false
			}
		}
	}
	return true
}

// gated reports whether the goroutines are started in the case of a select whose
// channel the loop sets to nil for a while: the next one is not started before
// something has happened, which may be the answer to the last one.
func (q *question) gated() bool {
	site := q.site.Instr.Block()
	for b := site; b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || branch.Block().Succs[0] != b {
			continue
		}
		if sel, n := channel.CaseAt(branch); sel != nil && n < len(sel.States) && maybeNil(sel.States[n].Chan) {
			return true
		}
	}
	return false
}

// maybeNil reports whether a variable is evidently set to nil on some path.
func maybeNil(v ssa.Value) bool {
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	return slices.ContainsFunc(phi.Edges, func(e ssa.Value) bool {
		if inner, ok := e.(*ssa.Phi); ok {
			return slices.ContainsFunc(inner.Edges, variable.IsNil)
		}
		return variable.IsNil(e)
	})
}

// rearmed reports whether the site starts a goroutine again and again: it stands
// in a loop, or is a time.AfterFunc whose timer is kept, for Reset. A loop that starts
// a number of them for a channel of its function is over when they leave.
func (q *question) rearmed(site *spawn.Site) bool {
	if site.InLoop() {
		return len(q.channel.Flow.Fields) > 0 || !q.counts(site)
	}
	timer, ok := site.Instr.(*ssa.Call)
	return ok && site.Kind == spawn.TimerFunc && slices.ContainsFunc(*timer.Referrers(), func(use ssa.Instruction) bool {
		_, stored := use.(*ssa.Store)
		return stored
	})
}

// counts reports whether the loops around the site are counted before their first
// round.
func (q *question) counts(site *spawn.Site) bool {
	for _, l := range q.loopsOf(site.Enclosing) {
		if bound := l.Bound(); l.Contains(site.Instr.Block()) && !bound.Known && bound.Expr == "" {
			return false
		}
	}
	return true
}

// forAnother reports whether the operation stands before the place, in the same
// function, at which the channel is made for a field: it is done to the channel
// that was in the field before.
func (q *question) forAnother(op *channel.Op) bool {
	made := q.channel.Make
	if len(q.channel.Flow.Fields) == 0 || op.Fn() != made.Parent() {
		return false
	}
	if op.Instr.Block() == made.Block() {
		return graph.Before(op.Instr, made) && loop.Innermost(q.loopsOf(op.Fn()), made.Block()) == nil
	}
	return !graph.Reaches(made.Block(), op.Instr.Block())
}
