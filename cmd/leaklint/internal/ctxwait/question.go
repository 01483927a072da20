package ctxwait

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Question asks what is never done, as seen from one function.
type Question struct {
	// Uncanceled reports whether the cancel function of a context that was made
	// by the call is taken as not called. It is asked after the parent.
	Uncanceled func(made *ssa.Call) bool

	// Unjoined reports whether the errgroup that the call of WithContext made is
	// taken as not waited for, so that its context is not done. It may be nil.
	Unjoined func(made *ssa.Call) bool

	// Root is what made the context that was found to be never done: a call of
	// context.Background, TODO or WithoutCancel, or that of WithCancel.
	Root *ssa.Call

	// Why is the first reason for which a context that was asked about may be done,
	// or nil.
	Why *decision.Reason

	x      *Index
	fn     *ssa.Function
	given  func(*ssa.Parameter) bool
	asking map[ssa.Value]bool
}

// Ask returns a question as seen from fn. What given says of a parameter is taken
// for granted; it may be nil.
func (x *Index) Ask(fn *ssa.Function, given func(*ssa.Parameter) bool) *Question {
	q := &Question{x: x, fn: fn, given: given, asking: map[ssa.Value]bool{}}
	q.Uncanceled = func(made *ssa.Call) bool {
		r := x.whyCanceled(made, fn)
		return r == nil || !q.may(r)
	}
	return q
}

// AskOfCallers returns a question as seen from fn and from all that call it: where
// these are known, a parameter is never done if no argument for it ever is.
func (x *Index) AskOfCallers(fn *ssa.Function) *Question {
	callers := x.Ask(nil, nil)
	var q *Question
	q = x.Ask(fn, func(p *ssa.Parameter) bool {
		if p.Parent() != fn || !callers.NeverDone(p) {
			return false
		}
		q.Root = callers.Root
		return true
	})
	return q
}

// Assumption returns the question in the form that [endless.Result.StuckIf] asks.
func (q *Question) Assumption() endless.Assumption {
	return endless.Assumption{Silent: q.Silent, NotDone: q.NotDone, Blocks: q.blocks}
}

// Silent reports whether the channel is the Done of a context that is never done.
func (q *Question) Silent(ch ssa.Value) bool {
	if !canBeDone(ch.Type()) {
		return false
	}
	v := variable.Value(ch)
	if p, ok := v.(*ssa.Parameter); ok && (p.Parent() == q.fn || q.isGiven(p)) {
		return q.isGiven(p)
	}
	return q.x.origins.Of(v).All(func(v ssa.Value) bool {
		call, ok := v.(*ssa.Call)
		return ok && endless.IsContextCall(call.Common(), "Done") && q.NotDone(call.Common().Value)
	})
}

// may notes that a context may be done, and reports whether that rule applies.
func (q *Question) may(r *decision.Reason) bool {
	if !r.Holds(true) {
		return false
	}
	if q.Why == nil {
		q.Why = r
	}
	return true
}

func (q *Question) isGiven(p *ssa.Parameter) bool { return q.given != nil && q.given(p) }

// NotDone reports whether the context is certainly never done: it is
// context.Background, TODO or WithoutCancel, or was derived from one of these and
// nobody calls its cancel function.
func (q *Question) NotDone(ctx ssa.Value) bool {
	v := variable.Value(ctx)
	if p, ok := v.(*ssa.Parameter); ok && (p.Parent() == q.fn || q.isGiven(p)) {
		return q.isGiven(p) || !q.may(given)
	}
	if q.asking[v] {
		return true // a context that is derived from itself, in a loop: the rest decides
	}
	q.asking[v] = true
	defer delete(q.asking, v)
	set := q.x.origins.Of(v)
	if !set.Complete || len(set.Values) == 0 {
		return !q.may(unknown)
	}
	return set.All(q.madeNotDone)
}

// madeNotDone is NotDone for the value that made the context.
func (q *Question) madeNotDone(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter:
		return q.isGiven(v) || !q.may(given)
	case *ssa.Call:
		c, ok := model.Derives(v.Common().StaticCallee())
		if ok && c.Never {
			q.Root = v
			return true
		}
		if ok && c.Cancel == model.None && !c.Group {
			return q.NotDone(v.Common().Args[c.Parent])
		}
	case *ssa.Extract:
		made, ok := v.Tuple.(*ssa.Call)
		if !ok {
			break
		}
		switch c, ok := model.Derives(made.Common().StaticCallee()); {
		case !ok || v.Index != c.Result:
		case c.Group:
			return q.groupNotDone(made)
		default:
			return q.derivedNotDone(made, c)
		}
	}
	return !q.may(unknown)
}

// groupNotDone is NotDone for the context of an errgroup.
func (q *Question) groupNotDone(made *ssa.Call) bool {
	if (q.Unjoined == nil || !q.Unjoined(made)) && q.may(ofGroup) {
		return false
	}
	return q.NotDone(made.Common().Args[0])
}

// derivedNotDone is NotDone for a context with a cancel function.
func (q *Question) derivedNotDone(made *ssa.Call, c model.Context) bool {
	if c.Itself() && q.may(deadline) || !q.NotDone(made.Common().Args[0]) || !q.Uncanceled(made) {
		return false
	}
	q.Root = made
	return true
}

// blocks reports whether the callee waits for something that is never done.
func (q *Question) blocks(call *ssa.Call) bool {
	f := q.x.Of(call.Common().StaticCallee())
	return f != nil && (f.Always || q.Keeps(f, call.Common().Args))
}

// Keeps reports whether one of the arguments is never done and keeps the function
// with the fact from returning.
func (q *Question) Keeps(f *Fact, args []ssa.Value) bool {
	for _, i := range f.Params {
		if i < len(args) && args[i] != nil && q.NeverDone(args[i]) {
			return true
		}
	}
	return false
}

// NeverDone is [Question.NotDone] for a context and [Question.Silent] for a channel.
func (q *Question) NeverDone(v ssa.Value) bool {
	if _, ok := v.Type().Underlying().(*types.Chan); ok {
		return q.Silent(v)
	}
	return endless.IsContext(v.Type()) && q.NotDone(v)
}
