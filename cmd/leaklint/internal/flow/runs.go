package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Runs are the ways in which a function is run.
type Runs struct {
	Calls []ssa.CallInstruction // calls and deferred calls; it runs in the caller's goroutine
	Sites []*spawn.Site         // where it is started as a goroutine
	All   bool                  // false if it may be run in other ways too
}

// Runs returns how fn is run, as far as this package shows.
func (ix *Index) Runs(fn *ssa.Function) Runs {
	if r, ok := ix.runs[fn]; ok {
		return r
	}
	ix.runs[fn] = Runs{} // while it is computed: a function that passes itself on
	var r Runs
	if fn.Parent() != nil {
		r = ix.literalRuns(fn)
	} else {
		calls, all := ix.Callers(fn)
		r = Runs{Sites: ix.Spawns.Of(fn), All: all}
		for _, call := range calls {
			if _, isGo := call.(*ssa.Go); !isGo {
				r.Calls = append(r.Calls, call)
			}
		}
	}
	ix.runs[fn] = r
	return r
}

// literalRuns follows the closures of a literal to where they are called.
func (ix *Index) literalRuns(fn *ssa.Function) Runs {
	r := Runs{Sites: ix.Spawns.Of(fn), All: true}
	if fn.Referrers() == nil {
		return Runs{}
	}
	for _, ref := range *fn.Referrers() {
		closure, ok := ref.(*ssa.MakeClosure)
		if !ok {
			r.addUse(ix, fn, ref)
			continue
		}
		f := ix.Forward(closure)
		for _, use := range f.Uses {
			r.addUse(ix, use.Value, use.Instr)
		}
		for _, escape := range f.Escapes {
			r.addUse(ix, escape.Value, escape.Instr)
		}
		r.All = r.All && len(f.Returned) == 0
	}
	return r
}

// addUse adds what an instruction does with the function value v.
func (r *Runs) addUse(ix *Index, v ssa.Value, instr ssa.Instruction) {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		r.All = false
		return
	}
	if ix.Spawns.At(call) != nil {
		return // one of Sites
	}
	if call.Common().Value != v {
		r.All = false // an argument of something unknown
		return
	}
	if _, isGo := call.(*ssa.Go); !isGo {
		r.Calls = append(r.Calls, call)
	}
}
