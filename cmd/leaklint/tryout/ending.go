package tryout

import (
	"bytes"
	"context"
	"go/ast"
	"os"
	"path/filepath"
)

// An ending is how the process of a suite ends: by an os.Exit in its test files, by
// its TestMain's return, or by somebody who is given the *testing.M. There are no
// types at hand, so a call whose result nobody uses may be such a one.
type ending struct {
	*session
	suite   *suite
	seen    map[*ast.FuncDecl]bool
	early   bool         // somebody else may end the process
	checked string       // what checks the suite already
	goleak  []goleakCall // they take a Cleanup of ours
}

// A goleakCall is a call of goleak.VerifyTestMain.
type goleakCall struct {
	in   *file
	call *ast.CallExpr
}

const (
	goleakPath = "go.uber.org/goleak"
	ownPath    = "github.com/leaktight/leaktight/leaktest"
)

// find looks through a function that takes the *testing.M.
func (e *ending) find(ctx context.Context, fn *ast.FuncDecl, in *file) {
	if e.seen[fn] || fn.Body == nil {
		return
	}
	e.seen[fn] = true
	m := nameOfM(fn, in)
	w := &walk{ending: e, in: in, m: m, holders: map[string]bool{m: true}}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			w.follow(n)
		case *ast.CallExpr:
			w.enter(ctx, n)
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok {
				w.leave(ctx, call)
			}
		case *ast.DeferStmt:
			w.leave(ctx, n.Call)
		}
		return true
	})
}

// A walk goes through one function.
type walk struct {
	*ending
	in      *file
	m       string          // the *testing.M
	holders map[string]bool // it, and what was given something with it
}

// follow notes the names that are given something with the *testing.M in it.
func (w *walk) follow(n *ast.AssignStmt) {
	for i, value := range n.Rhs {
		if i >= len(n.Lhs) || !w.holds(value) {
			continue
		}
		if id, ok := n.Lhs[i].(*ast.Ident); ok && id.Name != "_" {
			w.holders[id.Name] = true
		}
	}
}

// holds reports whether the *testing.M is somewhere in an expression, beside a plain
// m.Run().
func (w *walk) holds(x ast.Node) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			return !w.isRun(n)
		case *ast.SelectorExpr:
			found = found || w.holds(n.X)
			return false
		case *ast.Ident:
			found = found || w.holders[n.Name]
		}
		return true
	})
	return found
}

// isRun reports whether a call is m.Run().
func (w *walk) isRun(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Run" {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == w.m
}

// enter goes into a function of the test files that is given the *testing.M.
func (w *walk) enter(ctx context.Context, call *ast.CallExpr) {
	name, path := w.callee(call)
	if fn, in := w.declared(name); fn != nil && path == "" && in.takesM(fn.Type) != nil {
		w.find(ctx, fn, in)
	}
}

// leave looks at a call whose result nobody uses.
func (w *walk) leave(ctx context.Context, call *ast.CallExpr) {
	name, path := w.callee(call)
	fn, _ := w.declared(name)
	switch {
	case !w.holds(call), name == "Exit" && path == "os":
	case fn != nil && path == "": // its os.Exit is ours, too
	case name == "VerifyTestMain" && (path == ownPath || path == ownPath+"/goleak"):
		w.checked = lastElement(path) + "." + name
	case name == "VerifyTestMain" && path == goleakPath && w.hasCleanup(ctx):
		w.goleak = append(w.goleak, goleakCall{w.in, call})
	default:
		w.early = true
	}
}

// callee returns the name of the function that is called, and the path of its package
// where that is imported.
func (w *walk) callee(call *ast.CallExpr) (name, path string) {
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		return fn.Name, ""
	case *ast.SelectorExpr:
		if id, ok := fn.X.(*ast.Ident); ok && id.Obj == nil {
			return fn.Sel.Name, w.in.importOf(id.Name)
		}
	}
	return "", ""
}

// declared returns the function of that name in the test files of the suite, or nil.
func (e *ending) declared(name string) (*ast.FuncDecl, *file) {
	for _, f := range e.suite.files {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == name {
				return fn, f
			}
		}
	}
	return nil, nil
}

// hasCleanup reports whether the goleak at hand has the option Cleanup, which older
// ones have not.
func (e *ending) hasCleanup(ctx context.Context) bool {
	dir := e.folderOf(ctx, e.suite.pkg, goleakPath)
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte("\nfunc Cleanup(")) {
			return true
		}
	}
	return false
}
