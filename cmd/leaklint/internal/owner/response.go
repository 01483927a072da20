package owner

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// bodyClose stands among the methods that end a goroutine for Body.Close of an
// *http.Response. Until then, or until the body was read to its end, the
// connection stays with the response, and net/http's two goroutines with it.
//
// Whoever touches the field Body takes care of it: a path counts only if nobody
// does. What is read of a body, and whether it was all, depends on data.
const bodyClose = "Body.Close"

// isResponse reports whether the hold is that of a response's connection.
func (h *Hold) isResponse() bool { return slices.Contains(h.Stops, bodyClose) }

// hasBody reports whether the field is the one that holds a response's body.
func hasBody(field *types.Var) bool { return isFieldOf(field, "Response", "Body") }

// isFieldOf reports whether the field is one of a struct of net/http.
func isFieldOf(field *types.Var, structure, name string) bool {
	if field == nil || field.Name() != name || field.Pkg() == nil || field.Pkg().Path() != "net/http" {
		return false
	}
	obj := field.Pkg().Scope().Lookup(structure)
	if obj == nil {
		return false
	}
	of, ok := obj.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range of.Fields() {
		if f == field {
			return true
		}
	}
	return false
}

// connectionDoubt returns why something else than the close of the body may give back
// the connection of the response that the call, of a function of net/http, returns: a
// context of the request that may be done, or a timeout of the client. It is nil if
// nothing does.
func (x *Index) connectionDoubt(call *ssa.Call) *decision.Reason {
	args := call.Common().Args
	callee := call.Common().StaticCallee()
	if callee.Signature.Recv() == nil {
		return nil // it is http.Get or the like, of http.DefaultClient
	}
	if callee.Name() == "Do" || callee.Name() == "RoundTrip" {
		_, ctx, ok := requestOf(args[1])
		if requestUnknown.Holds(!ok) {
			return requestUnknown
		}
		if requestContext.Holds(ctx != nil && !x.waits.Ask(call.Parent(), nil).NotDone(ctx)) {
			return requestContext
		}
	}
	if clientTimeout.Holds(callee.Name() != "RoundTrip" && x.hasTimeout(args[0])) {
		return clientTimeout
	}
	return nil
}

// requestOf returns the method and the context with which this function made the
// request; the context is nil if it was given none.
func requestOf(request ssa.Value) (method, ctx ssa.Value, ok bool) {
	call, i := resultIn(variable.Value(request))
	if call == nil || i != 0 {
		return nil, nil, false
	}
	args := call.Common().Args
	switch callee := call.Common().StaticCallee(); {
	case endless.IsFunc(callee, "net/http", "NewRequest"):
		return args[0], nil, true
	case endless.IsFunc(callee, "net/http", "NewRequestWithContext"):
		return args[1], args[0], true
	}
	return nil, nil, false
}

// hasTimeout reports whether the client has a timeout, or may have: some client
// gets one in this package.
func (x *Index) hasTimeout(client ssa.Value) bool {
	if load, ok := client.(*ssa.UnOp); ok && load.Op == token.MUL {
		if g, ok := load.X.(*ssa.Global); ok && g.Name() == "DefaultClient" && g.Pkg.Pkg.Path() == "net/http" {
			return false
		}
	}
	for e := range x.effects {
		if field, ok := e.key.(*types.Var); ok && e.act == actSet && isFieldOf(field, "Client", "Timeout") {
			return true
		}
	}
	return false
}

// asksHead reports whether the call sends a request whose response has no body.
func asksHead(call *ssa.Call) bool {
	args := call.Common().Args
	if len(args) < 2 {
		return false
	}
	method, _, ok := requestOf(args[1])
	if !ok {
		return false
	}
	c, ok := method.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.String && constant.StringVal(c.Value) == "HEAD"
}

// bodiless reports whether the comparison asks if the status of the followed
// response is one that comes without a body: see RFC 9110, section 6.4.1.
func (f *follower) bodiless(cmp *ssa.BinOp) bool {
	load, ok := cmp.X.(*ssa.UnOp)
	if !ok {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || !isFieldOf(origin.FieldOf(addr), "Response", "StatusCode") || !f.own(addr.X) {
		return false
	}
	c, ok := cmp.Y.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return false
	}
	code, _ := constant.Int64Val(c.Value)
	return code >= 100 && code < 200 || code == 204 || code == 304
}
