package ctxignored

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A scope is the context that a goroutine could watch where it is started.
type scope struct {
	kind  scopeKind
	param *ssa.Parameter // the request or the context
}

type scopeKind int

const (
	nothing  scopeKind = iota
	plain              // a context.Context
	outgoing           // the request of a client or of a RoundTripper
	request            // the request that a handler serves
)

// scopeOf looks through the parameters of the function and of those around it.
// An incoming request comes before a context, the nearest first.
func scopeOf(fn *ssa.Function) scope {
	var found scope
	for f := fn; f != nil; f = f.Parent() {
		for _, p := range f.Params {
			kind := nothing
			switch types.TypeString(p.Type(), nil) {
			case "*net/http.Request":
				kind = request
				if returnsResponse(f.Signature) {
					kind = outgoing
				}
			case "context.Context":
				kind = plain
			}
			if kind > found.kind {
				found = scope{kind, p}
			}
		}
	}
	return found
}

// returnsResponse reports whether the function answers a request with a response
// of its own making, as a client does.
func returnsResponse(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if types.TypeString(v.Type(), nil) == "*net/http.Response" {
			return true
		}
	}
	return false
}

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
