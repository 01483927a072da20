// Package inscope finds the context that a goroutine could watch where it is
// started, and suggests to watch it.
package inscope

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Context is what a goroutine could watch where it is started: a context or a
// request.
type Context struct {
	Kind  Kind
	Param *ssa.Parameter // the request or the context
}

// A Kind says what is in scope.
type Kind int

// The kinds.
const (
	None     Kind = iota
	Plain         // a context.Context
	Outgoing      // the request of a client or of a RoundTripper
	Request       // the request that a handler serves
)

// Of looks through the parameters of the function and of those around it.
// An incoming request comes before a context, the nearest first.
func Of(fn *ssa.Function) Context {
	var found Context
	for f := fn; f != nil; f = f.Parent() {
		for _, p := range f.Params {
			kind := None
			switch types.TypeString(p.Type(), nil) {
			case "*net/http.Request":
				kind = Request
				if returnsResponse(f.Signature) {
					kind = Outgoing
				}
			case "context.Context":
				kind = Plain
			}
			if kind > found.Kind {
				found = Context{kind, p}
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
