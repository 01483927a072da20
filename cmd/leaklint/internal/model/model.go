// Package model is what leaklint knows of functions that their source does not tell,
// or that costs too much to learn: one table, each row with what a function does and
// why the row is there. The other packages ask it, and name no functions themselves.
//
//	model <- heap, spawn, endless, flow, ctxwait, owner, exits, passes
package model

import (
	"strings"
	"sync/atomic"

	"golang.org/x/tools/go/ssa"
)

// A Row says what some functions of a package do.
type Row struct {
	Package string   // the import path
	Names   []string // "Func", "Type.Method", or ".Method" of any type; "*" is every one, and "Read*" begins with Read
	Does    any      // a [Context], [Start], [Run], [End], [Wait], [Read], [Outside] or [Own]
	Why     string   // why it is not learned from the source

	off atomic.Bool
}

// String names the row: "context.WithCancel".
func (r *Row) String() string { return r.Package + "." + r.Names[0] }

// Off switches the row off until restore is called. It is for measuring what the row
// does.
func (r *Row) Off() (restore func()) {
	r.off.Store(true)
	return func() { r.off.Store(false) }
}

// Rows returns the table. It must not be changed.
func Rows() []*Row { return rows }

// byPackage are the rows of each package.
var byPackage = func() map[string][]*Row {
	by := map[string][]*Row{}
	for _, r := range rows {
		by[r.Package] = append(by[r.Package], r)
	}
	return by
}()

// find returns what the table says of the function, of the kind that is asked for.
func find[T any](fn *ssa.Function) (does T, ok bool) {
	if fn == nil {
		return does, false
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if fn.Object() == nil || fn.Object().Pkg() == nil {
		return does, false
	}
	path := fn.Object().Pkg().Path()
	if _, vendored, ok := strings.Cut(path, "vendor/"); ok {
		path = vendored
	}
	for _, r := range byPackage[path] {
		if d, kind := r.Does.(T); kind && !r.off.Load() && r.names(fn) {
			return d, true
		}
	}
	return does, false
}

// names reports whether the function is one of those that the row names.
func (r *Row) names(fn *ssa.Function) bool {
	name, owner := fn.Name(), ""
	if recv := fn.Signature.Recv(); recv != nil {
		owner = typeName(recv.Type())
		name = owner + "." + name
	}
	for _, n := range r.Names {
		prefix, some := strings.CutSuffix(n, "*")
		if n == name || n == "*" || some && strings.HasPrefix(name, prefix) ||
			owner != "" && strings.HasPrefix(n, ".") && n == name[len(owner):] {
			return true
		}
	}
	return false
}
