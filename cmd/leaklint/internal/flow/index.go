// Package flow answers where a value goes within one package: through local
// variables, captures, parameters and results of functions whose callers are
// all known, and fields of the package's own types.
//
// It is insensitive to the order of statements, and it takes all objects of one
// type for one: what is stored in a field comes out of every load of that
// field. What it cannot follow it reports as an escape, so that whoever asks
// can stay silent.
package flow

import (
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/invoke"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer computes the [*Index] of a package.
var Analyzer = &analysis.Analyzer{
	Name:       "flow",
	Doc:        "index calls and fields of a package",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, invoke.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
}

// An Index holds what is needed to follow values through a package.
type Index struct {
	Spawns *spawn.Result
	Loops  loop.Memo

	pkg     *types.Package
	targets map[ssa.CallInstruction][]spawn.Target // what a call runs, where it is evident
	callers map[*ssa.Function][]ssa.CallInstruction
	fields  map[*types.Var]*field
	taken   map[*ssa.Function]bool // used as a value, not only called
	invoked map[string]bool        // names of methods called through interfaces
	makes   []*ssa.MakeChan
	results []*ssa.Call              // calls whose result is a channel
	timers  []*ssa.Call              // calls that make a timer
	boxed   map[*types.TypeName]bool // types of which a value is put into an interface

	mu       sync.Mutex // guards what follows
	runs     map[*ssa.Function]Runs
	contexts map[ssa.Value][]*ssa.Call // see contextsOf

	withCancel []*ssa.Call // of context.WithCancel

	calls    []ssa.CallInstruction // static ones with a receiver or argument that is an interface
	invokes  []ssa.CallInstruction // through an interface that is not made right there
	ofParams []ssa.CallInstruction // calls of what may be a parameter

	through    map[*ssa.Function][]ssa.CallInstruction // see [Runs.Through]
	calledOnly map[*ssa.Function]bool                  // literals of which every use is a known call
}

// A field is what the package does with one field of a struct type.
type field struct {
	loads   []access
	stores  []access
	exposed bool // code that is not seen may load or store it
}

// An access is one load of a field, or one store to it.
type access struct {
	value  ssa.Value // what is loaded or stored
	object ssa.Value // the allocation of the struct, where it is evident; else nil
}

// meets reports whether a load may give what a store put in: unless they are
// known to be of two different objects.
func (load access) meets(store access) bool {
	return load.object == nil || store.object == nil || load.object == store.object
}

// Makes returns the instructions of the package that make channels.
func (ix *Index) Makes() []*ssa.MakeChan { return ix.makes }

// ChannelCalls returns the calls of the package whose one result is a channel.
func (ix *Index) ChannelCalls() []*ssa.Call { return ix.results }

// Timers returns the calls of the package that make a time.Timer or time.Ticker.
func (ix *Index) Timers() []*ssa.Call { return ix.timers }

// Callers returns the calls in the package that run fn: calls, and go and defer
// statements. All reports whether there can be no others.
func (ix *Index) Callers(fn *ssa.Function) (calls []ssa.CallInstruction, all bool) {
	return ix.callers[fn], ix.allVisible(fn)
}

// Targets returns the functions of this package that the call runs, if they are
// evident and have bodies; else nil.
func (ix *Index) Targets(call ssa.CallInstruction) []spawn.Target { return ix.targets[call] }

// allVisible reports whether every call of fn is one of its known callers.
func (ix *Index) allVisible(fn *ssa.Function) bool {
	if ix.taken[fn] {
		return false
	}
	if fn.Parent() != nil {
		return ix.calledOnly[fn]
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	if recv := fn.Signature.Recv(); recv != nil {
		hidden := !obj.Exported() || ix.pkg.Name() == "main" && !ix.boxed[named(recv.Type())]
		return hidden && !ix.invoked[obj.Name()]
	}
	if obj.Name() == "main" || obj.Name() == "init" {
		return false
	}
	return !obj.Exported() || ix.pkg.Name() == "main"
}

func run(pass *analysis.Pass) (any, error) {
	ix := &Index{
		Spawns:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		pkg:     pass.Pkg,
		targets: map[ssa.CallInstruction][]spawn.Target{},
		callers: map[*ssa.Function][]ssa.CallInstruction{},
		fields:  map[*types.Var]*field{},
		taken:   map[*ssa.Function]bool{},
		invoked: map[string]bool{},
		runs:    map[*ssa.Function]Runs{},
		boxed:   map[*types.TypeName]bool{},
		through: map[*ssa.Function][]ssa.CallInstruction{},
	}
	for _, fn := range ix.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				ix.add(instr)
			}
		}
	}
	ix.resolveParams()
	ix.resolveInvokes(pass.ResultOf[invoke.Analyzer].(*invoke.Index))
	ix.findCalledOnly()
	return ix, nil
}

