package owner

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A Drop is a path on which an object whose goroutine runs is dropped.
type Drop struct {
	Pos   token.Pos     // of the go statement, or of the call that makes the object
	Fn    *ssa.Function // the function that drops it
	Start string        // what starts the goroutine, if Pos is that of a call: "pkg.New"

	Stops []string // the methods that end it
	Func  bool     // a function that was returned ends it

	Held     string // what is kept, if that is no goroutine: "connection"
	Response bool   // what is dropped is a response of net/http whose body nobody closes

	Channel ssa.Value // the call of make, if what ends it is the close of a channel of the function
	Pipe    PipeEnd   // where the goroutine is, if what ends it is done to a pipe of the function

	Place report.Place // of the go statement
	At    token.Pos    // the same, if it is in this package

	Return    token.Pos // where the function returns with nobody left to end it, or the loop of the round
	Round     bool      // it is the end of a round of a loop, before which nobody ends it
	Error     bool      // it returns an error there
	WithError bool      // it returns the object too, beside the error, as it never does else
	Keeper    *Keeper   // what keeps it for ever, at Return; nil if it is dropped
	Never     bool      // on no other path is the goroutine ended, or the object handed on
	Sure      bool      // it was shown that the goroutine stays; else it is likely
}

// dropOf returns where the object of the start is dropped, or nil.
func (x *Index) dropOf(s *start) *Drop {
	o := x.open(s)
	if r := x.whyNot(s); r != nil {
		o.Settle(r)
		return nil
	}
	f := s.follow(x)
	outcomes, why := x.outcomesOf(s, f)
	kept := f.after(s.instr, escapes)
	var drop *Drop
	for _, out := range outcomes {
		kept = kept || len(out.results) > 0
		next, r := x.dropAt(s, f, out)
		if r != nil {
			why = r
		} else if drop == nil || next.better(drop) {
			drop = next
		}
	}
	if drop == nil && len(outcomes) == 0 {
		if keeper, r := x.forgottenBy(s, f, nil); keeper != nil {
			drop = x.newDrop(s, f)
			drop.Return, drop.Keeper = f.fields[0].store.Pos(), keeper
		} else if r != returned && why == handedOn {
			why = r
		}
	}
	if drop == nil {
		o.Settle(why)
		return nil
	}
	drop.Pos = o.Site
	released := f.after(s.instr, releases)
	drop.Never = !released && !kept && !s.hold.isRows()
	o.By = drop.Return
	drop.settle(o, drop.doubt(s, f, released))
	return drop
}

// dropAt returns the drop of an outcome, or why it is none.
func (x *Index) dropAt(s *start, f *follower, out outcome) (*Drop, *decision.Reason) {
	d := x.newDrop(s, f)
	if out.ret == nil {
		if fewRounds.Holds(x.life.WhyRounds(s.instr) != nil) {
			return nil, fewRounds
		}
		d.Return, d.Round = x.loopAt(s.instr.Pos()), true
		return d, nil
	}
	d.Return, d.Error, d.WithError = endless.ReturnPos(out.ret), errorResult(out.ret), len(out.results) > 0
	if returned.Holds(d.WithError && !(d.Error && x.droppedWithError(s, out))) {
		keeper, r := x.forgottenBy(s, f, &out)
		if keeper == nil {
			return nil, r
		}
		d.Keeper, d.WithError, d.Error = keeper, false, false
	}
	return d, nil
}

// better reports whether a finding says more with d: the return of an error rather
// than another one, and a return rather than the end of a round.
func (d *Drop) better(than *Drop) bool {
	return d.Error && !than.Error || than.Round
}

// open opens the obligation of the start.
func (x *Index) open(s *start) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.Stop, Site: s.pos, At: s.instr.Pos()}
	if s.hold.isResponse() {
		o.Check = leakkind.HTTP
	}
	if s.site == nil {
		o.Site = x.callPos(s)
	}
	if len(s.roots) > 0 {
		o.Object = s.roots[0]
	}
	return x.ledger.Open(o)
}

