package feasible

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// A setting is that a flag gets a value: by a store, or by a function of sync/atomic.
type setting struct {
	instr ssa.Instruction
	value fact
}

// setBy returns the flag that an instruction sets, and to what; nil if it sets none.
func setBy(instr ssa.Instruction) (memory, fact) {
	switch instr := instr.(type) {
	case *ssa.Store:
		return memoryAt(instr.Addr), valueOf(instr.Val)
	case *ssa.Call:
		name, args := atomicCall(instr)
		switch {
		case len(args) < 2:
		case strings.HasPrefix(name, "Store"), strings.HasPrefix(name, "Swap"), strings.HasPrefix(name, "CompareAndSwap"):
			return memoryAt(args[0]), valueOf(args[len(args)-1])
		case strings.HasPrefix(name, "Add"):
			return memoryAt(args[0]), anything
		}
	}
	return nil, anything
}

func valueOf(v ssa.Value) fact {
	if c, ok := v.(*ssa.Const); ok {
		return ofConst(c)
	}
	return anything
}

// atomicCall returns the name of the function of sync/atomic that is called, or "",
// and the arguments.
func atomicCall(call *ssa.Call) (string, []ssa.Value) {
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != "sync/atomic" {
		return "", nil
	}
	return fn.Name(), call.Call.Args
}

// asked returns the flag that a condition asks about, and what it is if that holds, or
// does not; nil if it asks about none.
func asked(cond ssa.Value, holds bool) (memory, fact) {
	is := map[bool]fact{true: point(1), false: point(0)}
	switch v := cond.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return asked(v.X, !holds)
		}
		return flagOf(v), is[holds]
	case *ssa.BinOp:
		if c, ok := v.Y.(*ssa.Const); ok && (v.Op == token.EQL) == holds && (v.Op == token.EQL || v.Op == token.NEQ) && !c.IsNil() {
			return flagOf(v.X), ofConst(c)
		}
	case *ssa.Call:
		name, args := atomicCall(v)
		switch {
		case strings.HasPrefix(name, "CompareAndSwap") && !holds:
			return memoryAt(args[0]), valueOf(args[len(args)-1]) // it was set before
		case strings.HasPrefix(name, "Swap"), strings.HasPrefix(name, "Load"):
			return memoryAt(args[0]), is[holds]
		}
	}
	return nil, anything
}

// flagOf returns the memory that a value is loaded from, or nil.
func flagOf(v ssa.Value) memory {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return memoryAt(v.X)
		}
	case *ssa.Call:
		if name, args := atomicCall(v); strings.HasPrefix(name, "Load") || strings.HasPrefix(name, "Swap") {
			return memoryAt(args[0])
		}
	}
	return nil
}

// Tells reports whether a condition that holds, or does not, tells that something has
// happened before, or is about to: it asks about a flag that is never set to what it
// is then but where that happens too, as in if !closed { closed = true; close(ch) }.
//
// All objects of a type count as one, and a flag is believed whatever lock it is
// under.
func (t *Table) Tells(cond ssa.Value, holds bool, happens func(ssa.Instruction) bool) bool {
	flag, value := asked(cond, holds)
	if flag == nil || !value.single() || value == point(0) {
		return false
	}
	set := false
	for _, s := range t.settings[flag] {
		if s.value.excludes(value.low) {
			continue
		}
		if set = s.value.single() && accompanied(s.instr, happens); !set {
			return false
		}
	}
	return set
}

// accompanied reports whether something happens wherever the instruction is executed:
// before it, or on every path from it to a return.
func accompanied(instr ssa.Instruction, happens func(ssa.Instruction) bool) bool {
	for _, b := range instr.Parent().Blocks {
		for _, other := range b.Instrs {
			if (b == instr.Block() || graph.Before(other, instr)) && happens(other) {
				return true
			}
		}
	}
	seen := map[*ssa.BasicBlock]bool{}
	for work := after(instr); len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] || slices.ContainsFunc(b.Instrs, happens) {
			continue
		}
		seen[b] = true
		if _, returns := b.Instrs[len(b.Instrs)-1].(*ssa.Return); returns {
			return false
		}
		work = append(work, b.Succs...)
	}
	_, returns := instr.Block().Instrs[len(instr.Block().Instrs)-1].(*ssa.Return)
	return !returns
}

// after returns the blocks that follow a setting: of a swap that is asked whether it
// was made, where it was.
func after(instr ssa.Instruction) []*ssa.BasicBlock {
	succs := slices.Clone(instr.Block().Succs)
	branch, ok := instr.Block().Instrs[len(instr.Block().Instrs)-1].(*ssa.If)
	if !ok {
		return succs
	}
	cond, made := branch.Cond, 0
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, made = not.X, 1
	}
	call, ok := cond.(*ssa.Call)
	if !ok || ssa.Instruction(call) != instr {
		return succs
	}
	if name, _ := atomicCall(call); strings.HasPrefix(name, "Swap") {
		made = 1 - made // it was not set before
	}
	return succs[made : made+1]
}
