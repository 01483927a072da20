package wayout

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A maker is an expression of the test, or of a function that it calls, by which
// something was made or begun: a call, or a literal of a struct.
type maker struct {
	place
	node ast.Expr
	fn   *fn   // what is called; nil for a literal
	typ  named // what is made; no name where it is no declared type
	text string
	in   ast.Node // the function in which it stands
	deep int      // calls between the test and that function
	own  bool     // the type is one of the test's own package

	ended bool // the test calls, or names, something that ends it
}

const maxCalls = 4 // from the test to where something is made

// testNamed returns the function of a test, by the name of its owner.
func (w *world) testNamed(owner string) *fn {
	name, _, _ := strings.Cut(owner, "/")
	if name == "" {
		return nil
	}
	for _, p := range w.testPackages() {
		if f := p.funcs[name]; f != nil && strings.HasSuffix(f.file.Name, "_test.go") {
			return f
		}
	}
	return nil
}

// testPackages are the packages in the folder of the test, those of its files
// whose names end in _test among them.
func (w *world) testPackages() []*pkg {
	files, _ := filepath.Glob(filepath.Join(w.testDir, "*.go"))
	var all []*pkg
	for _, file := range files {
		src := source.Open(file)
		if src == nil || src.Syntax == nil {
			continue
		}
		name := src.Syntax.Name.Name
		if slices.ContainsFunc(all, func(p *pkg) bool { return p.name == name }) {
			continue
		}
		if p := w.load(w.pathOf(w.testDir, name), w.testDir, name); p != nil {
			all = append(all, p)
		}
	}
	return all
}

// makers collects what a test makes, also in the functions of its module that it
// calls. What a function makes of the type that it returns is that function's
// result, and not another one.
func (w *world) makers(test *fn) []*maker {
	var all []*maker
	seen := make(map[*fn]bool)
	note := func(at place, n, of ast.Expr, f *fn, within []named) {
		if of == nil {
			return
		}
		if _, isPointer := of.(*ast.StarExpr); isPointer {
			return
		}
		if t, ok := (typ{at, of}).named(); ok && !covers(within, t) {
			all = append(all, &maker{place: at, node: n, typ: t, in: f.decl, deep: len(within), own: t.pkg == test.pkg})
		}
	}
	var visit func(f *fn, within []named)
	visit = func(f *fn, within []named) {
		if seen[f] || f.decl.Body == nil {
			return
		}
		seen[f] = true
		at := place{f.pkg, f.file}
		ast.Inspect(f.decl.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				callee := at.callee(n)
				if callee == nil {
					if isName(n.Fun, "new") && len(n.Args) == 1 {
						note(at, n, n.Args[0], f, within)
					}
					break
				}
				m := at.made(n, callee, f.decl)
				if !covers(within, m.typ) {
					m.deep, m.own = len(within), m.typ.pkg == test.pkg
					all = append(all, m)
				}
				if len(within) < maxCalls && w.isOwn(callee.pkg) {
					visit(callee, append(slices.Clip(within), m.typ))
				}
			case *ast.CompositeLit:
				note(at, n, n.Type, f, within)
			case *ast.ValueSpec:
				if len(n.Values) == 0 && len(n.Names) == 1 {
					note(at, n.Names[0], n.Type, f, within)
				}
			}
			return true
		})
	}
	visit(test, nil)
	return all
}

// covers reports whether a type is one of those that the calls around it return, or
// a part of one.
func covers(within []named, t named) bool {
	return slices.ContainsFunc(within, func(outer named) bool { return outer == t || outer.embeds(t, 0) })
}

// isOwn reports whether a package belongs to the module of the test.
func (w *world) isOwn(p *pkg) bool {
	root := source.ModuleRoot(w.testDir)
	return root != "" && source.ModuleRoot(p.dir) == root && !strings.Contains(filepath.ToSlash(p.dir), "/vendor/")
}

func (at place) made(call *ast.CallExpr, callee *fn, in ast.Node) *maker {
	m := &maker{place: at, node: call, fn: callee, text: callText(call.Fun), in: in}
	if t, ok := callee.result(0); ok {
		m.typ, _ = t.named()
		if m.typ.name != "" && m.typ.isInterface() {
			if t, ok := callee.concrete(); ok {
				m.typ = t
			}
		}
	}
	return m
}

