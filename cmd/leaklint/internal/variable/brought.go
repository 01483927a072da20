package variable

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// maxLoads bounds through how many loads a value is followed to its object.
const maxLoads = 8

// Brought reports whether the value comes with an object that was taken out of a
// collection or received: each time it is another one.
func Brought(v ssa.Value) bool {
	switch base := Base(v).(type) {
	case *ssa.UnOp:
		return base.Op == token.ARROW
	case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Extract:
		return true
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
