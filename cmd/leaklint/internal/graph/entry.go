package graph

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// IsEntry reports whether a process begins with the function: it is main, or an
// initializer, and runs once.
func IsEntry(fn *ssa.Function) bool { return IsMain(fn) || IsInit(fn) }

// IsMain reports whether the function is that of package main which a process runs.
func IsMain(fn *ssa.Function) bool {
	return isPlain(fn) && fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main"
}

// IsInit reports whether the function is an init function of a package, which SSA
// calls init#1, init#2 and so on, or the initializer of its variables, init.
func IsInit(fn *ssa.Function) bool {
	return isPlain(fn) && (fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#"))
}

// isPlain reports whether the function is neither a method nor a literal.
func isPlain(fn *ssa.Function) bool { return fn.Parent() == nil && fn.Signature.Recv() == nil }
