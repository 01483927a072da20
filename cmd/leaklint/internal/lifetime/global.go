package lifetime

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// startsSingleton reports whether a function without parameters and results, such
// as Initialize, starts the goroutine of an object that is a package variable: there
// is one, and one that runs it.
func startsSingleton(site *spawn.Site) bool {
	fn := site.Enclosing
	common := site.Instr.Common()
	callee := common.StaticCallee()
	return site.Kind == spawn.GoStmt && !site.InLoop() &&
		fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Signature.Params().Len() == 0 && fn.Signature.Results().Len() == 0 &&
		callee != nil && callee.Signature.Recv() != nil && rootIsGlobal(common.Args[0])
}

// rootIsGlobal reports whether the address is that of a package variable or of a
// part of one.
func rootIsGlobal(addr ssa.Value) bool {
	_, ok := rootOf(addr).(*ssa.Global)
	return ok
}

// rootOf returns what the address begins with.
func rootOf(addr ssa.Value) ssa.Value {
	for {
		switch a := variable.Value(addr).(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.UnOp:
			if a.Op != token.MUL {
				return a
			}
			addr = a.X
		default:
			return a
		}
	}
}

// maxReceivers bounds through how many calls an object is followed to a package
// variable.
const maxReceivers = 3

// isGlobals reports whether the address is that of a part of a package variable, or
// begins with a parameter that is given nothing else.
func (x *Index) isGlobals(addr ssa.Value, depth int) bool {
	p, ok := rootOf(addr).(*ssa.Parameter)
	if !ok {
		return rootIsGlobal(addr)
	}
	calls, all := x.origins.Calls(p.Parent())
	if !all || len(calls) == 0 || len(x.starts.Of(p.Parent())) > 0 || depth >= maxReceivers {
		return false
	}
	i := slices.Index(p.Parent().Params, p)
	return !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		args := call.Common().Args
		return i >= len(args) || !x.isGlobals(args[i], depth+1)
	})
}