// add indexes one instruction.
func (ix *Index) add(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		ix.addCall(instr)
		if call, ok := instr.(*ssa.Call); ok {
			ix.addResult(call)
		}
		return // its operands are looked at there
	case *ssa.MakeChan:
		ix.makes = append(ix.makes, instr)
	case *ssa.MakeInterface:
		ix.boxed[named(instr.X.Type())] = true
	case *ssa.FieldAddr:
		ix.addFieldAddr(instr)
	case *ssa.Field:
		f := ix.fieldOf(instr.X.Type(), instr.Field)
		f.loads = append(f.loads, access{value: instr})
	}
	ix.addTaken(instr.Operands(nil))
}

// addResult indexes a call by what it returns.
func (ix *Index) addResult(call *ssa.Call) {
	if model.Canceled(call.Common()) {
		ix.withCancel = append(ix.withCancel, call)
	}
	if model.MakesTimer(call.Call.StaticCallee()) {
		ix.timers = append(ix.timers, call)
	}
	if _, ok := call.Type().Underlying().(*types.Chan); ok {
		ix.results = append(ix.results, call)
	}
}

// addCall indexes what a call runs, and the functions among its arguments.
func (ix *Index) addCall(call ssa.CallInstruction) {
	common := call.Common()
	if common.IsInvoke() {
		ix.invoked[common.Method.Name()] = true
	}
	if _, builtin := common.Value.(*ssa.Builtin); !builtin {
		targets, complete := spawn.Callees(common)
		ix.addTargets(call, targets, complete)
		ix.addUnresolved(call, len(targets) > 0)
	}
	for i := range common.Args {
		ix.addTaken([]*ssa.Value{&common.Args[i]})
	}
}

func (ix *Index) addTargets(call ssa.CallInstruction, targets []spawn.Target, complete bool) {
	if complete && allHaveBodies(targets) {
		ix.targets[call] = targets
	}
	for _, t := range targets {
		ix.callers[t.Fn] = append(ix.callers[t.Fn], call)
	}
}

func allHaveBodies(targets []spawn.Target) bool {
	for _, t := range targets {
		if len(t.Fn.Blocks) == 0 {
			return false
		}
	}
	return true
}

// addTaken notes the named functions among the operands: they may be called
// from anywhere. What
// becomes of a literal is found by following the closure (see [Index.Runs]).
func (ix *Index) addTaken(operands []*ssa.Value) {
	for _, op := range operands {
		switch v := (*op).(type) {
		case *ssa.Function:
			ix.take(v)
		case *ssa.MakeClosure: // bound methods
			ix.take(v.Fn.(*ssa.Function))
		}
	}
}

// take notes that fn, or the method that it wraps, is used as a value.
func (ix *Index) take(fn *ssa.Function) {
	if fn.Parent() != nil {
		return
	}
	if origin := fn.Origin(); origin != nil {
		fn = origin
	}
	ix.taken[fn] = true
	if method, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
		if real := fn.Prog.FuncValue(method.Origin()); real != nil {
			ix.taken[real] = true
		}
	}
}
