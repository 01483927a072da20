package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Runs are the ways in which a function is run.
type Runs struct {
	Calls []ssa.CallInstruction // calls and deferred calls; it runs in the caller's goroutine
	Sites []*spawn.Site         // where it is started as a goroutine
	All   bool                  // false if it may be run in other ways too

	// Through holds calls of functions of other packages that call it, a method, on
	// one of their arguments.
	Through []ssa.CallInstruction
}

// Runs returns how fn is run, as far as this package shows.
func (ix *Index) Runs(fn *ssa.Function) Runs {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if r, ok := ix.runs[fn]; ok {
		return r
	}
	var r Runs
	if fn.Parent() != nil {
		r = ix.literalRuns(fn)
	} else {
		calls, all := ix.Callers(fn)
		r = Runs{Sites: ix.Spawns.Of(fn), All: all, Through: ix.through[fn]}
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
	if site := ix.Spawns.At(call); site != nil && (site.Kind == spawn.GoStmt || call.Common().Value != v) {
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

// Dead reports whether nothing in the program can run fn: it is not called, not
// started and not used as a value, and other packages cannot name it. Of package
// main that is every function, and every method of a type that is not put into
// an interface.
func (ix *Index) Dead(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		return ix.Dead(fn.Parent())
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || ix.taken[fn] || len(ix.callers[fn]) > 0 || len(ix.Spawns.Of(fn)) > 0 {
		return false
	}
	if obj.Name() == "main" || obj.Name() == "init" || obj.Exported() && ix.pkg.Name() != "main" {
		return false
	}
	recv := fn.Signature.Recv()
	return recv == nil || !ix.boxed[named(recv.Type())] && !ix.invoked[obj.Name()]
}

// named returns the named type that a receiver has, or that it points to.
func named(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// Always reports whether f holds of the instruction, or else of every call and start
// of its function, and so on upwards, where these are known.
func (ix *Index) Always(instr ssa.Instruction, f func(ssa.Instruction) bool) bool {
	return ix.always(instr, f, map[*ssa.Function]bool{})
}

func (ix *Index) always(instr ssa.Instruction, f func(ssa.Instruction) bool, asked map[*ssa.Function]bool) bool {
	fn := instr.Parent()
	if f(instr) || asked[fn] { // of a recursive call the others decide
		return true
	}
	asked[fn] = true
	runs := ix.Runs(fn)
	if !runs.All || len(runs.Calls)+len(runs.Sites) == 0 {
		return false
	}
	for _, call := range runs.Calls {
		if !ix.always(call, f, asked) {
			return false
		}
	}
	for _, site := range runs.Sites {
		if !ix.always(site.Instr, f, asked) {
			return false
		}
	}
	return true
}
