package httpleak

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// A transport is one that a function makes for itself and sends requests through:
// nobody else ever has it, so nobody uses or closes the idle connections that it
// keeps when the function has returned. A literal has no time after which it does
// so itself.
type transport struct {
	made    *ssa.Alloc
	request *ssa.Call        // the first; nil if there is none
	ends    *decision.Reason // why its connections do not stay, or nil
}

func transportsOf(fn *ssa.Function) (list []transport) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if made, ok := instr.(*ssa.Alloc); ok && isPointerTo(made.Type(), "Transport") {
				u := use{seen: map[*ssa.Alloc]bool{}}
				if ends := u.whyEnds(made); ends != nil || u.request != nil {
					list = append(list, transport{made: made, request: u.request, ends: ends})
				}
			}
		}
	}
	return list
}

// A use is what becomes of a transport.
type use struct {
	request *ssa.Call
	seen    map[*ssa.Alloc]bool // the clients that were followed
}

// whyEnds returns why the connections of the transport do not stay, or nil.
func (u *use) whyEnds(made *ssa.Alloc) *decision.Reason {
	if r := saysHowLong(made); r != nil {
		return r
	}
	if usedBeyond.Holds(!u.transport(made)) {
		return usedBeyond
	}
	if u.request == nil {
		return nil
	}
	return closesConnection(made.Parent())
}

// saysHowLong returns the reason if a field of the transport is set that says which
// connections it keeps, or for how long.
func saysHowLong(made *ssa.Alloc) *decision.Reason {
	for _, ref := range *made.Referrers() {
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		name := fieldName(addr)
		switch {
		case idleTimeout.Holds(name == "IdleConnTimeout"):
			return idleTimeout
		case noKeepAlives.Holds(name == "DisableKeepAlives"):
			return noKeepAlives
		case idleLimit.Holds(name == "MaxIdleConnsPerHost"):
			return idleLimit
		}
	}
	return nil
}

// transport follows the transport, and reports whether the function keeps it and its
// connections to itself.
func (u *use) transport(made *ssa.Alloc) bool {
	for _, ref := range *made.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			if !onlyStores(ref) {
				return false
			}
		case *ssa.MakeInterface:
			if !u.inClient(ref) {
				return false
			}
		case *ssa.Call:
			if !u.call(ref, made, "RoundTrip") {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// inClient follows a transport into the clients that use it.
func (u *use) inClient(v *ssa.MakeInterface) bool {
	for _, ref := range *v.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Val != v {
			return false
		}
		addr, ok := store.Addr.(*ssa.FieldAddr)
		if !ok || fieldName(addr) != "Transport" {
			return false
		}
		client, ok := addr.X.(*ssa.Alloc)
		if !ok || !isPointerTo(client.Type(), "Client") || !u.client(client) {
			return false
		}
	}
	return true
}

// client follows a client that has the transport.
func (u *use) client(client *ssa.Alloc) bool {
	if u.seen[client] {
		return true
	}
	u.seen[client] = true
	for _, ref := range *client.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			if !onlyStores(ref) {
				return false
			}
		case *ssa.Call:
			if !u.call(ref, client, "Do", "Get", "Head", "Post", "PostForm") {
				return false
			}
		case *ssa.UnOp:
			if !u.copied(ref) {
				return false
			}
		case *ssa.Store:
			if ref.Addr != client {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// copied follows the copy of a client into a variable, as of a literal.
func (u *use) copied(load *ssa.UnOp) bool {
	for _, ref := range *load.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok {
			return false
		}
		client, ok := store.Addr.(*ssa.Alloc)
		if !ok || !u.client(client) {
			return false
		}
	}
	return true
}

// call reports whether the call is one of a method that sends a request; of the
// others there is CloseIdleConnections.
func (u *use) call(call *ssa.Call, receiver ssa.Value, methods ...string) bool {
	callee := call.Common().StaticCallee()
	if callee == nil || callee.Signature.Recv() == nil || call.Common().Args[0] != receiver {
		return false
	}
	for _, name := range methods {
		if callee.Name() == name {
			if u.request == nil {
				u.request = call
			}
			return true
		}
	}
	return false
}

// closesConnection returns the reason if the function says of a request that its
// connection is not to be kept.
func closesConnection(fn *ssa.Function) *decision.Reason {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				if closeField.Holds(isPointerTo(instr.X.Type(), "Request") && fieldName(instr) == "Close") {
					return closeField
				}
			case *ssa.Call:
				if closeHeader.Holds(setsConnection(instr)) {
					return closeHeader
				}
			}
		}
	}
	return nil
}

// setsConnection reports whether the call sets the header Connection.
func setsConnection(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	args := call.Common().Args
	return callee != nil && callee.Signature.Recv() != nil && callee.Name() == "Set" && len(args) > 1 && isConstant(args[1], "Connection")
}

// onlyStores reports whether the field is set and not read.
func onlyStores(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		if store, ok := ref.(*ssa.Store); !ok || store.Addr != addr {
			return false
		}
	}
	return true
}

func fieldName(addr *ssa.FieldAddr) string { return origin.FieldOf(addr).Name() }

// isPointerTo reports whether the type is a pointer to a type of net/http.
func isPointerTo(t types.Type, name string) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "net/http"
}

func isConstant(v ssa.Value, text string) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.ExactString() == `"`+text+`"`
}
