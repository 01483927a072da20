package ctxwait

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Uses is what a function does with what a goroutine of its own acts on.
type uses struct {
	work   ssa.Instruction // it works with it here
	ended  ssa.Instruction // it sees to its end here, whichever way it returns
	kept   bool            // it goes where it may be used later
	serves bool            // it is something that serves: a listener, a server
	rounds bool            // the work is done in rounds, for an object of the receiver
}

// usesOf returns what the function that holds the site does with what the goroutine
// acts on.
func usesOf(site *spawn.Site, t spawn.Target) *uses {
	u := &uses{kept: returnsObject(site.Enclosing.Signature)}
	list, names := actedOn(site, t)
	for _, at := range list {
		u.serves = u.serves || serves(at.typ)
		f := &use{uses: u, fn: site.Enclosing, from: site.Instr, thing: at, names: names, wraps: map[ssa.Value]bool{}}
		f.scan()
	}
	return u
}

// A thing is what a goroutine acts on, as a function names it.
type thing struct {
	heap.Path
	typ types.Type
}

// actedOn returns what the goroutine acts on by its calls, and the names of the
// methods that it calls.
func actedOn(site *spawn.Site, t spawn.Target) (list []thing, names map[string]bool) {
	names = map[string]bool{}
	for call := range callsOf(t.Fn) {
		names[methodName(call.Common())] = true
		for _, v := range objectsOf(call.Common()) {
			p := heap.PathOf(v)
			for i, q := range t.Fn.Params {
				if p.Root == q && i < len(t.Args) && t.Args[i] != nil {
					p = heap.PathOf(t.Args[i]).Plus(p.Fields)
				}
			}
			if _, isFunc := p.Root.(*ssa.Function); !isFunc && p.Root.Parent() == site.Enclosing {
				typ := v.Type()
				if p.Fields == "" {
					typ = p.Root.Type() // the goroutine may have it as less
				}
				list = append(list, thing{p, typ})
			}
		}
	}
	return list, names
}

// callsOf yields the calls of a function, those that it defers and starts included.
func callsOf(fn *ssa.Function) iter.Seq[ssa.CallInstruction] {
	return func(yield func(ssa.CallInstruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && !yield(call) {
					return
				}
			}
		}
	}
}

// objectsOf returns what a call is given that may be an object: the receiver, the
// arguments, and a function that is called.
func objectsOf(call *ssa.CallCommon) (list []ssa.Value) {
	for _, v := range append([]ssa.Value{call.Value}, call.Args...) {
		switch v.(type) {
		case *ssa.Function, *ssa.Builtin, *ssa.MakeClosure, *ssa.Const:
			continue
		}
		switch v.Type().Underlying().(type) {
		case *types.Pointer, *types.Interface, *types.Signature:
			if !endless.IsContext(v.Type()) && !endless.IsError(v.Type()) {
				list = append(list, v)
			}
		}
	}
	return list
}

// serves reports whether an object of the type serves others until it is closed: a
// listener, a server, a connection that takes packets from everybody.
func serves(t types.Type) bool {
	return hasMethod(t, "Accept") || hasMethod(t, "Serve") || hasMethod(t, "ReadFrom") && !hasMethod(t, "CloseRead")
}

func hasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// returnsObject reports whether a function with the signature returns something that
// may go on working when it has returned.
func returnsObject(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if !isData(v.Type(), 0) && !endless.IsError(v.Type()) {
			return true
		}
	}
	return false
}

// maxNested bounds how deep the type of a result is looked into.
const maxNested = 4

// isData reports whether the type has no place for something that works.
func isData(t types.Type, depth int) bool {
	if depth > maxNested {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Slice:
		return isData(t.Elem(), depth+1)
	case *types.Array:
		return isData(t.Elem(), depth+1)
	case *types.Pointer:
		return isData(t.Elem(), depth+1)
	case *types.Map:
		return isData(t.Key(), depth+1) && isData(t.Elem(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			if !isData(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// isMessage reports whether the type is a pointer to one with a name.
func isMessage(t types.Type) bool {
	p, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = types.Unalias(p.Elem()).(*types.Named)
	return ok
}
