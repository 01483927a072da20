package wayout

import (
	"go/ast"
)

// A node is something that holds a value: a local variable or parameter, a field
// of a type, or a variable of a package.
type node struct {
	obj  *ast.Object // of a local variable
	pkg  *pkg
	typ  string // the type whose field it is
	name string
}

// nodeOf returns what an expression names. The Done channel of a context is known
// by its context, and a method that only returns something by what it returns.
func (at place) nodeOf(e ast.Expr) (node, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return at.nodeOf(e.X)
	case *ast.StarExpr:
		return at.nodeOf(e.X)
	case *ast.UnaryExpr:
		return at.nodeOf(e.X)
	case *ast.IndexExpr:
		return at.nodeOf(e.X)
	case *ast.Ident:
		if e.Obj != nil && !at.isGlobal(e) {
			if e.Obj.Kind != ast.Var {
				return node{}, false
			}
			return node{obj: e.Obj, pkg: at.pkg, name: e.Name}, true
		}
		if at.pkg.vars[e.Name] != nil {
			return node{pkg: at.pkg, name: e.Name}, true
		}
	case *ast.SelectorExpr:
		return at.fieldNode(e)
	case *ast.CallExpr:
		return at.callNode(e)
	}
	return node{}, false
}

func (at place) fieldNode(e *ast.SelectorExpr) (node, bool) {
	if t, ok := at.typeOf(e.X); ok {
		if n, ok := t.named(); ok {
			if owner, _, ok := n.field(e.Sel.Name); ok {
				return node{pkg: owner.pkg, typ: owner.name, name: e.Sel.Name}, true
			}
		}
	}
	if id, ok := e.X.(*ast.Ident); ok && id.Obj == nil {
		if q := at.pkg.imported(at.file, id.Name); q != nil && q.vars[e.Sel.Name] != nil {
			return node{pkg: q, name: e.Sel.Name}, true
		}
	}
	return node{}, false
}

// callNode sees through x.Done() of a context, and through a function that returns
// a variable or a field.
func (at place) callNode(call *ast.CallExpr) (node, bool) {
	w := at.pkg.world
	w.calls++
	defer func() { w.calls-- }()
	if w.calls > maxSeen {
		return node{}, false // a function that returns what it returns
	}
	if f := at.callee(call); f != nil && f.decl.Body != nil {
		for _, s := range f.decl.Body.List {
			if r, ok := s.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				inner := place{f.pkg, f.file}
				if i, ok := inner.contextFrom(r.Results[0], f); ok && i < len(call.Args) {
					return at.nodeOf(call.Args[i])
				}
				if _, again := ast.Unparen(r.Results[0]).(*ast.CallExpr); !again {
					return inner.nodeOf(r.Results[0])
				}
			}
		}
		return node{}, false
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" && len(call.Args) == 0 {
		return at.nodeOf(sel.X)
	}
	return node{}, false
}

// contextFrom returns the parameter of a function that a context which it returns is
// done by: the field of a literal that the method Done of its type returns.
func (at place) contextFrom(e ast.Expr, f *fn) (param int, ok bool) {
	if u, isPointer := e.(*ast.UnaryExpr); isPointer {
		e = u.X
	}
	lit, isLit := e.(*ast.CompositeLit)
	if !isLit {
		return 0, false
	}
	t, ok := typ{at, lit.Type}.named()
	done := t.method("Done")
	if !ok || done == nil || done.decl.Body == nil || len(done.decl.Body.List) != 1 {
		return 0, false
	}
	r, ok := done.decl.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return 0, false
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok || lastName(kv.Key) != lastName(r.Results[0]) {
			continue
		}
		if n, ok := at.nodeOf(kv.Value); ok {
			g, i, ok := n.isParam()
			return i, ok && g == f
		}
	}
	return 0, false
}

// is reports whether an expression names a node.
func (u *use) is(n node) bool {
	if n.obj != nil {
		id, ok := ast.Unparen(stripDone(u.expr)).(*ast.Ident)
		return ok && id.Obj == n.obj
	}
	if u.kind == keyed {
		t, ok := (typ{u.place, u.lit.Type}).named()
		return ok && n.typ != "" && t == named{n.pkg, n.typ}
	}
	got, ok := u.nodeOf(u.expr)
	return ok && got == n
}

func stripDone(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.CallExpr:
			sel, ok := x.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Done" || len(x.Args) > 0 {
				return e
			}
			e = sel.X
		case *ast.UnaryExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return e
		}
	}
}

// usesOf returns what is done with a node, in its own package.
func (n node) usesOf() []*use {
	var all []*use
	for _, u := range n.pkg.usesOf(n.name) {
		if u.is(n) {
			all = append(all, u)
		}
	}
	return all
}