// concrete returns the type that a function with an interface for a result
// returns, itself or by another one that it calls, where that is one.
func (f *fn) concrete() (named, bool) {
	var found named
	busy := f.pkg.world.concreting
	if f.decl.Body == nil || busy[f] {
		return found, false
	}
	busy[f] = true
	defer delete(busy, f)
	count := 0
	at := place{f.pkg, f.file}
	inspect(f.decl.Body, func(n ast.Node) bool {
		r, ok := n.(*ast.ReturnStmt)
		if !ok || len(r.Results) == 0 || isName(r.Results[0], "nil") {
			return true
		}
		if n, ok := at.returned(r.Results[0]); ok && n != found {
			found = n
			count++
		}
		return true
	})
	return found, count == 1
}

// returned is the type of what is returned, where that is no interface.
func (at place) returned(e ast.Expr) (named, bool) {
	t, ok := at.typeOf(e)
	if !ok {
		return named{}, false
	}
	n, ok := t.named()
	if !ok || !n.isInterface() {
		return n, ok
	}
	if call, ok := e.(*ast.CallExpr); ok {
		if f := at.callee(call); f != nil {
			return f.concrete()
		}
	}
	return named{}, false
}

// callText is a function as the caller names it.
func callText(e ast.Expr) string {
	switch e := base(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x := callText(e.X); x != "" {
			return x + "." + e.Sel.Name
		}
		return e.Sel.Name
	}
	return ""
}

// makes reports whether what is made is of a type, or embeds it.
func (m *maker) makes(t named) bool {
	if m.typ.name == "" {
		return false
	}
	return m.typ == t || m.typ.embeds(t, 0)
}

func (n named) embeds(t named, depth int) bool {
	if depth > maxEmbedding {
		return false
	}
	return slices.ContainsFunc(n.embedded(), func(inner named) bool { return inner == t || inner.embeds(t, depth+1) })
}

// holder returns the variable that gets what is made, its i-th value.
func (m *maker) holder(i int) (ast.Expr, bool) {
	if id, ok := m.node.(*ast.Ident); ok { // var x T
		return id, true
	}
	var found ast.Expr
	ast.Inspect(m.in, func(n ast.Node) bool {
		var lhs, rhs []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			lhs, rhs = n.Lhs, n.Rhs
		case *ast.ValueSpec:
			for _, id := range n.Names {
				lhs = append(lhs, id)
			}
			rhs = n.Values
		}
		for j, r := range rhs {
			if u, ok := r.(*ast.UnaryExpr); ok {
				r = u.X
			}
			if r != m.node {
				continue
			}
			if len(rhs) == 1 {
				j = i
			}
			if j < len(lhs) {
				found = lhs[j]
			}
		}
		return found == nil
	})
	return found, found != nil && !isName(found, "_")
}

// uses reports whether a method is called, or named, on what was made.
func (m *maker) uses(name string) bool {
	holder, ok := m.holder(0)
	if !ok {
		return m.chained(name)
	}
	id, ok := holder.(*ast.Ident)
	if !ok {
		return m.usesField(holder, name)
	}
	found := false
	ast.Inspect(m.in, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == name {
			if x, ok := sel.X.(*ast.Ident); ok && x.Obj == id.Obj && x.Name == id.Name {
				found = true
			}
		}
		return !found
	})
	return found
}

// usesField reports whether a method is called anywhere in the package on what
// has the name of the field that holds what was made.
func (m *maker) usesField(holder ast.Expr, name string) bool {
	return slices.ContainsFunc(m.pkg.usesOf(lastName(holder)), func(u *use) bool { return u.kind == method && u.sel == name })
}

// chained reports whether a method is called on the call itself.
func (m *maker) chained(name string) bool {
	found := false
	ast.Inspect(m.in, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == name && ast.Unparen(sel.X) == m.node {
			found = true
		}
		return !found
	})
	return found
}

// position is where something was made, as go test names files: a file of the
// test's folder by its name alone.
func (m *maker) position() string {
	return positionOf(m.pkg.world, m.file, m.node)
}

func positionOf(w *world, file *source.File, n ast.Node) string {
	name := source.DisplayPath(file.Name)
	if filepath.Dir(file.Name) == w.testDir {
		name = filepath.Base(file.Name)
	}
	return fmt.Sprintf("%s:%d", name, file.LineOf(n.Pos()))
}
