package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// isFar reports whether the goroutine that starts the site has nothing to do with
// a channel that lives in local variables only: the function in which it begins
// to live is more than a few calls and starts away. What leads from one to the
// other is then a function value that a dispatcher calls, and nothing ties the
// dispatcher's path to the channel.
func (q *question) isFar() bool {
	if len(q.channel.Flow.Fields) > 0 {
		return false
	}
	level := []*ssa.Function{q.site.Enclosing}
	seen := map[*ssa.Function]bool{}
	for range maxClimb + 1 {
		var above []*ssa.Function
		for _, fn := range level {
			l := q.links[fn]
			if l == nil || seen[fn] {
				continue
			}
			if l.top {
				return false
			}
			seen[fn] = true
			for _, call := range l.calls {
				above = append(above, call.Parent())
			}
			for _, site := range l.sites {
				above = append(above, site.Enclosing)
			}
		}
		level = above
	}
	return true
}

// dispatches reports whether the site starts what its function was given to
// start: the goroutine then belongs to the call that gave it.
func (t *trace) dispatches(site *spawn.Site) bool {
	for _, other := range t.sites {
		if other.Kind == spawn.Helper && other.Instr.Common().StaticCallee() == site.Enclosing {
			return true
		}
	}
	return false
}

// sharesField reports whether a field that holds the channel also holds one that
// is made elsewhere: that of another object.
func (t *trace) sharesField() bool {
	for _, other := range t.channels.All {
		for _, field := range other.Flow.Fields {
			if other != t.channel && slices.Contains(t.channel.Flow.Fields, field) {
				return true
			}
		}
	}
	return false
}

// handedOut reports whether a function that callers out of sight may call returns
// the channel out of a field or a parameter: what they do with it is on no path
// that begins where the channel is made.
func (q *question) handedOut() bool {
	for _, fn := range q.channel.Flow.Returned {
		if !q.getsResult(fn) {
			return true
		}
	}
	return false
}

// closesOnce reports whether the operation is a close in a loop: since a second
// one would panic, some state that is not followed says whether it was done.
func (q *question) closesOnce(op *channel.Op) bool {
	if op.Kind != channel.Close {
		return false
	}
	l := loop.Innermost(q.loopsOf(op.Fn()), op.Instr.Block())
	return l != nil && !slices.ContainsFunc(op.Fn().Blocks, func(b *ssa.BasicBlock) bool { return l.Contains(b) && q.bornIn(b, nil, nil) })
}

// deferredAnswer reports whether the operation is in a function that the owner
// defers, and which answers under a condition of its own, or was deferred before
// the goroutine was started.
func (q *question) deferredAnswer(fn *ssa.Function) bool {
	seen := map[*ssa.Function]bool{}
	var climb func(fn *ssa.Function) bool
	climb = func(fn *ssa.Function) bool {
		l := q.links[fn]
		if l == nil || seen[fn] {
			return false
		}
		seen[fn] = true
		for _, call := range l.calls {
			if _, deferred := call.(*ssa.Defer); deferred && q.owner[call.Parent()] {
				if q.minAnswers(fn) == 0 || call.Parent() != q.site.Enclosing || follows(call, q.site.Instr) {
					return true
				}
			}
			if !q.owner[call.Parent()] && climb(call.Parent()) {
				return true
			}
		}
		return false
	}
	return climb(fn)
}
