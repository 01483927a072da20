package owner

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// unstarted notes which functions make an object that has a method which starts
// a goroutine, so that those know who see only an interface, or must know that
// the object is new.
func (x *Index) unstarted(funcs []*ssa.Function) {
	owners := map[*types.Named]*hold{}
	for _, fn := range funcs {
		if fn.Signature.Recv() == nil {
			continue
		}
		for _, h := range x.facts[fn] {
			if named := namedOf(fn.Signature.Recv().Type()); h.Result < 0 && h.Param == 0 && named != nil && len(h.Stops) > 0 {
				if owners[named] == nil {
					made := *h
					owners[named] = &made
				}
				owners[named].Starts = append(owners[named].Starts, fn.Name())
			}
		}
	}
	if len(owners) == 0 {
		return
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			if ret, ok := x.traps.ReturnOf(b); ok {
				for i := range ret.Results {
					x.addUnstarted(fn, ret, i, owners)
				}
			}
		}
	}
}

// addUnstarted notes it of one result of a return, if that is such an object.
func (x *Index) addUnstarted(fn *ssa.Function, ret *ssa.Return, i int, owners map[*types.Named]*hold) {
	made, ok := concrete(variable.ResultAt(ret, i)).(*ssa.Alloc)
	if !ok {
		return
	}
	h := owners[namedOf(made.Type())]
	if h == nil {
		return
	}
	told := *h
	told.Result, told.Param, told.Started = i, -1, false
	if _, ok := ret.Results[i].Type().Underlying().(*types.Interface); ok {
		told.Sometimes = x.othersBehind(fn, i, namedOf(made.Type()))
	}
	told.Kept = x.keptBy(fn, ret, made)
	x.addFact(fn, &told)
}

// othersBehind reports whether result number i of the function, an interface, may have
// another type behind it than the named one.
func (x *Index) othersBehind(fn *ssa.Function, i int, named *types.Named) bool {
	for _, b := range fn.Blocks {
		ret, ok := x.traps.ReturnOf(b)
		if !ok || variable.IsNil(variable.ResultAt(ret, i)) {
			continue
		}
		if made, ok := concrete(variable.ResultAt(ret, i)).(*ssa.Alloc); !ok || namedOf(made.Type()) != named {
			return true
		}
	}
	return false
}
