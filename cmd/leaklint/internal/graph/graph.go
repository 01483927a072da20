// Package graph asks what can be reached in the control flow graph of a
// function in SSA form.
package graph

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// After returns the blocks that some path of at least one edge leads to from the
// block. The block itself is among them if it is part of a loop.
func After(from *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[b] {
			seen[b] = true
			work = append(work, b.Succs...)
		}
	}
	return seen
}

// Reaches reports whether some path of at least one edge leads from one block to
// another.
func Reaches(from, to *ssa.BasicBlock) bool { return After(from)[to] }

// InLoop reports whether control can come back to the block.
func InLoop(b *ssa.BasicBlock) bool { return Reaches(b, b) }

// Index returns the place of the instruction in its block.
func Index(instr ssa.Instruction) int { return slices.Index(instr.Block().Instrs, instr) }

// Before reports whether every path to b passes a.
func Before(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	return Index(a) < Index(b)
}

// Declared returns the declared function that a literal stands in, or fn itself.
func Declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Contains reports whether fn is the outer function, or a literal in it.
func Contains(outer, fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// MayFollow reports whether some path leads from a to b, which may be the same.
func MayFollow(a, b ssa.Instruction) bool {
	return a.Block() == b.Block() && Index(a) < Index(b) || Reaches(a.Block(), b.Block())
}
