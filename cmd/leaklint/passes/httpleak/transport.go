package httpleak

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// A transport is one that a function makes for itself and sends requests through:
// nobody else ever has it, so nobody uses or closes the idle connections that it
// keeps when the function has returned. A literal has no time after which it does
// so itself.
type transport struct {
	made    *ssa.Alloc
	request *ssa.Call // the first
}

func transportsOf(fn *ssa.Function) (list []transport) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			made, ok := instr.(*ssa.Alloc)
			if !ok || !isPointerTo(made.Type(), "Transport") {
				continue
			}
			u := use{seen: map[*ssa.Alloc]bool{}}
			if u.transport(made) && u.request != nil && !closesConnection(fn) {
				list = append(list, transport{made, u.request})
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

// transport follows the transport, and reports whether the function keeps it, its
// connections and their time to itself.
func (u *use) transport(made *ssa.Alloc) bool {
	for _, ref := range *made.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			switch name := fieldName(ref); {
			case name == "IdleConnTimeout", name == "DisableKeepAlives", name == "MaxIdleConnsPerHost":
				return false
			case !onlyStores(ref):
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

// closesConnection reports whether the function says of a request that its
// connection is not to be kept.
func closesConnection(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				if isPointerTo(instr.X.Type(), "Request") && fieldName(instr) == "Close" {
					return true
				}
			case *ssa.Call:
				callee := instr.Common().StaticCallee()
				args := instr.Common().Args
				if callee != nil && callee.Signature.Recv() != nil && callee.Name() == "Set" && len(args) > 1 && isConstant(args[1], "Connection") {
					return true
				}
			}
		}
	}
	return false
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
