package variable

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ResultAt returns result number i of the return: of a named result, what was
// stored in it on the straight way there.
func ResultAt(ret *ssa.Return, i int) ssa.Value {
	load, ok := ret.Results[i].(*ssa.UnOp)
	if !ok {
		return ret.Results[i]
	}
	c, ok := load.X.(*ssa.Alloc)
	if !ok {
		return load
	}
	seen := map[*ssa.BasicBlock]bool{}
	for b := ret.Block(); !seen[b]; b = b.Preds[0] {
		seen[b] = true
		for _, instr := range slices.Backward(b.Instrs) {
			if store, ok := instr.(*ssa.Store); ok && store.Addr == c {
				return store.Val
			}
		}
		if len(b.Preds) != 1 {
			break
		}
	}
	return load
}
