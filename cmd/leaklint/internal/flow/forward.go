package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxValues bounds how many values one flow follows; beyond it the flow says
// that the value escapes.
const maxValues = 2000

// A Use is an instruction that does something with the value, other than
// passing it on.
type Use struct {
	Value ssa.Value // the alias that is used
	Instr ssa.Instruction
}

// A Flow is where a value goes.
type Flow struct {
	Values  map[ssa.Value]bool // everything that is the value
	Order   []ssa.Value        // the same, in the order in which it was found
	Uses    []Use
	Escapes []Use        // where it goes out of sight
	Fields  []*types.Var // the fields that hold it

	// Returned lists functions that return the value to callers that are not
	// all known.
	Returned []*ssa.Function

	// Results lists all functions that return the value.
	Results map[*ssa.Function]bool
}

// A follower is a flow in the making.
type follower struct {
	ix    *Index
	known func(ssa.CallInstruction, ssa.Value) bool
	*Flow
	work   []ssa.Value
	cells  []*ssa.Alloc
	fields []*field
}

// Forward returns where the value goes.
func (ix *Index) Forward(v ssa.Value) *Flow {
	return ix.ForwardKnown(v, func(ssa.CallInstruction, ssa.Value) bool { return false })
}

// ForwardKnown is [Index.Forward] for a caller that knows more about some
// functions of other packages: where known reports so, an argument of a call is
// used there and does not escape.
func (ix *Index) ForwardKnown(v ssa.Value, known func(ssa.CallInstruction, ssa.Value) bool) *Flow {
	f := &follower{ix: ix, known: known, Flow: &Flow{Values: map[ssa.Value]bool{}, Results: map[*ssa.Function]bool{}}}
	f.add(v)
	for len(f.work) > 0 {
		v := f.work[0]
		f.work = f.work[1:]
		if v.Referrers() == nil {
			continue
		}
		for _, instr := range *v.Referrers() {
			f.visit(v, instr)
		}
		if len(f.Values) > maxValues {
			f.Escapes = append(f.Escapes, Use{Value: v})
			break
		}
	}
	f.checkMixed()
	return f.Flow
}

func (f *follower) add(v ssa.Value) {
	if !f.Values[v] {
		f.Values[v] = true
		f.Order = append(f.Order, v)
		f.work = append(f.work, v)
	}
}

func (f *follower) use(v ssa.Value, instr ssa.Instruction) {
	f.Uses = append(f.Uses, Use{v, instr})
}

func (f *follower) escape(v ssa.Value, instr ssa.Instruction) {
	f.Escapes = append(f.Escapes, Use{v, instr})
}

// visit follows v through one instruction that refers to it.
func (f *follower) visit(v ssa.Value, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Phi:
		f.add(instr)
	case *ssa.ChangeType:
		f.add(instr)
	case *ssa.Store:
		f.visitStore(v, instr)
	case ssa.CallInstruction:
		f.visitCall(v, instr)
	case *ssa.Return:
		f.visitReturn(v, instr)
	case *ssa.Send:
		if instr.X == v {
			f.escape(v, instr)
		} else {
			f.use(v, instr)
		}
	case *ssa.Select:
		for _, state := range instr.States {
			if state.Send == v {
				f.escape(v, instr)
				return
			}
		}
		f.use(v, instr)
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			f.use(v, instr)
		}
	case *ssa.FieldAddr: // of an object, in a flow that begins with one
		f.use(v, instr)
	case *ssa.BinOp, *ssa.DebugRef: // a comparison
	default:
		f.escape(v, instr)
	}
}

// visitStore follows v into a variable or a field.
func (f *follower) visitStore(v ssa.Value, store *ssa.Store) {
	if store.Val != v {
		return
	}
	if cell := variable.Addressed(store.Addr); cell != nil {
		f.addCell(cell)
		return
	}
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok {
		f.escape(v, store)
		return
	}
	entry := f.ix.fieldOf(addr.X.Type(), addr.Field)
	if entry.exposed {
		f.escape(v, store)
	}
	if !slices.Contains(f.fields, entry) {
		f.fields = append(f.fields, entry)
		f.Fields = append(f.Fields, structField(addr.X.Type(), addr.Field))
	}
	put := access{v, objectOf(addr.X)}
	for _, load := range entry.loads {
		if load.meets(put) {
			f.add(load.value)
		}
	}
}

// addCell adds every load of the variable.
func (f *follower) addCell(cell *ssa.Alloc) {
	if slices.Contains(f.cells, cell) {
		return
	}
	f.cells = append(f.cells, cell)
	uses := variable.UsesOf(cell)
	if !uses.All {
		f.escape(cell, cell)
	}
	for _, load := range uses.Loads {
		f.add(load)
	}
}

// visitCall follows v into what is called, if v is an argument.
func (f *follower) visitCall(v ssa.Value, call ssa.CallInstruction) {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin || !isArg(common, v) || f.known(call, v) {
		f.use(v, call)
		return
	}
	targets := f.ix.Targets(call)
	if len(targets) == 0 {
		f.escape(v, call)
	}
	for _, t := range targets {
		for i, arg := range t.Args {
			if arg == v && i < len(t.Fn.Params) {
				f.add(t.Fn.Params[i])
			}
		}
	}
}

func isArg(call *ssa.CallCommon, v ssa.Value) bool {
	for _, arg := range call.Args {
		if arg == v {
			return true
		}
	}
	return false
}

// visitReturn follows v out of a function to its callers.
func (f *follower) visitReturn(v ssa.Value, ret *ssa.Return) {
	fn := ret.Parent()
	f.Results[fn] = true
	calls, all := f.ix.Callers(fn)
	if !all {
		f.Returned = append(f.Returned, fn)
	}
	for i, result := range ret.Results {
		if result != v {
			continue
		}
		for _, call := range calls {
			f.addResult(call, i, len(ret.Results))
		}
	}
}

// addResult adds result number i of n of the call.
func (f *follower) addResult(call ssa.CallInstruction, i, n int) {
	value := call.Value()
	if value == nil { // go or defer: the result is dropped
		return
	}
	if n == 1 {
		f.add(value)
		return
	}
	for _, ref := range *value.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			f.add(e)
		}
	}
}

// checkMixed finds the places where the value meets others of its kind, so that
// what comes out may be another one.
func (f *follower) checkMixed() {
	for _, v := range f.Order {
		if phi, ok := v.(*ssa.Phi); ok {
			for _, e := range phi.Edges {
				f.checkOther(e, phi)
			}
		}
	}
	for _, cell := range f.cells {
		for _, s := range variable.UsesOf(cell).Stores {
			f.checkOther(s.Val, s)
		}
	}
	for _, entry := range f.fields {
		for _, put := range entry.stores {
			if v := put.value; !f.Values[v] && !variable.IsNil(v) && !made(v) {
				f.escape(v, nil)
			}
		}
	}
}

// checkOther records an escape if v is neither the value nor nil.
func (f *follower) checkOther(v ssa.Value, instr ssa.Instruction) {
	if !f.Values[v] && !variable.IsNil(v) {
		f.escape(v, instr)
	}
}

// made reports whether v is a channel made right there: another channel in the
// same role, whose own flow covers it.
func made(v ssa.Value) bool {
	_, ok := variable.Value(v).(*ssa.MakeChan)
	return ok
}
