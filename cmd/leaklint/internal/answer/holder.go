package answer

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxHolderDepth bounds through how many calls it is followed what a caller does with
// the object that holds the channel.
const maxHolderDepth = 3

// results reports whether the channel is a result of fn, or in a field of an object that
// is.
func (t *trace) results(fn *ssa.Function) bool {
	return t.channel.Flow.Results[fn] || fn == t.channel.Make.Parent() && t.holder() != nil
}

// holder returns the type of the object in which the function that makes the channel
// returns it, if all callers in this package keep the object to themselves: what they do
// with it is all that is done with the channel of theirs. Else it is nil.
//
// Its limit: a caller that returns the object in its turn, or that a literal of which
// captures it, does not keep it.
func (t *trace) holder() *types.Named {
	if !t.holderFound {
		t.holderFound = true
		t.holderType = t.findHolder()
	}
	return t.holderType
}

func (t *trace) findHolder() *types.Named {
	maker := t.channel.Make.Parent()
	if len(t.channel.Flow.Fields) != 1 || len(t.channel.Flow.Results) > 0 {
		return nil
	}
	object, result := t.madeObject(maker)
	if object == nil || !isKept(object, 0, true) {
		return nil
	}
	calls, _ := t.index.Callers(maker)
	for _, call := range calls {
		v, ok := resultOf(call, maker, result)
		if !ok || v != nil && !isKept(v, 0, false) {
			return nil
		}
	}
	if len(calls) == 0 {
		return nil
	}
	named, _ := types.Unalias(object.Type().(*types.Pointer).Elem()).(*types.Named)
	return named
}

// madeObject returns the object that the function makes, puts the channel in, and
// returns as the result of a number; else nil.
func (t *trace) madeObject(maker *ssa.Function) (object *ssa.Alloc, result int) {
	for _, b := range maker.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == maker.Recover {
			continue
		}
		for i := range ret.Results {
			made, ok := variable.Value(variable.ResultAt(ret, i)).(*ssa.Alloc)
			if !ok || !t.putInto(made) {
				continue
			}
			if object != nil && (object != made || result != i) {
				return nil, 0
			}
			object, result = made, i
		}
	}
	return object, result
}

// putInto reports whether the channel is put into a field of the object where that is
// made.
func (t *trace) putInto(object *ssa.Alloc) bool {
	return slices.ContainsFunc(*object.Referrers(), func(ref ssa.Instruction) bool {
		addr, ok := ref.(*ssa.FieldAddr)
		return ok && slices.Contains(t.channel.Flow.Fields, origin.FieldOf(addr)) && slices.ContainsFunc(*addr.Referrers(), func(use ssa.Instruction) bool {
			store, ok := use.(*ssa.Store)
			return ok && store.Addr == addr && t.channel.Flow.Values[store.Val]
		})
	})
}

// resultOf returns the result of a call by its number, nil if nobody looks at it; ok is
// false if the call has none.
func resultOf(call ssa.CallInstruction, fn *ssa.Function, i int) (v ssa.Value, ok bool) {
	made, ok := call.(*ssa.Call)
	if !ok {
		return nil, false
	}
	if fn.Signature.Results().Len() == 1 {
		return made, true
	}
	for _, ref := range *made.Referrers() {
		if part, ok := ref.(*ssa.Extract); ok && part.Index == i {
			return part, true
		}
	}
	return nil, true
}

// isKept reports whether nothing is done with the object but to use its fields and to
// call functions that keep it as well. Who makes it may start goroutines with it, and
// return it.
func isKept(object ssa.Value, depth int, maker bool) bool {
	return !slices.ContainsFunc(*object.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr, *ssa.BinOp, *ssa.DebugRef:
			return false
		case *ssa.Return:
			return !maker
		case *ssa.Go:
			return !maker || !passesToKeeper(ref, object, depth)
		case ssa.CallInstruction:
			return !passesToKeeper(ref, object, depth)
		}
		return true
	})
}

// passesToKeeper reports whether the function that is called, or started, keeps the
// object.
func passesToKeeper(call ssa.CallInstruction, object ssa.Value, depth int) bool {
	callee := call.Common().StaticCallee()
	if callee == nil || len(callee.Blocks) == 0 || depth == maxHolderDepth || call.Common().Value == object {
		return false
	}
	for i, arg := range call.Common().Args {
		if arg == object && !isKept(callee.Params[i], depth+1, false) {
			return false
		}
	}
	return true
}

// getsHolder reports whether fn gets the object: code that is not seen has others.
func (t *trace) getsHolder(fn *ssa.Function) bool {
	holder := t.holder()
	return holder != nil && slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
		pointer, ok := types.Unalias(p.Type()).(*types.Pointer)
		return ok && types.Identical(pointer.Elem(), holder)
	})
}

// keptRoom returns the largest buffer that a caller of those who keep the object asks
// for, where each of them asks for a constant.
func (t *trace) keptRoom() (most loop.Count) {
	made, ok := t.channel.Make.(*ssa.MakeChan)
	if !ok || t.holder() == nil {
		return loop.Count{}
	}
	size, ok := made.Size.(*ssa.Parameter)
	if !ok {
		return loop.Count{}
	}
	calls, _ := t.index.Callers(made.Parent())
	for _, call := range calls {
		asked := loop.CountOf(call.Common().Args[indexOf(size)])
		if !asked.Known {
			return loop.Count{}
		}
		if asked.Const > most.Const || !most.Known {
			most = asked
		}
	}
	return most
}
