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
	for range maxLoads {
		switch x := Value(v).(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				return true
			}
			v = x.X
		case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Extract:
			return true
		default:
			return false
		}
	}
	return false
}
