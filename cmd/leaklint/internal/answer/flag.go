package answer

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// maxConditions bounds how many of the branches above a block are looked at. One
// that was decided further away is taken to be open.
const maxConditions = 200

// flagsAt returns the fields of type bool that are asked on the way to the block,
// with what they are there. They are taken to stay as they are: an object that is
// told to start something by its configuration is told to end it by the same.
func flagsAt(site *ssa.BasicBlock) map[*types.Var]bool {
	flags := map[*types.Var]bool{}
	for branch, taken := range branchesAbove(site) {
		if len(flags) >= maxConditions {
			break
		}
		if flag, negated := flagIn(branch.Cond); flag != nil {
			flags[flag] = taken != negated
		}
	}
	return flags
}

// flagIn returns the field that the condition is, or the opposite of; nil if it is
// something else.
func flagIn(cond ssa.Value) (flag *types.Var, negated bool) {
	for {
		load, ok := cond.(*ssa.UnOp)
		if !ok {
			return nil, false
		}
		if load.Op == token.NOT {
			cond, negated = load.X, !negated
			continue
		}
		addr, ok := load.X.(*ssa.FieldAddr)
		if !ok {
			return nil, false
		}
		return origin.FieldOf(addr), negated
	}
}
