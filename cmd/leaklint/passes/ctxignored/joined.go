package ctxignored

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// joined reports whether the function that starts the goroutine seems to wait for
// it afterwards: then it cannot outlive the function, whatever it does.
func joined(site *spawn.Site, fn *ssa.Function) bool {
	after := graph.After(site.Instr.Block())
	for _, b := range site.Enclosing.Blocks {
		if !after[b] && b != site.Instr.Block() {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				callee := instr.Common().StaticCallee()
				if isMethod(callee, "sync", "WaitGroup", "Wait") || isMethod(callee, "golang.org/x/sync/errgroup", "Group", "Wait") {
					return true
				}
			case *ssa.UnOp:
				if isReceive(instr) && captured(site, instr.X) {
					return true
				}
			}
		}
	}
	return false
}

// captured reports whether the goroutine started at the site holds the channel
// that v is loaded from.
func captured(site *spawn.Site, v ssa.Value) bool {
	if load, ok := v.(*ssa.UnOp); ok {
		v = load.X
	}
	for _, t := range site.Targets {
		for _, held := range append(t.Bindings, t.Args...) {
			if held == v {
				return true
			}
		}
	}
	return false
}

// isMethod reports whether fn is the method of the named type of a package.
func isMethod(fn *ssa.Function, pkg, typ, name string) bool {
	if fn == nil || fn.Name() != name || fn.Signature.Recv() == nil {
		return false
	}
	recv := fn.Signature.Recv().Type()
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	named, ok := recv.(*types.Named)
	return ok && named.Obj().Name() == typ && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == pkg
}
