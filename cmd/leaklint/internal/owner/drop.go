package owner

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Drop is a path on which an object whose goroutine runs is dropped.
type Drop struct {
	Pos   token.Pos     // of the go statement, or of the call that makes the object
	Fn    *ssa.Function // the function that drops it
	Start string        // what starts the goroutine, if Pos is that of a call: "pkg.New"

	Stops []string // the methods that end it
	Func  bool     // a function that was returned ends it

	Response bool // what is dropped is a response of net/http whose body nobody closes

	Channel ssa.Value // the call of make, if what ends it is the close of a channel of the function
	Pipe    PipeEnd   // where the goroutine is, if what ends it is done to a pipe of the function

	Place report.Place // of the go statement
	At    token.Pos    // the same, if it is in this package

	Return    token.Pos // where the function returns with nobody left to end it
	Error     bool      // it returns an error there
	WithError bool      // it returns the object too, beside the error, as it never does else
	Never     bool      // on no other path is the goroutine ended, or the object handed on
	Sure      bool      // it was shown that the goroutine stays; else it is likely
}

// dropOf returns where the object of the start is dropped, or nil.
func (x *Index) dropOf(s *start) *Drop {
	channel := s.channel(x)
	if len(s.contexts) > 0 || channel == nil && !s.local(x) || s.callerCloses(x) || x.life.Once(s.instr) {
		return nil
	}
	f := s.follow(x)
	var drop *Drop
	released := f.after(s.instr, releases)
	kept := f.after(s.instr, escapes)
	for _, o := range x.outcomesOf(s, f) {
		kept = kept || len(o.results) > 0
		err := errorResult(o.ret)
		withError := len(o.results) > 0
		if withError && !(err && x.droppedWithError(s, o)) {
			continue
		}
		d := &Drop{
			Pos: s.pos, Fn: s.fn, Stops: f.hold.Stops, Func: s.hold.Func, Channel: channel, Pipe: s.hold.pipe, Response: s.hold.isResponse(),
			Place: s.hold.Place, At: s.hold.at,
			Return: endless.ReturnPos(o.ret), Error: err, WithError: withError,
		}
		if s.site == nil {
			d.Pos, d.Start = x.callPos(s), calleeName(s)
		}
		if drop == nil || err && !drop.Error {
			drop = d
		}
	}
	if drop == nil {
		return nil
	}
	drop.Never = !released && !kept
	drop.Sure = !s.hold.Maybe && (released ||
		s.hold.Sure && !s.hold.Sometimes && !s.hold.Kept && (s.site != nil || !f.shared))
	return drop
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
func (s *start) channel(x *Index) ssa.Value {
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

// local reports whether the objects of the start are new, and the function's own.
func (s *start) local(x *Index) bool {
	if len(s.hold.Stops) == 0 && !s.hold.Func {
		return false // what only this function can end is looked at by other checks
	}
	if s.site != nil && s.hold.pipe != NoPipe {
		return true
	}
	for _, root := range s.roots {
		switch root := root.(type) {
		case *ssa.Parameter, *ssa.FreeVar:
			return false
		case *ssa.Alloc:
			if holdsParameter(root) {
				return false
			}
		}
		if s.hold.Result < 0 && !isFunction(root) && !x.fresh(root, 0) {
			return false
		}
	}
	return true
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
	if n == 0 || !isError(ret.Results[n-1].Type()) {
		return false
	}
	err := resultAt(ret, n-1)
	if isNil, ok := nilAt(ret.Block(), err); ok {
		return !isNil
	}
	return !variable.IsNil(err)
}

// droppedWithError reports whether a caller will take the object beside the
// error for none: the error comes from a call after the start, or is known to
// be one, and the function's other error returns have no object.
func (x *Index) droppedWithError(s *start, o outcome) bool {
	err := resultAt(o.ret, len(o.ret.Results)-1)
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
		if variable.IsNil(resultAt(ret, o.results[0])) && !variable.IsNil(resultAt(ret, len(ret.Results)-1)) {
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
	fn := graph.Original(s.call)
	if fn == nil {
		return "the function that is called here"
	}
	if fn.Pkg != nil && s.fn.Pkg != nil && fn.Pkg.Pkg != s.fn.Pkg.Pkg {
		return fn.RelString(nil)
	}
	return source.FuncName(fn)
}
