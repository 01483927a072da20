package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/events"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// told reports whether an edge leaves a loop that receives because of what was
// received, or of a variable that counts it: the one that sends has said that it was
// the last, unless there are several, or it sends on whatever it has sent.
func (b *balance) told(from, to *ssa.BasicBlock) bool {
	for _, l := range b.index.Loops.Of(from.Parent()) {
		if !l.Contains(from) || l.Contains(to) || !b.receivesIn(l) {
			continue
		}
		branch := controlling(l, from)
		n := l.Bound()
		if branch == nil || branch == l.Condition() && (n.Known || n.Expr != "") {
			continue
		}
		if sel, _ := events.Case(branch.Block(), 0); sel != nil {
			continue
		}
		if counter(branch.Cond) {
			return true
		}
		if b.ofAnswer(branch.Cond, 0) {
			return !b.goesOn()
		}
	}
	return false
}

// receivesIn reports whether the loop holds a receive, or a call of what touches the
// channel.
func (b *balance) receivesIn(l *loop.Loop) bool {
	for call := range b.inside {
		if l.Contains(call.Block()) {
			return true
		}
	}
	return slices.ContainsFunc(b.channel.Ops, func(op *channel.Op) bool {
		return op.Kind == channel.Recv && l.Contains(op.Instr.Block())
	})
}

// controlling returns the branch in the loop that decides about a block.
func controlling(l *loop.Loop, b *ssa.BasicBlock) *ssa.If {
	for ; b != nil && l.Contains(b); b = b.Idom() {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			return branch
		}
	}
	return nil
}

// goesOn reports whether what one goroutine has sent says nothing of what is still
// sent: there are several, or it sends in a loop that only its condition ends.
func (q *question) goesOn() bool {
	if len(q.sends) > 1 || slices.ContainsFunc(q.sites, func(s *spawn.Site) bool { _, ok := q.sends[s]; return ok && q.again(s) }) {
		return true
	}
	for _, op := range q.channel.Ops {
		if op.Kind != channel.Send || !op.Alone {
			continue
		}
		l := loop.Innermost(q.index.Loops.Of(op.Fn()), op.Instr.Block())
		if l == nil || !onlyExit(l) {
			return false
		}
	}
	return true
}

// again reports whether the site may start a second goroutine for one channel.
func (q *question) again(site *spawn.Site) bool {
	l := loop.Innermost(q.index.Loops.Of(site.Enclosing), site.Instr.Block())
	return l != nil && !l.Contains(q.channel.Make.Block())
}

// onlyExit reports whether the loop is left by its condition alone.
func onlyExit(l *loop.Loop) bool {
	last := l.Condition()
	for _, b := range l.Header.Parent().Blocks {
		if l.Contains(b) && (last == nil || b != last.Block()) && slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool { return !l.Contains(to) }) {
			return false
		}
	}
	return true
}

// counter reports whether a condition compares a variable that the loop changes.
func counter(cond ssa.Value) bool {
	if cmp, ok := cond.(*ssa.BinOp); ok {
		return counter(cmp.X) || counter(cmp.Y)
	}
	_, changes := cond.(*ssa.Phi)
	return changes
}

// ofAnswer reports whether a condition depends directly on what was received: through
// comparisons, fields and methods of it, and not through other calls.
func (b *balance) ofAnswer(v ssa.Value, depth int) bool {
	var operands []ssa.Value
	switch v := v.(type) {
	case *ssa.BinOp:
		operands = []ssa.Value{v.X, v.Y}
	case *ssa.UnOp:
		if v.Op == token.ARROW && len(b.channel.At(v)) > 0 {
			return true
		}
		operands = []ssa.Value{v.X}
	case *ssa.Extract:
		if instr, ok := v.Tuple.(ssa.Instruction); ok && len(b.channel.At(instr)) > 0 {
			return true
		}
		if assert, ok := v.Tuple.(*ssa.TypeAssert); ok {
			operands = []ssa.Value{assert.X}
		}
	case *ssa.Alloc:
		for _, store := range variable.UsesOf(v).Stores {
			operands = append(operands, store.Val)
		}
	case *ssa.FieldAddr, *ssa.Field, *ssa.MakeInterface, *ssa.TypeAssert:
		operands = []ssa.Value{*v.(ssa.Instruction).Operands(nil)[0]}
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if v.Call.IsInvoke() {
			operands = []ssa.Value{v.Call.Value}
		} else if fn != nil && len(v.Call.Args) > 0 && (fn.Signature.Recv() != nil || fn.Pkg != nil && fn.Pkg.Pkg.Path() == "errors") {
			operands = v.Call.Args[:1]
		}
	}
	return depth < 8 && slices.ContainsFunc(operands, func(o ssa.Value) bool { return b.ofAnswer(o, depth+1) })
}

// untold reports whether an edge leaves the loop other than by a stop: the case of a
// select that receives from a channel that carries no values.
func untold(l *loop.Loop, b *ssa.BasicBlock, i int) bool {
	leaves := l.Contains(b) && !l.Contains(b.Succs[i])
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return leaves
	}
	sel, n := channel.CaseAt(branch)
	if sel == nil || !l.Contains(sel.Block()) || n >= len(sel.States) {
		return leaves
	}
	if i == 1 || l.Contains(b.Succs[i]) {
		return false
	}
	elem, ok := sel.States[n].Chan.Type().Underlying().(*types.Chan).Elem().Underlying().(*types.Struct)
	return !ok || elem.NumFields() > 0 || sel.States[n].Dir != types.RecvOnly
}
