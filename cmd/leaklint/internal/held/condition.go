package held

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
)

// isOfConditions reports whether the lock that is put into the interface becomes that of
// conditions of this package, and nothing else: Wait of a condition gives back what it
// releases, and what releases c.L is seen, see [Index.lockerOf]. It is a limit that code
// of other packages is not seen which gets such a condition as a value and releases its
// lock for good.
func isOfConditions(box *ssa.MakeInterface) bool {
	return !slices.ContainsFunc(*box.Referrers(), func(ref ssa.Instruction) bool {
		made, ok := ref.(*ssa.Call)
		return !ok || !heap.IsNewCond(made) || slices.ContainsFunc(*made.Referrers(), isExported)
	})
}

// isExported reports whether the instruction stores something in an exported field.
func isExported(instr ssa.Instruction) bool {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return false
	}
	field, ok := store.Addr.(*ssa.FieldAddr)
	return ok && token.IsExported(heap.FieldName(field))
}
