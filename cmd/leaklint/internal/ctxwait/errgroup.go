package ctxwait

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

const errgroupPath = "golang.org/x/sync/errgroup"

// IsErrgroup reports whether the call makes an errgroup with a context.
func IsErrgroup(call *ssa.Call) bool {
	c, ok := model.Derives(call.Common().StaticCallee())
	return ok && c.Group
}

// IsGroupMethod reports whether the call is one of a method of errgroup.Group.
func IsGroupMethod(call ssa.CallInstruction) bool {
	callee := call.Common().StaticCallee()
	if callee == nil || callee.Signature.Recv() == nil {
		return false
	}
	p, ok := types.Unalias(callee.Signature.Recv().Type()).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "Group" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == errgroupPath
}
