package variable

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// maxLoads bounds through how many loads a value is followed to its object.
const maxLoads = 8

// maxGetters bounds through how many calls a value is followed to a collection.
const maxGetters = 4

// Brought reports whether the value comes with an object that was taken out of a
// collection or received: each time it is another one. So is one of several results of
// a call, where that is not seen to be something else.
func Brought(v ssa.Value) bool { return brought(v, 0) }

func brought(v ssa.Value, depth int) bool {
	switch base := Base(v).(type) {
	case *ssa.UnOp:
		return base.Op == token.ARROW
	case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index:
		return true
	case *ssa.Extract:
		call, ok := base.Tuple.(*ssa.Call)
		return !ok || returnsBrought(call.Common().StaticCallee(), base.Index, depth)
	}
	return false
}

// returnsBrought reports whether a result of the function may come with an object that
// was taken out of a collection.
func returnsBrought(fn *ssa.Function, i, depth int) bool {
	if fn == nil || len(fn.Blocks) == 0 || depth > maxGetters {
		return true
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && i < len(ret.Results) && brought(ret.Results[i], depth+1) {
			return true
		}
	}
	return false
}

// Base returns the object that the value is a part of, through fields and loads; or
// how far it was followed.
func Base(v ssa.Value) ssa.Value {
	v = Value(v)
	for range maxLoads {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				return x
			}
			v = x.X
		default:
			return v
		}
		v = Value(v)
	}
	return v
}