// methodUses returns the uses of a method of what a node holds: its calls, and
// where it is given to something as a value.
func (n node) methodUses(name string) []*use {
	var all []*use
	for _, u := range n.usesOf() {
		if u.kind == method && u.sel == name {
			all = append(all, u)
		}
	}
	for _, u := range n.pkg.usesOf(name) {
		if sel, ok := u.expr.(*ast.SelectorExpr); ok && u.kind == passed {
			if got, ok := u.nodeOf(sel.X); ok && got == n {
				all = append(all, u)
			}
		}
	}
	return all
}

const (
	maxAliases = 48
	maxSeen    = 16 // calls in each other that are seen through
)

// tracing says how far a value is followed.
type tracing struct {
	through bool         // a value which a call was given counts as the one that it returns, as with bufio.NewReader(conn)
	own     map[*fn]bool // where one of these calls a function, its parameters come from there and not from other callers
}

// aliases returns the nodes that hold the same value as the first one: what it
// is stored to and where it came from.
func aliases(how tracing, first node) []node {
	all := []node{first}
	seen := map[node]bool{first: true}
	for i := 0; i < len(all) && i < maxAliases; i++ {
		for _, n := range all[i].neighbors(how) {
			if !seen[n] {
				seen[n] = true
				all = append(all, n)
			}
		}
	}
	return all
}

// neighbors are the nodes that a node is copied to or from.
func (n node) neighbors(how tracing) []node {
	var all []node
	add := func(at place, e ast.Expr) {
		if m, ok := at.nodeOf(e); ok {
			all = append(all, m)
		}
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && how.through {
			for _, arg := range call.Args {
				if m, ok := at.nodeOf(arg); ok {
					all = append(all, m)
				}
			}
		}
	}
	for _, u := range n.usesOf() {
		switch u.kind {
		case assigned:
			if u.other != nil && !isCallOfMany(u) {
				add(u.place, u.other)
			}
		case keyed:
			add(u.place, u.other)
		case copied:
			if m, ok := u.nodeOf(u.other); ok {
				all = append(all, m)
			}
		case valued:
			if t, ok := (typ{u.place, u.lit.Type}).named(); ok {
				if owner, _, ok := t.field(u.key); ok {
					all = append(all, node{pkg: owner.pkg, typ: owner.name, name: u.key})
				}
				if u.into != nil && how.through && t.embedsField(u.key) {
					add(u.place, u.into) // it has the methods of what it embeds
				}
			}
		case passed:
			if f := u.callee(u.call); f != nil {
				if m, ok := f.param(u.arg); ok {
					all = append(all, m)
				}
			}
		}
	}
	if f, i, ok := n.isParam(); ok {
		for _, u := range f.callsBy(how.own) {
			if i < len(u.call.Args) {
				add(u.place, u.call.Args[i])
			}
		}
	}
	return all
}

// isCallOfMany reports whether a call returns more than the one value that is
// assigned, as context.WithCancel does.
func isCallOfMany(u *use) bool {
	_, ok := ast.Unparen(u.other).(*ast.CallExpr)
	return ok && u.count > 1
}

// param returns the node of a function's i-th parameter.
func (f *fn) param(i int) (node, bool) {
	n := 0
	for _, field := range f.decl.Type.Params.List {
		for _, id := range field.Names {
			if n == i && id.Obj != nil {
				return node{obj: id.Obj, pkg: f.pkg, name: id.Name}, true
			}
			n++
		}
		if len(field.Names) == 0 {
			n++
		}
	}
	return node{}, false
}

// isParam reports whether a node is a parameter of a declared function, and
// which.
func (n node) isParam() (f *fn, index int, ok bool) {
	field, isField := (*ast.Field)(nil), false
	if n.obj != nil {
		field, isField = n.obj.Decl.(*ast.Field)
	}
	if !isField {
		return nil, 0, false
	}
	for _, f := range n.pkg.funcs {
		i := 0
		for _, p := range f.decl.Type.Params.List {
			for _, id := range p.Names {
				if p == field && id.Obj == n.obj {
					return f, i, true
				}
				i++
			}
			if len(p.Names) == 0 {
				i++
			}
		}
	}
	return nil, 0, false
}

// callsBy returns the calls of a function in the packages that are at hand; those
// by the given functions alone where there are such.
func (f *fn) callsBy(own map[*fn]bool) []*use {
	var all, some []*use
	for _, p := range f.pkg.world.looked {
		for _, u := range p.usesOf(f.name()) {
			if u.kind == called && u.callee(u.call) == f {
				all = append(all, u)
				if own[u.fn] {
					some = append(some, u)
				}
			}
		}
	}
	if len(some) > 0 {
		return some
	}
	return all
}