// whyNot returns why no path on which the object is dropped is looked for, or nil.
func (x *Index) whyNot(s *start) *decision.Reason {
	if s.ends != nil {
		return s.ends
	}
	if ownContext.Holds(len(s.contexts) > 0) {
		return ownContext
	}
	if s.channel() == nil {
		if r := x.notLocal(s); r != nil {
			return r
		}
	}
	if callerCloses.Holds(s.callerCloses(x)) {
		return callerCloses
	}
	return x.life.WhyOnce(s.instr)
}

// newDrop returns a drop without its place and what is known of the path.
func (x *Index) newDrop(s *start, f *follower) *Drop {
	d := &Drop{
		Fn: s.fn, Stops: f.hold.Stops, Func: s.hold.Func, Channel: s.channel(), Pipe: s.hold.pipe, Response: s.hold.isResponse(), Held: s.hold.Held,
		Place: s.hold.Place, At: s.hold.at,
	}
	if s.site == nil {
		d.Start = calleeName(s)
	}
	return d
}

// doubt returns why a drop was not shown to leave the goroutine behind, or nil. What
// this function ends on another path needs an end.
func (d *Drop) doubt(s *start, f *follower, released bool) *decision.Reason {
	if s.hold.Maybe {
		return s.hold.doubt
	}
	if released {
		return nil
	}
	if r := s.servesOn(); r != nil {
		return r
	}
	return decision.First(
		decision.Condition{Reason: failsToo, Holds: func() bool { return !s.hold.Sure }},
		decision.Condition{Reason: sometimesRuns, Holds: func() bool { return s.hold.Sometimes }},
		decision.Condition{Reason: keptToo, Holds: func() bool { return s.hold.Kept }},
		decision.Condition{Reason: preparedFor, Holds: func() bool { return s.hold.Held == "statement" && s.inField() }},
		decision.Condition{Reason: sharedObject, Holds: func() bool { return s.site == nil && f.shared && d.Keeper == nil }},
	)
}

// inField reports whether the object is put into a field of another one.
func (s *start) inField() bool {
	return slices.ContainsFunc(s.roots, func(root ssa.Value) bool {
		return slices.ContainsFunc(*root.Referrers(), func(ref ssa.Instruction) bool {
			store, ok := ref.(*ssa.Store)
			return ok && store.Val == root && isField(store.Addr)
		})
	})
}

// settle settles the obligation with the doubt, which may be nil, or with how the
// object is dropped.
func (d *Drop) settle(o *decision.Obligation, doubt *decision.Reason) {
	d.Sure = doubt == nil
	switch {
	case doubt != nil:
		o.Settle(doubt)
	case d.Keeper != nil:
		o.Settle(forgotten)
	case d.WithError:
		o.Settle(droppedError)
	case d.Round:
		o.Settle(droppedRound)
	case d.Never:
		o.Settle(neverStopped)
	default:
		o.Settle(dropped)
	}
}

// callerCloses reports whether what ends the goroutine is the close of something
// that the function was given: its caller has it still.
func (s *start) callerCloses(x *Index) bool {
	for _, p := range s.fn.Params {
		k, ok := x.makerKey(p).(*types.Var)
		if ok && slices.ContainsFunc(s.hold.effects, func(e effect) bool { return e.key == asKey(k) }) {
			return true
		}
	}
	return false
}

// channel returns the call of make if all that ends the goroutine is the close of
// a channel that the function has made, and it waits for that beside other
// things: the rest is looked at by other checks.
func (s *start) channel() ssa.Value {
	if s.site == nil || len(s.hold.Stops) > 0 || s.hold.Func || len(s.roots) != 1 {
		return nil
	}
	made, ok := s.roots[0].(*ssa.MakeChan)
	if !ok || slices.ContainsFunc(s.hold.effects, func(e effect) bool { return e.key != key(made) }) {
		return nil
	}
	for _, t := range s.site.Targets {
		for _, b := range t.Fn.Blocks {
			for _, instr := range b.Instrs {
				if sel, ok := instr.(*ssa.Select); ok && len(sel.States) > 1 {
					return made
				}
			}
		}
	}
	return nil
}

