// Package origin tells where a value came from: it follows a value back through
// local variables, captured variables, fields, package variables, parameters and
// results to what made it, inside one package.
//
// The answer is a set of values and whether it is all of them. It ignores the
// order in which things happen: a variable may hold whatever is ever stored in
// it. So "all origins are of such a kind" is a safe question, and it is the only
// one that the passes ask.
package origin

import (
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer indexes a package for questions about origins. Its result is an
// [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "origin",
	Doc:        "index where values come from",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
}

// maxSteps bounds how many values one question looks at. Beyond it the answer is
// incomplete.
const maxSteps = 200

// An Index answers questions about one package.
type Index struct {
	pkg     *types.Package
	starts  *spawn.Result
	fields  map[*types.Var]*cell
	globals map[*ssa.Global]*cell
	callers map[*ssa.Function]*uses
	dynamic map[string]bool // the methods that interfaces of the package have, by name

	mu     sync.Mutex // guards what follows: the passes ask at the same time
	locals map[*ssa.Alloc]local
	args   map[*ssa.Function]arguments
	sets   map[ssa.Value]Set
}

// A cell is what is known of a variable that outlives a function: a field, of
// any value of its struct type, or a package variable.
type cell struct {
	stored  []ssa.Value
	escapes bool // its address is used for more than loads and stores
}

// uses is how a function is used in its package.
type uses struct {
	calls  []ssa.CallInstruction // static calls, go and defer statements included
	values []ssa.Instruction     // where it is used as a value
}

func run(pass *analysis.Pass) (any, error) {
	x := &Index{
		pkg:     pass.Pkg,
		starts:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		fields:  map[*types.Var]*cell{},
		globals: map[*ssa.Global]*cell{},
		callers: map[*ssa.Function]*uses{},
		dynamic: interfaceMethods(pass.Pkg.Scope()),
		locals:  map[*ssa.Alloc]local{},
		args:    map[*ssa.Function]arguments{},
		sets:    map[ssa.Value]Set{},
	}
	x.build()
	return x, nil
}

// A Set is the origins of a value.
type Set struct {
	Values   []ssa.Value // constants, calls, allocations, and what could not be followed
	Complete bool        // there are no others
}

// All reports whether the set is complete, not empty, and holds only values of
// which f is true.
func (s Set) All(f func(ssa.Value) bool) bool {
	if !s.Complete || len(s.Values) == 0 {
		return false
	}
	for _, v := range s.Values {
		if !f(v) {
			return false
		}
	}
	return true
}

// Of returns the origins of v. The result must not be changed.
func (x *Index) Of(v ssa.Value) Set {
	x.mu.Lock()
	set, ok := x.sets[v]
	x.mu.Unlock()
	if ok {
		return set
	}
	w := &walk{index: x, seen: map[visit]bool{}, set: Set{Complete: true}}
	w.value(v)
	x.mu.Lock()
	x.sets[v] = w.set
	x.mu.Unlock()
	return w.set
}

// Of follows a value; a visit of a tuple distinguishes its components.
type visit struct {
	v ssa.Value
	i int
}

type walk struct {
	index *Index
	seen  map[visit]bool
	set   Set
}

func (w *walk) enter(v ssa.Value, i int) bool {
	if w.seen[visit{v, i}] {
		return false
	}
	if len(w.seen) >= maxSteps {
		w.set.Complete = false
		return false
	}
	w.seen[visit{v, i}] = true
	return true
}

// leaf adds a value that is not followed any further.
func (w *walk) leaf(v ssa.Value) { w.set.Values = append(w.set.Values, v) }

func (w *walk) unknown() { w.set.Complete = false }

