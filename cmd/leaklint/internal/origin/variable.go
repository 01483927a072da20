package origin

import (
	"golang.org/x/tools/go/ssa"
)

// allocations returns the variables that the address may be, through closures.
func allocations(addr ssa.Value) []*ssa.Alloc {
	var found []*ssa.Alloc
	work := []ssa.Value{addr}
	for steps := 0; len(work) > 0; steps++ {
		if steps > maxSteps {
			return nil
		}
		v := work[len(work)-1]
		work = work[:len(work)-1]
		switch v := v.(type) {
		case *ssa.Alloc:
			found = append(found, v)
		case *ssa.FreeVar:
			bound := bindings(v)
			if len(bound) == 0 {
				return nil
			}
			work = append(work, bound...)
		default:
			return nil
		}
	}
	return found
}

// local is what is stored in a local variable.
type local struct {
	values []ssa.Value
	all    bool
}

// storesTo is the function storesTo, asked once for each variable: one variable
// may have many thousand uses.
func (x *Index) storesTo(variable *ssa.Alloc) (values []ssa.Value, all bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	known, ok := x.locals[variable]
	if !ok {
		known.values, known.all = storesTo(variable)
		x.locals[variable] = known
	}
	return known.values, known.all
}

// storesTo returns the values stored in a local variable, in its function and in
// the closures that capture it, and whether these are all.
func storesTo(variable *ssa.Alloc) (values []ssa.Value, all bool) {
	all = true
	work := []ssa.Value{variable}
	for len(work) > 0 {
		addr := work[len(work)-1]
		work = work[:len(work)-1]
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == addr {
					values = append(values, ref.Val)
				} else {
					all = false
				}
			case *ssa.MakeClosure:
				fn := ref.Fn.(*ssa.Function)
				for i, b := range ref.Bindings {
					if b == addr {
						work = append(work, fn.FreeVars[i])
					}
				}
			case *ssa.UnOp, *ssa.DebugRef:
			default:
				all = false // its address goes elsewhere
			}
		}
	}
	return values, all
}

// bindings returns the values that closures bind to the free variable.
func bindings(fv *ssa.FreeVar) []ssa.Value {
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
