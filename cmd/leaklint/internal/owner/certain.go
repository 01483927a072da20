package owner

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
)

// certain returns the hold of a call, made certain where the caller shows what the
// table of package owner cannot know:
//
// A command with a context that can be done has a goroutine that waits for it,
// and then for Wait. It ends in no other way.
//
// The coroutine of iter.Pull ends when next has come to the end of the sequence.
// Where every call of next asks whether it has, a path on which it has not is one
// that leaves the coroutine.
func (x *Index) certain(call *ssa.Call, h *hold) *hold {
	if !h.Maybe && !h.Context {
		return h
	}
	if known, ok := x.sharper[call]; ok {
		return known
	}
	sharper := *h
	if headRequest.Holds(h.isResponse() && asksHead(call)) {
		sharper.ends = headRequest
	} else if contextGiven.Holds(h.Context && x.endsWithContext(call)) {
		sharper.ends = contextGiven
	} else if h.Maybe {
		sharper.doubt = x.doubtOf(call, h)
		sharper.Maybe = sharper.doubt != nil
	}
	x.sharper[call] = &sharper
	return &sharper
}

// doubtOf returns why it is not certain that the goroutine of a call runs, and until
// when; nil if it is.
func (x *Index) doubtOf(call *ssa.Call, h *hold) *decision.Reason {
	switch {
	case h.isResponse() && written(call.Common().StaticCallee()) != nil:
		return x.connectionDoubt(call)
	case x.watched(call):
		return nil
	case isPull(call):
		if notAsked.Holds(!asksNext(call)) {
			return notAsked
		}
		return nil
	case h.doubt != nil:
		return h.doubt
	case elsewhere.Holds(h.isResponse()):
		return elsewhere
	case mayRun.Holds(!h.isResponse()):
		return mayRun
	}
	return nil
}

// watched reports whether the call makes a command with a context that may be done.
func (x *Index) watched(call *ssa.Call) bool {
	return endless.IsFunc(call.Common().StaticCallee(), "os/exec", "CommandContext") &&
		!x.waits.Ask(call.Parent(), nil).NotDone(call.Common().Args[0])
}

func isPull(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	if callee != nil && callee.Origin() != nil {
		callee = callee.Origin()
	}
	return endless.IsFunc(callee, "iter", "Pull", "Pull2")
}

// asksNext reports whether the next function is only called, and each call looks
// at whether there was another value.
func asksNext(pull *ssa.Call) bool {
	next := resultOf(pull, 0)
	if next == nil {
		return true // it is never called
	}
	for _, ref := range *next.Referrers() {
		if _, debug := ref.(*ssa.DebugRef); debug {
			continue
		}
		call, ok := ref.(*ssa.Call)
		if !ok || call.Common().Value != next {
			return false
		}
		more := resultOf(call, call.Common().Signature().Results().Len()-1)
		if more == nil || len(*more.Referrers()) == 0 {
			return false
		}
	}
	return true
}

// moreOf reports whether the condition is that a next function of the pull has
// returned another value.
func moreOf(pull *ssa.Call, cond ssa.Value, depth int) bool {
	if depth > maxStored {
		return false
	}
	switch cond := cond.(type) {
	case *ssa.Phi:
		for _, edge := range cond.Edges {
			if !moreOf(pull, edge, depth+1) {
				return false
			}
		}
		return true
	case *ssa.Extract:
		call, ok := cond.Tuple.(*ssa.Call)
		if !ok || cond.Index != call.Common().Signature().Results().Len()-1 {
			return false
		}
		next, ok := call.Common().Value.(*ssa.Extract)
		return ok && next.Index == 0 && next.Tuple == pull
	}
	return false
}