func (w *walk) value(v ssa.Value) {
	if !w.enter(v, -1) {
		return
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		w.value(v.X)
	case *ssa.ChangeInterface:
		w.value(v.X)
	case *ssa.MakeInterface:
		w.value(v.X)
	case *ssa.Phi:
		for _, e := range v.Edges {
			w.value(e)
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			w.leaf(v)
			return
		}
		w.load(v)
	case *ssa.Parameter:
		w.parameter(v)
	case *ssa.Call:
		w.result(v, v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			w.result(v, call, v.Index)
			return
		}
		w.leaf(v)
	default:
		w.leaf(v)
	}
}

// load follows what the address that v loads from may hold.
func (w *walk) load(v *ssa.UnOp) {
	switch addr := v.X.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		w.variable(v, addr)
	case *ssa.FieldAddr:
		field := FieldOf(addr)
		if field == nil || !w.index.closed(field) {
			w.leaf(v)
			w.unknownUnlessLeaf(field)
			return
		}
		c := w.index.fields[field]
		if isUnnamed(addr.X.Type()) && (c == nil || len(c.stored) == 0) {
			w.leaf(v)
			w.unknown()
			return
		}
		w.cell(v, c)
	case *ssa.Global:
		if addr.Pkg == nil || addr.Pkg.Pkg != w.index.pkg || addr.Object() == nil || addr.Object().Exported() {
			w.leaf(v)
			w.unknown()
			return
		}
		w.cell(v, w.index.globals[addr])
	default:
		w.leaf(v)
		w.unknown()
	}
}

// unknownUnlessLeaf leaves the set complete for fields of the standard library's
// own types: their load is an origin that callers recognize, such as
// time.Ticker.C.
func (w *walk) unknownUnlessLeaf(field *types.Var) {
	if field == nil || field.Pkg() == nil || field.Pkg().Path() != "time" {
		w.unknown()
	}
}

// cell follows everything that is stored in a field or package variable. One
// that is never stored to holds its zero value.
func (w *walk) cell(load ssa.Value, c *cell) {
	if c == nil {
		w.leaf(ssa.NewConst(nil, load.Type()))
		return
	}
	if c.escapes {
		w.leaf(load)
		w.unknown()
		return
	}
	if len(c.stored) == 0 {
		w.leaf(ssa.NewConst(nil, load.Type()))
	}
	for _, s := range c.stored {
		w.value(s)
	}
}

// variable follows the stores to a local variable, through closures. A variable
// that is never stored to holds its zero value.
func (w *walk) variable(load *ssa.UnOp, addr ssa.Value) {
	cells := allocations(addr)
	if len(cells) == 0 {
		w.leaf(load)
		w.unknown()
		return
	}
	for _, a := range cells {
		stores, all := w.index.storesTo(a)
		if !all {
			w.leaf(load)
			w.unknown()
		}
		for _, s := range stores {
			w.value(s)
		}
		if len(stores) == 0 && all {
			w.leaf(ssa.NewConst(nil, load.Type()))
		}
	}
}

// result follows result number i of a call, if the callee is known and has a
// body in this package; otherwise v, the call or its component, is an origin.
func (w *walk) result(v ssa.Value, call *ssa.Call, i int) {
	callee := call.Common().StaticCallee()
	if callee != nil && callee.Origin() != nil {
		callee = callee.Origin()
	}
	if callee == nil || len(callee.Blocks) == 0 || callee.Pkg == nil || callee.Pkg.Pkg != w.index.pkg {
		w.leaf(v)
		return
	}
	if !w.enter(call, i) {
		return
	}
	for _, b := range callee.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
			w.value(ret.Results[i])
		}
	}
}

// parameter follows a parameter to the arguments of every call, if all calls of
// its function are known.
func (w *walk) parameter(p *ssa.Parameter) {
	fn := p.Parent()
	args, all := w.index.Args(fn)
	index := -1
	for i, q := range fn.Params {
		if q == p {
			index = i
		}
	}
	if !all || len(args) == 0 || index < 0 {
		w.leaf(p)
		w.unknown()
		return
	}
	for _, a := range args {
		if index >= len(a) || a[index] == nil {
			w.leaf(p)
			w.unknown()
			continue
		}
		w.value(a[index])
	}
}
