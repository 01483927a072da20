package channel

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// factVersion is raised when the meaning of [Fact] changes; facts of another
// version count as none.
const factVersion = 1

// maxFactOps bounds how many operations on one parameter a fact tells of.
const maxFactOps = 8

// A Fact says what an exported function does with the channels that it is given,
// and which channel it makes. It is attached to the function's object.
//
// Its limit: it lists operations, not paths. Several sends may stand on one path
// or on several.
type Fact struct {
	Version int
	Params  []Param // those whose channel stays inside the function, by index
	Makes   bool    // its one result is a new channel on which it does nothing
	Cap     int64   // of that channel
}

// A Param is what becomes of a channel parameter.
type Param struct {
	Index int // into ssa.Function.Params: the receiver counts
	Ops   []FactOp
}

// A FactOp is one operation on a parameter.
type FactOp struct {
	Kind                OpKind
	Alone, Ranged, Exit bool
	Loop                bool // it may be done more than once
	Place               report.Place
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

// String describes the fact in tests.
func (f *Fact) String() string {
	if f.Makes {
		return fmt.Sprintf("channel(makes %d)", f.Cap)
	}
	return fmt.Sprintf("channel(%d)", len(f.Params))
}

// A factory reads and writes the facts of one package.
type factory struct {
	pass *analysis.Pass
	ix   *flow.Index
	read map[*ssa.Function]*Fact
}

// of returns the fact about a function of another package, or nil.
func (f *factory) of(fn *ssa.Function) *Fact {
	if known, ok := f.read[fn]; ok {
		return known
	}
	var fact *Fact
	if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() != nil && obj.Pkg() != f.pass.Pkg {
		got := new(Fact)
		if f.pass.ImportObjectFact(obj, got) && got.Version == factVersion {
			fact = got
		}
	}
	f.read[fn] = fact
	return fact
}

// param returns what the call does with the value among its arguments, and
// whether that is known.
func (f *factory) param(call ssa.CallInstruction, v ssa.Value) (ops []FactOp, known bool) {
	fn := callee(call)
	if fn == nil {
		return nil, false
	}
	fact := f.of(fn)
	if fact == nil {
		return nil, false
	}
	for i, arg := range call.Common().Args {
		if arg != v {
			continue
		}
		p := fact.param(i)
		if p == nil {
			return nil, false
		}
		ops = append(ops, p.Ops...)
	}
	return ops, true
}

func (f *Fact) param(i int) *Param {
	for n := range f.Params {
		if f.Params[n].Index == i {
			return &f.Params[n]
		}
	}
	return nil
}

// makes returns the fact of the function that the call runs, if it makes the
// channel that is the call's result.
func (f *factory) makes(call *ssa.Call) *Fact {
	if _, ok := call.Type().Underlying().(*types.Chan); !ok {
		return nil
	}
	fn := callee(call)
	if fn == nil {
		return nil
	}
	if fact := f.of(fn); fact != nil && fact.Makes {
		return fact
	}
	return nil
}

// callee returns the function that the call statically runs, or nil: of an
// instance the generic function.
func callee(call ssa.CallInstruction) *ssa.Function {
	fn := call.Common().StaticCallee()
	if fn != nil && fn.Origin() != nil {
		return fn.Origin()
	}
	return fn
}

// export exports the facts about the functions of this package.
func (f *factory) export(cs *Channels) {
	made := map[*ssa.Function]*Channel{}
	for _, c := range cs.All {
		if fn := onlyResult(c); fn != nil {
			made[fn] = c
		}
	}
	for _, fn := range f.ix.Spawns.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() {
			continue
		}
		fact := &Fact{Version: factVersion, Params: f.params(fn)}
		if c := made[fn]; c != nil && c.Cap.Known {
			fact.Makes, fact.Cap = true, c.Cap.Const
		}
		if fact.Makes || len(fact.Params) > 0 {
			f.pass.ExportObjectFact(obj, fact)
		}
	}
}

// onlyResult returns the function that makes the channel and does nothing with
// it but to return it as its one result.
func onlyResult(c *Channel) *ssa.Function {
	fn := c.Make.Parent()
	if len(c.Ops) > 0 || c.Escapes() || len(c.Flow.Fields) > 0 || !c.Flow.Results[fn] ||
		fn.Signature.Results().Len() != 1 {
		return nil
	}
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !c.Flow.Values[ret.Results[0]] {
			return nil
		}
	}
	return fn
}

// params returns what fn does with its channel parameters.
func (f *factory) params(fn *ssa.Function) (params []Param) {
	for i, p := range fn.Params {
		if _, ok := p.Type().Underlying().(*types.Chan); !ok {
			continue
		}
		fl := f.ix.ForwardKnown(p, f.knows)
		if len(fl.Escapes) > 0 || len(fl.Results) > 0 || len(fl.Fields) > 0 {
			continue
		}
		param := Param{Index: i}
		for _, use := range fl.Uses {
			if call, ok := use.Instr.(ssa.CallInstruction); ok && ofOutside(call) {
				fl.Escapes = append(fl.Escapes, use) // not told
			}
			for _, op := range f.opsOf(use) {
				if _, starts := op.Instr.(*ssa.Go); starts || op.Instr.Parent() != fn {
					fl.Escapes = append(fl.Escapes, use) // in another function or goroutine: not told
				}
				param.Ops = append(param.Ops, f.factOp(fn, op))
			}
		}
		if len(fl.Escapes) == 0 && len(param.Ops) <= maxFactOps {
			params = append(params, param)
		}
	}
	return params
}

func (f *factory) knows(call ssa.CallInstruction, v ssa.Value) bool {
	_, known := f.param(call, v)
	return known || ofOutside(call) && call.Common().Args[0] == v
}

func (f *factory) factOp(fn *ssa.Function, op *Op) FactOp {
	return FactOp{
		Kind: op.Kind, Alone: op.Alone, Ranged: op.Ranged, Exit: op.Exit,
		Loop:  op.Many || !op.Ranged && f.inLoop(op.Instr.Block()),
		Place: report.PlaceOf(fn, op.Pos),
	}
}
