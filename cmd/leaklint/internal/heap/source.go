package heap

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxSources bounds how many values are looked at to find where one comes from.
const maxSources = 64

// Sources returns where a value may come from. A parameter of a function that
// other packages can call too is followed to the calls in this one.
func (x *Index) Sources(v ssa.Value) []ssa.Value {
	var found []ssa.Value
	seen := map[ssa.Value]bool{v: true}
	for work := []ssa.Value{v}; len(work) > 0 && len(seen) < maxSources; {
		set := x.origins.Of(work[0])
		work = work[1:]
		for _, value := range set.Values {
			if stored := x.stored(value); len(stored) > 0 {
				for _, v := range stored {
					if !seen[v] {
						seen[v] = true
						work = append(work, v)
					}
				}
				continue
			}
			p, ok := value.(*ssa.Parameter)
			if !ok {
				found = append(found, value)
				continue
			}
			lists := x.ArgsOf(p.Parent())
			i := slices.Index(p.Parent().Params, p)
			for _, args := range lists {
				if i >= 0 && i < len(args) && args[i] != nil && !seen[args[i]] {
					seen[args[i]] = true
					work = append(work, args[i])
				}
			}
		}
	}
	return found
}

// stored returns what is put into the slice or map that the value is an element of,
// or into the field that it is loaded from, one that other packages may set as well.
func (x *Index) stored(v ssa.Value) (values []ssa.Value) {
	var stores []Store
	if container := ContainerOf(v); container != nil {
		values = x.elementsOf(container)
		field, _ := FieldBehind(container)
		stores = x.elements[field]
	} else if field, _ := FieldBehind(v); field != nil {
		stores = x.stores[field]
	}
	for _, s := range stores {
		values = append(values, s.Val)
	}
	return values
}

// Allocation returns the one allocation that a pointer comes from, or nil.
func (x *Index) Allocation(v ssa.Value) *ssa.Alloc {
	x.mu.Lock()
	defer x.mu.Unlock()
	o, known := x.objects[v]
	if !known {
		o = x.allocation(v)
		x.objects[v] = o
	}
	return o
}

func (x *Index) allocation(v ssa.Value) (object *ssa.Alloc) {
	for _, source := range x.Sources(v) {
		switch source := source.(type) {
		case *ssa.Alloc:
			if object != nil && object != source {
				return nil
			}
			object = source
		case *ssa.Const:
		default:
			return nil
		}
	}
	return object
}
