package heap

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// A write is the question whether a call of a function may set a field.
type write struct {
	fn    *ssa.Function
	field *types.Var
}

// Changes reports whether the call may set a field by which the path leads to its
// object, so that it leads to another one then. The last field is a part of the
// object, unless it holds a pointer.
//
// Its limit: a call of a function that is not known, or of another package, is taken
// to set only what a function that it is given sets.
func (x *Index) Changes(call ssa.CallInstruction, p Path) bool {
	fields := p.pointers()
	if len(fields) == 0 {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.ContainsFunc(fields, func(field *types.Var) bool { return x.callSets(call, field) })
}

// pointers returns the fields of the path that hold pointers or interfaces.
func (p Path) pointers() (fields []*types.Var) {
	if p.Root == nil || p.Fields == "" {
		return nil
	}
	t, rest := p.Root.Type(), p.Fields
	for rest != "" {
		var first string
		first, rest = cutField(rest)
		field := fieldNamed(t, first)
		if field == nil {
			return fields
		}
		if t = field.Type(); IsReference(t) {
			fields = append(fields, field)
		}
	}
	return fields
}

// isPart reports whether the path leads to a part of its root, through no pointer: what
// a variable holds is none.
func (p Path) isPart() bool {
	return len(p.pointers()) == 0 && !strings.HasPrefix(p.Fields, contents)
}

// callSets reports whether the call may set the field.
func (x *Index) callSets(call ssa.CallInstruction, field *types.Var) bool {
	if len(x.writers[field]) == 0 {
		return false
	}
	if fn := graph.Original(call.Common().StaticCallee()); fn != nil && x.sets(fn, field) {
		return true
	}
	return slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
		switch arg := arg.(type) {
		case *ssa.MakeClosure:
			return x.sets(arg.Fn.(*ssa.Function), field)
		case *ssa.Function:
			return x.sets(arg, field)
		}
		return false
	})
}

// sets reports whether a call of the function may set the field of an object that
// was there before.
func (x *Index) sets(fn *ssa.Function, field *types.Var) bool {
	key := write{fn, field}
	if known, done := x.writes[key]; done {
		return known
	}
	x.writes[key] = false // while it is looked at
	x.writes[key] = slices.Contains(x.writers[field], fn) || slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			return ok && x.callSets(call, field)
		})
	})
	return x.writes[key]
}

// lastSet returns what was put last into the field that is loaded, where one store in
// the function comes before the load on every path, and nothing in between may set the
// field of any object; nil if there is none.
func (x *Index) lastSet(load *ssa.UnOp) ssa.Value {
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	field, path := origin.FieldOf(addr), PathOf(addr)
	var last *ssa.Store
	for _, s := range x.stores[field] {
		if s.at.Parent() == load.Parent() && graph.Before(s.at, load) && PathOf(s.at.Addr) == path && (last == nil || graph.Before(last, s.at)) {
			last = s.at
		}
	}
	if last == nil || x.setBetween(last, load, field) {
		return nil
	}
	return last.Val
}

// setBetween reports whether the field of an object may be set between the store and
// the load.
func (x *Index) setBetween(store *ssa.Store, load *ssa.UnOp, field *types.Var) bool {
	return slices.ContainsFunc(load.Parent().Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			return x.maySet(instr, field) && isBetween(store, instr, load)
		})
	})
}

func (x *Index) maySet(instr ssa.Instruction, field *types.Var) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		addr, ok := instr.Addr.(*ssa.FieldAddr)
		return ok && origin.FieldOf(addr) == field
	case ssa.CallInstruction:
		return x.callSets(instr, field)
	}
	return false
}

// isBetween reports whether the instruction may be executed between the first and the
// last, of which the first comes before the last on every path.
func isBetween(first, instr, last ssa.Instruction) bool {
	if first.Block() == last.Block() {
		return instr.Block() == first.Block() && graph.Before(first, instr) && graph.Before(instr, last)
	}
	return instr != first && graph.MayFollow(first, instr) && graph.MayFollow(instr, last)
}
