// Package variable follows local variables through the SSA form.
//
// A variable that a closure captures, or whose address is taken, is not lifted
// into registers: it stays an allocation with stores and loads, and closures
// see it as a free variable. The functions here join the pieces again.
package variable

import (
	"go/token"
	"iter"

	"golang.org/x/tools/go/ssa"
)

// maxCaptures bounds through how many nested closures a variable is followed.
const maxCaptures = 32

// Loaded returns the variable that the instruction loads, as the allocation in
// the function that declares it, or nil if it loads something else.
func Loaded(load *ssa.UnOp) *ssa.Alloc {
	if load.Op != token.MUL {
		return nil
	}
	return Addressed(load.X)
}

// Addressed returns the variable that an address denotes, seen through
// captures, or nil if it is not the address of a local variable.
func Addressed(addr ssa.Value) *ssa.Alloc {
	for range maxCaptures {
		switch a := addr.(type) {
		case *ssa.Alloc:
			return a
		case *ssa.FreeVar:
			bound := Bindings(a)
			if len(bound) != 1 {
				return nil
			}
			addr = bound[0]
		default:
			return nil
		}
	}
	return nil
}

// Uses are the loads of a variable and the stores to it, in its own function
// and in all closures.
type Uses struct {
	Loads  []*ssa.UnOp
	Stores []*ssa.Store
	All    bool // false if its address goes somewhere else too
}

// UsesOf returns the uses of a variable.
func UsesOf(v *ssa.Alloc) Uses {
	uses := Uses{All: true}
	for use, addr := range usesOf(v) {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr == addr {
				uses.Stores = append(uses.Stores, use)
			} else {
				uses.All = false
			}
		case *ssa.UnOp:
			uses.Loads = append(uses.Loads, use)
		default:
			uses.All = false
		}
	}
	return uses
}

// usesOf yields the instructions that use the address of a variable, here and in
// closures, each with the value that is the address there. Captures and notes for
// debuggers are no uses.
func usesOf(v *ssa.Alloc) iter.Seq2[ssa.Instruction, ssa.Value] {
	return func(yield func(ssa.Instruction, ssa.Value) bool) {
		work := []ssa.Value{v}
		for len(work) > 0 {
			addr := work[0]
			work = work[1:]
			for _, ref := range *addr.Referrers() {
				switch ref := ref.(type) {
				case *ssa.MakeClosure:
					work = append(work, BoundTo(ref, addr)...)
				case *ssa.DebugRef:
				default:
					if !yield(ref, addr) {
						return
					}
				}
			}
		}
	}
}

// IsNil reports whether v is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// BoundTo returns the free variables of the closure that stand for v.
func BoundTo(c *ssa.MakeClosure, v ssa.Value) []ssa.Value {
	var vars []ssa.Value
	for i, b := range c.Bindings {
		if b == v {
			vars = append(vars, c.Fn.(*ssa.Function).FreeVars[i])
		}
	}
	return vars
}

// Bindings returns the values that closures bind to the free variable: one,
// unless the literal's function is wrapped in several ways.
func Bindings(fv *ssa.FreeVar) []ssa.Value {
	fn := fv.Parent()
	index := -1
	for i, v := range fn.FreeVars {
		if v == fv {
			index = i
		}
	}
	if fn.Referrers() == nil || index < 0 {
		return nil
	}
	var bound []ssa.Value
	for _, ref := range *fn.Referrers() {
		if c, ok := ref.(*ssa.MakeClosure); ok && c.Fn == fn {
			bound = append(bound, c.Bindings[index])
		}
	}
	return bound
}

// Value returns what v is, seen through changes of type, captures, and
// variables that are set exactly once; at worst v itself.
func Value(v ssa.Value) ssa.Value {
	for range maxCaptures {
		next := step(v)
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

// step returns what v is a copy of, or nil.
func step(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.ChangeType:
		return v.X
	case *ssa.FreeVar:
		if bound := Bindings(v); len(bound) == 1 {
			return bound[0]
		}
	case *ssa.UnOp:
		cell := Loaded(v)
		if cell == nil {
			return nil
		}
		return onlyValue(cell)
	}
	return nil
}

// onlyValue returns what a variable that is set exactly once is set to, or nil.
// It looks no further than to the second store.
func onlyValue(v *ssa.Alloc) ssa.Value {
	var value ssa.Value
	for use, addr := range usesOf(v) {
		switch use := use.(type) {
		case *ssa.UnOp:
		case *ssa.Store:
			if use.Addr != addr || value != nil {
				return nil
			}
			value = use.Val
		default:
			return nil
		}
	}
	return value
}
