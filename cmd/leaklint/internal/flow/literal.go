package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// resolveParams finds out what a call of a parameter runs: the argument, where the
// function of the parameter is called at one place only. With several places each
// call would run what any of them passes, and join what has nothing in common.
func (ix *Index) resolveParams() {
	for _, call := range ix.ofParams {
		p, ok := variable.Value(call.Common().Value).(*ssa.Parameter)
		if !ok || p.Parent().Parent() != nil {
			continue
		}
		calls, all := ix.Callers(p.Parent())
		i := slices.Index(p.Parent().Params, p)
		if !all || len(calls) != 1 || calls[0].Common().IsInvoke() || i >= len(calls[0].Common().Args) {
			continue
		}
		targets, complete := spawn.CalleesAs(call.Common(), calls[0].Common().Args[i])
		ix.addTargets(call, targets, complete)
	}
}

// findCalledOnly finds the literals that are nothing but called, where the calls
// are known: their results go nowhere else.
func (ix *Index) findCalledOnly() {
	ix.calledOnly = map[*ssa.Function]bool{}
	for _, fn := range ix.Spawns.Funcs {
		if fn.Parent() != nil {
			ix.calledOnly[fn] = true
		}
	}
	// What one literal returns depends on the callers of the other.
	for changed := true; changed; {
		changed = false
		for _, fn := range ix.Spawns.Funcs {
			if ix.calledOnly[fn] && !ix.onlyCalled(fn) {
				ix.calledOnly[fn], changed = false, true
			}
		}
	}
}

// A literalUse follows the values that one literal is.
type literalUse struct {
	ix   *Index
	seen map[ssa.Value]bool
	work []ssa.Value
}

func (ix *Index) onlyCalled(fn *ssa.Function) bool {
	u := &literalUse{ix: ix, seen: map[ssa.Value]bool{}}
	u.add(fn)
	for len(u.work) > 0 {
		v := u.work[0]
		u.work = u.work[1:]
		if v.Referrers() == nil {
			return false
		}
		for _, ref := range *v.Referrers() {
			if !u.follow(v, ref) {
				return false
			}
		}
		if len(u.seen) > maxValues {
			return false
		}
	}
	return true
}

func (u *literalUse) add(v ssa.Value) {
	if !u.seen[v] {
		u.seen[v] = true
		u.work = append(u.work, v)
	}
}

// follow follows the literal v through an instruction, and reports whether that is
// possible.
func (u *literalUse) follow(v ssa.Value, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp: // a comparison with nil
		return true
	case *ssa.ChangeType:
		u.add(instr)
		return true
	case *ssa.Phi:
		u.add(instr)
		return true
	case *ssa.MakeClosure:
		if instr.Fn == v {
			u.add(instr)
		}
		for _, free := range variable.BoundTo(instr, v) {
			u.add(free)
		}
		return true
	case *ssa.Store:
		return u.followStore(v, instr)
	case *ssa.Return:
		return u.followReturn(v, instr)
	case ssa.CallInstruction:
		return u.followCall(v, instr)
	}
	return false
}

func (u *literalUse) followStore(v ssa.Value, store *ssa.Store) bool {
	cell := variable.Addressed(store.Addr)
	if store.Val != v || cell == nil {
		return false
	}
	uses := variable.UsesOf(cell)
	for _, load := range uses.Loads {
		u.add(load)
	}
	return uses.All
}

func (u *literalUse) followReturn(v ssa.Value, ret *ssa.Return) bool {
	calls, all := u.ix.Callers(ret.Parent())
	for _, call := range calls {
		for i, result := range ret.Results {
			if result != v || call.Value() == nil {
				continue
			}
			if len(ret.Results) == 1 {
				u.add(call.Value())
				continue
			}
			for _, e := range results(call, i) {
				u.add(e)
			}
		}
	}
	return all
}

// followCall accepts a call of the literal, the start of a goroutine that runs it,
// and an argument for a parameter that is nothing but called.
func (u *literalUse) followCall(v ssa.Value, call ssa.CallInstruction) bool {
	common := call.Common()
	site := u.ix.Spawns.At(call)
	for i, arg := range common.Args {
		if arg != v || site != nil && site.Arg == i {
			continue
		}
		targets := u.ix.Targets(call)
		if len(targets) != 1 || !u.ix.callsOnly(targets[0], v) {
			return false
		}
	}
	return true
}

// callsOnly reports whether the target does nothing with the argument but calls
// that [Index.resolveParams] has resolved.
func (ix *Index) callsOnly(t spawn.Target, arg ssa.Value) bool {
	for i, a := range t.Args {
		if a != arg || i >= len(t.Fn.Params) {
			continue
		}
		for _, ref := range *t.Fn.Params[i].Referrers() {
			if _, debug := ref.(*ssa.DebugRef); debug {
				continue
			}
			call, ok := ref.(ssa.CallInstruction)
			if !ok || call.Common().Value != t.Fn.Params[i] || len(ix.targets[call]) == 0 {
				return false
			}
		}
	}
	return true
}