// notLocal returns why the objects of the start are not new, or not the function's
// own; nil if they are both.
func (x *Index) notLocal(s *start) *decision.Reason {
	if endedHere.Holds(len(s.hold.Stops) == 0 && !s.hold.Func) {
		return endedHere
	}
	if s.site != nil && s.hold.pipe != NoPipe {
		return nil
	}
	for _, root := range s.roots {
		if v, ok := root.(*ssa.Alloc); ok && ofParameter.Holds(holdsParameter(v)) {
			return ofParameter
		}
		if notNew.Holds(paramIndex(s.fn, root) >= 0 || s.hold.Result < 0 && !isFunction(root) && !x.fresh(root, 0)) {
			return notNew
		}
	}
	return nil
}

// holdsParameter reports whether the variable is that of a parameter, which a
// function literal captures.
func holdsParameter(v *ssa.Alloc) bool {
	return slices.ContainsFunc(variable.UsesOf(v).Stores, func(store *ssa.Store) bool {
		_, ok := store.Val.(*ssa.Parameter)
		return ok
	})
}

// isFunction reports whether the value is a function: of the roots, the cancel
// function of a context that was made here.
func isFunction(v ssa.Value) bool {
	_, ok := v.Type().Underlying().(*types.Signature)
	return ok
}

// errorResult reports whether the function returns an error there, or may: the
// result is not nil, and not what was found to be nil on the way.
func errorResult(ret *ssa.Return) bool {
	n := len(ret.Results)
	if n == 0 || !endless.IsError(ret.Results[n-1].Type()) {
		return false
	}
	err := variable.ResultAt(ret, n-1)
	if isNil, ok := nilAt(ret.Block(), err); ok {
		return !isNil
	}
	return !variable.IsNil(err)
}

// droppedWithError reports whether a caller will take the object beside the
// error for none: the error comes from a call after the start, or is known to
// be one, and the function's other error returns have no object.
func (x *Index) droppedWithError(s *start, o outcome) bool {
	err := variable.ResultAt(o.ret, len(o.ret.Results)-1)
	call, ok := err.(*ssa.Call)
	if e, isExtract := err.(*ssa.Extract); isExtract {
		call, ok = e.Tuple.(*ssa.Call)
	}
	if !ok || !mayPrecede(s.instr, call) {
		return false
	}
	for _, b := range s.fn.Blocks {
		ret, ok := x.traps.ReturnOf(b)
		if !ok || ret == o.ret {
			continue
		}
		if variable.IsNil(variable.ResultAt(ret, o.results[0])) && !variable.IsNil(variable.ResultAt(ret, len(ret.Results)-1)) {
			return true
		}
	}
	return false
}

// after reports whether the function does so with the object on some path.
func (f *follower) after(start ssa.Instruction, what bits) bool {
	for instr, does := range f.does {
		if does&what != 0 && mayPrecede(start, instr) {
			return true
		}
	}
	return false
}

// callPos returns where the call of the constructor begins.
func (x *Index) callPos(s *start) token.Pos {
	pos := s.pos
	for _, root := range s.roots {
		switch root := root.(type) {
		case *ssa.Call:
			pos = root.Pos()
		case *ssa.Extract:
			pos = root.Tuple.Pos()
		}
	}
	for _, node := range source.Path(x.pass, pos) {
		if call, ok := node.(*ast.CallExpr); ok && call.Lparen == pos {
			return call.Pos()
		}
	}
	return pos
}

// calleeName names the function whose call starts the goroutine.
func calleeName(s *start) string {
	if s.method != nil {
		recv := s.method.Signature().Recv().Type()
		return fmt.Sprintf("(%s).%s", types.TypeString(recv, types.RelativeTo(s.fn.Pkg.Pkg)), s.method.Name())
	}
	fn := graph.Original(s.call)
	if fn == nil {
		return "the function that is called here"
	}
	if fn.Pkg != nil && s.fn.Pkg != nil && fn.Pkg.Pkg != s.fn.Pkg.Pkg {
		return fn.RelString(nil)
	}
	return source.FuncName(fn)
}
