package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/events"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// once reports whether sends at one place do not add up, however often they are met:
// each has another channel, whoever sends closes it then, or each is the answer to a
// request, which the owner of the buffer has stopped to make when it leaves.
func (q *question) once(op *channel.Op) bool {
	around := loop.Innermost(q.index.Loops.Of(op.Fn()), op.Instr.Block())
	return q.another(op.Value, around, 0) || q.closedThen(op) || around != nil && q.room.Const+q.room.Times > 0 && requested(op, around)
}

// sendsOnce reports whether what several goroutines of the site send does not add up.
func (q *question) sendsOnce(site *spawn.Site) bool {
	return slices.ContainsFunc(q.channel.Ops, func(op *channel.Op) bool {
		return op.Kind == channel.Send && op.Alone && (q.another(op.Value, nil, 0) || q.closedThen(op))
	})
}

// another reports whether a channel, or the object that holds it, was taken out of a
// collection, received, or got in the same round of a loop.
func (q *question) another(v ssa.Value, around *loop.Loop, depth int) bool {
	if depth > 12 || v == nil {
		return false
	}
	v = variable.Value(v)
	if instr, ok := v.(ssa.Instruction); ok && around != nil {
		switch v.(type) {
		case *ssa.FieldAddr, *ssa.Field, *ssa.UnOp:
		default:
			return instr.Parent() == around.Header.Parent() && around.Contains(instr.Block())
		}
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return q.another(v.X, around, depth+1)
	case *ssa.Field:
		return q.another(v.X, around, depth+1)
	case *ssa.UnOp:
		return v.Op == token.ARROW || q.another(v.X, around, depth+1)
	case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Next:
		return true
	case *ssa.Extract:
		_, call := v.Tuple.(*ssa.Call)
		return !call
	case *ssa.Parameter:
		return q.anotherGiven(v, depth)
	}
	return false
}

// anotherGiven reports whether all that is known to run a parameter's function gives
// it another channel, or object.
func (q *question) anotherGiven(p *ssa.Parameter, depth int) bool {
	l, i := q.links[p.Parent()], slices.Index(p.Parent().Params, p)
	if l == nil || l.outside || len(l.calls)+len(l.sites) == 0 {
		return false
	}
	for _, call := range l.calls {
		if args := call.Common().Args; call.Common().StaticCallee() != p.Parent() || !q.another(args[i], nil, depth+1) {
			return false
		}
	}
	for _, site := range l.sites {
		for _, t := range site.Targets {
			if t.Fn == p.Parent() && (i >= len(t.Args) || !q.another(t.Args[i], nil, depth+1)) {
				return false
			}
		}
	}
	return true
}

// closedThen reports whether the channel is closed right after its only send: a second
// one would panic, so whoever gets there, one sends.
func (q *question) closedThen(op *channel.Op) bool {
	return !slices.ContainsFunc(q.channel.Ops, func(o *channel.Op) bool { return o.Kind == channel.Send && o != op }) &&
		slices.ContainsFunc(q.channel.Ops, func(o *channel.Op) bool {
			_, call := o.Instr.(*ssa.Call)
			return o.Kind == channel.Close && call && o.Instr.Block() == op.Instr.Block() && graph.Before(op.Instr, o.Instr)
		})
}

// requested reports whether the operation is the answer to what a select received in
// the same round of the loop, beside another case.
func requested(op *channel.Op, around *loop.Loop) bool {
	for b := op.Instr.Block(); b.Idom() != nil && around.Contains(b.Idom()); b = b.Idom() {
		if sel, _ := events.Case(b.Idom(), 0); sel != nil && sel.Blocking && len(sel.States) > 1 && around.Contains(sel.Block()) {
			return true
		}
	}
	return false
}
