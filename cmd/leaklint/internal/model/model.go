// Package model is what leaklint knows of functions that their source does not tell,
// or that costs too much to learn: one table, each row with its reason.
package model

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// readers are packages whose functions look at their arguments and keep nothing.
var readers = []string{"fmt", "log", "errors", "sync/atomic", "reflect"}

// OnlyReads reports whether the function is of a package whose functions look at
// their arguments and keep nothing.
func OnlyReads(fn *ssa.Function) bool {
	return fn.Object() != nil && fn.Object().Pkg() != nil && slices.Contains(readers, fn.Object().Pkg().Path())
}

// OfSync reports whether the function is a method of package sync.
func OfSync(fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && fn.Object() != nil && fn.Object().Pkg() != nil && fn.Object().Pkg().Path() == "sync"
}
