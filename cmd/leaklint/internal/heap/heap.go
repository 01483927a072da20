// Package heap tells which objects the names in a function stand for: how a value is
// reached, by a root and the fields from there, where a value may come from, and
// whether two names mean one object.
//
// It looks at what a question needs and no further, inside one package. A name holds
// for one execution of a function; what is stored on the way changes what it stands
// for, see [Index.Changes].
package heap

import (
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer indexes what a package puts where. Its result is an [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "heap",
	Doc:        "index which objects names stand for",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
}

// An Index answers questions about one package.
type Index struct {
	pkg     *types.Package
	origins *origin.Index

	stores   map[*types.Var][]Store       // what is put into each field
	elements map[*types.Var][]Store       // what is put into the slice or map in a field
	contents map[ssa.Value][]ssa.Value    // what is put into each map that is made
	invokes  map[string][]*ssa.CallCommon // the calls through interfaces, by the name of the method
	writers  map[*types.Var][]*ssa.Function

	mu        sync.Mutex // guards what follows: the passes ask at the same time
	paths     map[ssa.Value]Path
	turns     map[turn]string // see leadsBack; begins with ! if it does not
	objects   map[ssa.Value]*ssa.Alloc
	writes    map[write]bool
	resolving int // how deep resolve is in itself
}

func run(pass *analysis.Pass) (any, error) {
	x := &Index{
		pkg:      pass.Pkg,
		origins:  pass.ResultOf[origin.Analyzer].(*origin.Index),
		stores:   map[*types.Var][]Store{},
		elements: map[*types.Var][]Store{},
		contents: map[ssa.Value][]ssa.Value{},
		invokes:  map[string][]*ssa.CallCommon{},
		writers:  map[*types.Var][]*ssa.Function{},
		paths:    map[ssa.Value]Path{},
		turns:    map[turn]string{},
		objects:  map[ssa.Value]*ssa.Alloc{},
		writes:   map[write]bool{},
	}
	x.collect(pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs)
	return x, nil
}

// collect notes what is put where, and what is called through interfaces.
func (x *Index) collect(funcs []*ssa.Function) {
	if len(funcs) == 0 {
		return
	}
	if initializer := funcs[0].Pkg.Func("init"); initializer != nil {
		funcs = append(slices.Clone(funcs), initializer) // the stores to package variables
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				x.collectStore(instr)
				if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
					name := call.Common().Method.Name()
					x.invokes[name] = append(x.invokes[name], call.Common())
				}
			}
		}
	}
}

// Path is the path of a value: the shortest that is known, each value once.
func (x *Index) Path(v ssa.Value) Path {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pathTo(v)
}

// Resolve returns another name of the same object that leads to it by fewer fields,
// as far as what is stored in the fields tells.
func (x *Index) Resolve(p Path) Path {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.resolve(p)
}

func (x *Index) pathTo(v ssa.Value) Path {
	p, known := x.paths[v]
	if !known {
		p = namer{x}.path(v, 0)
		x.paths[v] = p // while it is looked for
		p = x.resolve(p)
		x.paths[v] = p
	}
	return p
}
