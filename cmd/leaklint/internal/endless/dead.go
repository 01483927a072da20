package endless

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// deadEdges returns the edges of fn that are never taken: those against a
// constant condition, and those that need a channel to be closed which nobody
// closes, or leave a loop when a flag is set that nobody sets.
func (s *flows) deadEdges(fn *ssa.Function) map[edge]bool {
	var dead map[edge]bool
	mark := func(b *ssa.BasicBlock, i int) {
		if dead == nil {
			dead = make(map[edge]bool)
		}
		dead[edge{b, i}] = true
	}
	for _, b := range fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if c, ok := branch.Cond.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Bool {
			if constant.BoolVal(c.Value) {
				mark(b, 1)
			} else {
				mark(b, 0)
			}
		}
		if i, never := s.neverLeft(branch); never {
			mark(b, i)
		}
		if ch := receivedOK(branch.Cond); ch != nil && Ticks(s.origins, ch) {
			mark(b, 1)
		}
	}
	return dead
}

// receivedOK returns the channel if cond is the ok of a receive, v, ok := <-ch.
func receivedOK(cond ssa.Value) ssa.Value {
	extract, ok := cond.(*ssa.Extract)
	if !ok || extract.Index != 1 {
		return nil
	}
	recv, ok := extract.Tuple.(*ssa.UnOp)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	return recv.X
}

// Ticks reports whether ch is certainly the channel of a time.Ticker or
// time.Timer, or comes from time.Tick or time.After: one that is never closed.
func Ticks(origins *origin.Index, ch ssa.Value) bool {
	elem, ok := ch.Type().Underlying().(*types.Chan)
	if !ok || elem.Elem().String() != "time.Time" {
		return false
	}
	return origins.Of(ch).All(func(v ssa.Value) bool {
		switch v := v.(type) {
		case *ssa.UnOp:
			addr, ok := v.X.(*ssa.FieldAddr)
			if !ok {
				return false
			}
			field := origin.FieldOf(addr)
			return field != nil && field.Name() == "C" && field.Pkg() != nil && field.Pkg().Path() == "time"
		case *ssa.Call:
			return IsFunc(v.Common().StaticCallee(), "time", "Tick", "After")
		}
		return false
	})
}

// IsFunc reports whether fn is a function (no method) of the package with one of
// the names.
func IsFunc(fn *ssa.Function, pkg string, names ...string) bool {
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != pkg || fn.Signature.Recv() != nil {
		return false
	}
	for _, name := range names {
		if fn.Name() == name {
			return true
		}
	}
	return false
}
