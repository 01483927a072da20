package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// learn finds out who has the object of the start when the function returns,
// notes it as a fact about the function, and reports whether that is new.
func (x *Index) learn(s *start) bool {
	f := s.follow(x)
	outcomes, _ := x.outcomesOf(s, f)
	changed := false
	for _, root := range s.roots {
		if i := paramIndex(s.fn, root); i >= 0 && len(outcomes) > 0 {
			changed = x.addParam(s, s.hold, i, f.escaped()) || changed
		}
	}
	for i, p := range s.fn.Params {
		if h := f.into[p]; h != nil {
			changed = x.addParam(s, h, i, false) || changed
		}
	}
	for _, o := range outcomes {
		for _, i := range o.results {
			changed = x.addResult(s, f, o.ret, i) || changed
		}
	}
	return changed
}

// paramIndex returns the index of a parameter of fn, or of a captured variable
// after those; -1 if the value is neither.
func paramIndex(fn *ssa.Function, v ssa.Value) int {
	switch v := v.(type) {
	case *ssa.Parameter:
		return slices.Index(fn.Params, v)
	case *ssa.FreeVar:
		if i := slices.Index(fn.FreeVars, v); i >= 0 {
			return len(fn.Params) + i
		}
	}
	return -1
}

// addParam notes that a call of the function starts the goroutine of an object
// that it is given.
func (x *Index) addParam(s *start, h *hold, i int, kept bool) bool {
	told := *h
	if i < len(s.fn.Params) && (h.object == nil || namedOf(s.fn.Params[i].Type()) != h.object) {
		told.object = namedOf(s.fn.Params[i].Type())
		told.Stops = x.stopNames(h, told.object)
		if len(told.Stops) == 0 {
			return false
		}
		told.Type = told.object.Obj().Name()
	}
	told.Stops = slices.DeleteFunc(slices.Clone(told.Stops), func(name string) bool {
		return name == s.fn.Name() // it hands on what ends the goroutine, and ends an earlier one at most
	})
	if len(told.Stops) == 0 {
		return false
	}
	told.Result, told.Param, told.Started = -1, i, true
	told.Contexts = s.contexts
	told.Sometimes = h.Sometimes || x.sometimes(s)
	told.Kept = h.Kept || kept
	return x.addFact(s.fn, &told)
}

// addResult notes that result number i of the function is the object, holds it,
// or is a function that ends the goroutine.
func (x *Index) addResult(s *start, f *follower, ret *ssa.Return, i int) bool {
	v := variable.ResultAt(ret, i)
	a := f.aliases[v]
	told := *f.hold
	told.Result, told.Param, told.Started, told.Func = i, -1, true, false
	if told.pipe == PipeWriter {
		told.pipe = NoPipe // whoever gets the other end reads from it
	}
	told.Contexts = s.contexts
	told.Sometimes = s.hold.Sometimes || x.sometimes(s)
	told.Kept = s.hold.Kept || f.escaped()
	_, function := v.Type().Underlying().(*types.Signature)
	switch {
	case function && f.hold.pipe != NoPipe:
		return false // whoever reads on need not call it
	case function:
		if a.role == closure && a.does&releases == 0 {
			return false
		}
		told.Func, told.Stops, told.Type, told.object = true, nil, "", nil
	case a.role == closure, a.role == carrier, f.hold.pipe != NoPipe && !hasMethod(v.Type(), "Close"):
		return false
	default:
		named := namedOf(concrete(v).Type())
		if named == nil || named.Obj().Pkg() != x.pass.Pkg {
			if s.hold.object != nil || a.role == holder || len(told.Stops) == 0 {
				return false
			}
			break // the object of another package as it came
		}
		if _, isInterface := named.Underlying().(*types.Interface); isInterface {
			break
		}
		told.object, told.Type, told.Stops = named, named.Obj().Name(), x.stopNames(&told, named)
		if len(told.Stops) == 0 {
			return false
		}
	}
	return x.addFact(s.fn, &told)
}

// escaped reports whether the function gives the object to somebody else too.
func (f *follower) escaped() bool {
	for _, does := range f.does {
		if does&escapes != 0 {
			return true
		}
	}
	return false
}

// concrete returns what was put into an interface, or v.
func concrete(v ssa.Value) ssa.Value {
	for {
		switch u := v.(type) {
		case *ssa.MakeInterface:
			v = u.X
		case *ssa.ChangeInterface:
			v = u.X
		default:
			return v
		}
	}
}

// sometimes reports whether the function may succeed without the start. A look
// at the object's own fields does not make it so: those of a new object have
// one value.
func (x *Index) sometimes(s *start) bool {
	if x.asksOnlyObject(s) {
		return false
	}
	all := x.startsIn(s.fn)
	for _, b := range s.fn.Blocks {
		ret, ok := x.traps.ReturnOf(b)
		if !ok || b != s.fn.Blocks[0] && len(b.Preds) == 0 ||
			slices.ContainsFunc(all, func(s *start) bool { return s.instr.Block().Dominates(b) }) {
			continue
		}
		if maySucceed(ret) {
			return true
		}
	}
	return false
}

// maySucceed reports whether the function may return no error there: it returns
// none, or beside one that may be nil something else.
func maySucceed(ret *ssa.Return) bool {
	n := len(ret.Results)
	if n == 0 || !endless.IsError(ret.Results[n-1].Type()) {
		return true
	}
	err := variable.ResultAt(ret, n-1)
	if variable.IsNil(err) {
		return true
	}
	if isNil, ok := nilAt(ret.Block(), err); ok {
		return isNil
	}
	for i := range n - 1 {
		if _, zero := variable.ResultAt(ret, i).(*ssa.Const); !zero {
			return true
		}
	}
	return n == 1
}

// asksOnlyObject reports whether the start depends on conditions, and all of
// them are about fields of the object.
func (x *Index) asksOnlyObject(s *start) bool {
	known := knownAt(s.instr.Block())
	for _, k := range known {
		about := k.cond
		if cmp, ok := k.cond.(*ssa.BinOp); ok {
			about = cmp.X
		}
		root, field := rootOf(about)
		if field == nil || !slices.Contains(s.roots, root) {
			return false
		}
	}
	return len(known) > 0
}

// hasMethod reports whether values of the type have the method.
func hasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}
