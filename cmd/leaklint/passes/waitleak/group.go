package waitleak

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A group is a sync.WaitGroup: a local variable, or a field of the package's
// types, which stands for that field of every value.
type group struct {
	name string
	ops  []op

	aliases map[ssa.Value]bool // the values that are its address
	escapes *decision.Reason   // why ops is not all, as its address goes out of sight; may be nil
}

// An op is a call of one of the group's methods.
type op struct {
	kind     string // "Add", "Done", "Go" or "Wait"
	call     ssa.CallInstruction
	n        loop.Count // of Add
	deferred bool
}

func (o op) fn() *ssa.Function { return o.call.Parent() }

// of returns the operations of one kind.
func (g *group) of(kind string) []op {
	var ops []op
	for _, o := range g.ops {
		if o.kind == kind {
			ops = append(ops, o)
		}
	}
	return ops
}

// at returns the operation in the instruction, if it is one.
func (g *group) at(instr ssa.Instruction) (op, bool) {
	i := slices.IndexFunc(g.ops, func(o op) bool { return o.call == instr })
	if i < 0 {
		return op{}, false
	}
	return g.ops[i], true
}

// groups returns the groups of the package, in source order.
func groups(funcs []*ssa.Function, ix *flow.Index) []*group {
	var all []*group
	fields := map[*types.Var]*group{}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				v, field := declaration(instr)
				if v == nil {
					continue
				}
				g := fields[field]
				if g == nil || field == nil {
					g = &group{name: nameOf(v, field), aliases: map[ssa.Value]bool{}}
					all = append(all, g)
					if field != nil {
						fields[field] = g
						g.escape(groupExported, field.Exported())
					}
				}
				g.follow(v, ix)
			}
		}
	}
	return all
}

// escape notes that the address of the group goes out of sight, where the condition
// holds.
func (g *group) escape(r *decision.Reason, condition bool) {
	if g.escapes == nil && r.Holds(condition) {
		g.escapes = r
	}
}

// declaration returns the address of a WaitGroup that the instruction makes, and
// the field if it is one.
func declaration(instr ssa.Instruction) (ssa.Value, *types.Var) {
	switch instr := instr.(type) {
	case *ssa.Alloc:
		if isWaitGroup(instr.Type()) {
			return instr, nil
		}
	case *ssa.FieldAddr:
		if isWaitGroup(instr.Type()) {
			s, ok := types.Unalias(instr.X.Type()).Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
			if ok {
				return instr, s.Field(instr.Field).Origin()
			}
		}
	}
	return nil, nil
}

// isWaitGroup reports whether t is *sync.WaitGroup.
func isWaitGroup(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "WaitGroup" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

func nameOf(v ssa.Value, field *types.Var) string {
	if field != nil {
		return field.Name()
	}
	a := v.(*ssa.Alloc)
	if name := a.Comment; name != "" && name != "complit" && name != "new" {
		return name
	}
	for _, ref := range *a.Referrers() { // wg := &sync.WaitGroup{}
		if s, ok := ref.(*ssa.Store); ok {
			if cell, ok := s.Addr.(*ssa.Alloc); ok && cell.Comment != "" {
				return cell.Comment
			}
		}
	}
	return "the WaitGroup"
}

// follow adds what is done with the address v.
func (g *group) follow(v ssa.Value, ix *flow.Index) {
	if g.aliases[v] || g.escapes != nil || v.Referrers() == nil {
		return
	}
	g.aliases[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			g.followCall(v, ref, ix)
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			g.escape(groupMethod, fn.Synthetic != "") // wg.Done
			for i, b := range ref.Bindings {
				if b == v && g.escapes == nil {
					g.follow(fn.FreeVars[i], ix)
				}
			}
		case *ssa.Store:
			g.followStore(v, ref, ix)
		case *ssa.DebugRef, *ssa.BinOp:
		default:
			g.escape(groupUsed, true)
		}
	}
}

// followStore follows the pointer into a variable that is set once.
func (g *group) followStore(v ssa.Value, store *ssa.Store, ix *flow.Index) {
	if store.Addr == v {
		return // it is set to its zero value
	}
	cell := variable.Addressed(store.Addr)
	if cell == nil {
		g.escape(groupStored, true)
		return
	}
	uses := variable.UsesOf(cell)
	g.escape(groupStored, !uses.All)
	if g.escape(groupChanged, len(uses.Stores) != 1); g.escapes != nil {
		return
	}
	for _, load := range uses.Loads {
		g.follow(load, ix)
	}
}

// followCall adds the call of a method, or follows an argument into the callee.
func (g *group) followCall(v ssa.Value, call ssa.CallInstruction, ix *flow.Index) {
	common := call.Common()
	if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil &&
		isWaitGroup(callee.Signature.Recv().Type()) && common.Args[0] == v {
		_, deferred := call.(*ssa.Defer)
		o := op{kind: callee.Name(), call: call, deferred: deferred}
		if o.kind == "Add" {
			o.n = loop.CountOf(common.Args[1])
			g.escape(groupNegative, o.n.Known && o.n.Const < 0)
		}
		g.ops = append(g.ops, o)
		return
	}
	targets := ix.Targets(call)
	g.escape(groupHanded, len(targets) == 0)
	for _, t := range targets {
		for i, arg := range t.Args {
			if arg == v && i < len(t.Fn.Params) {
				g.follow(t.Fn.Params[i], ix)
			}
		}
	}
}
