// Package invoke tells which methods of its parameters a function calls, in the
// goroutine that calls it: io.ReadFull calls Read of its first one. With it a call
// leads on, through a function of another package, to a method of this one.
package invoke

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// Analyzer finds the methods that the functions of a package call. Its result is an
// [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "invoke",
	Doc:        "find which methods of its parameters a function calls",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// factVersion is raised when the meaning of [Fact] changes; facts of another version
// count as none.
const factVersion = 1

// maxMethods bounds how many methods a fact tells of: who calls more than that does
// not wait for one.
const maxMethods = 8

// A Fact says which methods of its parameters a function may call before it returns.
// It is attached to the function's object.
//
// Its limit: a parameter that is stored, captured or converted is not followed.
type Fact struct {
	Version int
	Methods []Method
}

// A Method is one that the function calls.
type Method struct {
	Param int // into ssa.Function.Params: the receiver counts
	Name  string
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

// String describes the fact in tests.
func (f *Fact) String() string { return fmt.Sprintf("invoke%v", f.Methods) }

// An Index answers for one package.
type Index struct {
	pass  *analysis.Pass
	facts map[*ssa.Function]*Fact
}

func run(pass *analysis.Pass) (any, error) {
	funcs := pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs
	x := &Index{pass: pass, facts: map[*ssa.Function]*Fact{}}
	err := report.Guard(pass, func(at *token.Pos) error {
		graph.UntilStable(funcs, graph.Callers(funcs), func(fn *ssa.Function) bool {
			*at = fn.Pos()
			return takesInterface(fn) && x.update(fn)
		})
		return nil
	})
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if fact := x.facts[fn]; ok && fact != nil && obj.Exported() && len(fact.Methods) <= maxMethods {
			pass.ExportObjectFact(obj, fact)
		}
	}
	return x, err
}

// takesInterface reports whether a parameter of the function has methods that may
// lead to another package, or back: those of errors and contexts do not.
func takesInterface(fn *ssa.Function) bool { return slices.ContainsFunc(fn.Params, isInterface) }

func isInterface(p *ssa.Parameter) bool {
	i, ok := p.Type().Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return false
	}
	named, ok := types.Unalias(p.Type()).(*types.Named)
	return !ok || named.Obj().Pkg() != nil && named.Obj().Pkg().Path() != "context"
}

// Of returns the methods that a call of fn may call, or nil.
func (x *Index) Of(fn *ssa.Function) []Method {
	fn = graph.Original(fn)
	if fn == nil {
		return nil
	}
	fact, known := x.facts[fn]
	if !known {
		if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() != nil && obj.Pkg() != x.pass.Pkg {
			fact = new(Fact)
			if !x.pass.ImportObjectFact(obj, fact) || fact.Version != factVersion {
				fact = nil
			}
			x.facts[fn] = fact
		}
	}
	if fact == nil {
		return nil
	}
	return fact.Methods
}

// update computes the fact of a function, going by what is known of its callees so
// far, and reports whether it learned something.
func (x *Index) update(fn *ssa.Function) bool {
	changed := false
	add := func(v ssa.Value, name string) {
		p, ok := variable.Value(v).(*ssa.Parameter)
		if !ok || p.Parent() != fn || !isInterface(p) {
			return
		}
		m := Method{slices.Index(fn.Params, p), name}
		if x.facts[fn] == nil {
			x.facts[fn] = &Fact{Version: factVersion}
		}
		if !slices.Contains(x.facts[fn].Methods, m) {
			x.facts[fn].Methods = append(x.facts[fn].Methods, m)
			changed = true
		}
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if _, starts := instr.(*ssa.Go); !ok || starts {
				continue
			}
			common := call.Common()
			if common.IsInvoke() {
				add(common.Value, common.Method.Name())
				continue
			}
			for _, m := range x.Of(common.StaticCallee()) {
				if m.Param < len(common.Args) {
					add(common.Args[m.Param], m.Name)
				}
			}
		}
	}
	return changed
}
