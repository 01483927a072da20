package wayout

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A place is where an expression stands: what its names mean depends on the
// package and on the imports of the file.
type place struct {
	pkg  *pkg
	file *source.File
}

// A typ is a type expression and where it stands.
type typ struct {
	place
	expr ast.Expr
}

// A named is a declared type.
type named struct {
	pkg  *pkg
	name string
}

func (n named) decl() *typeDecl {
	if n.pkg == nil {
		return nil
	}
	return n.pkg.types[n.name]
}

// named returns the declared type that t is, or points to.
func (t typ) named() (named, bool) {
	switch e := base(t.expr).(type) {
	case *ast.Ident:
		if t.pkg != nil && t.pkg.types[e.Name] != nil {
			return named{t.pkg, e.Name}, true
		}
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			if q := t.pkg.imported(t.file, x.Name); q != nil && q.types[e.Sel.Name] != nil {
				return named{q, e.Sel.Name}, true
			}
		}
	}
	return named{}, false
}

// underlying follows a declared type to the type literal that it is.
func (n named) underlying() (typ, bool) {
	for range 8 {
		d := n.decl()
		if d == nil {
			return typ{}, false
		}
		t := typ{place{n.pkg, d.file}, d.spec.Type}
		next, ok := t.named()
		if !ok {
			return t, true
		}
		if _, pointer := d.spec.Type.(*ast.StarExpr); pointer {
			return t, true
		}
		n = next
	}
	return typ{}, false
}

func (n named) isInterface() bool {
	t, ok := n.underlying()
	if !ok {
		return false
	}
	_, ok = t.expr.(*ast.InterfaceType)
	return ok
}

// fields returns the struct that a type is.
func (n named) fields() (*ast.StructType, place, bool) {
	t, ok := n.underlying()
	if !ok {
		return nil, place{}, false
	}
	s, ok := t.expr.(*ast.StructType)
	return s, t.place, ok
}

const maxEmbedding = 5

// field returns the type of a field, and the type that declares it, which may be
// embedded.
func (n named) field(name string) (owner named, t typ, ok bool) {
	return n.fieldAt(name, 0)
}

func (n named) fieldAt(name string, depth int) (named, typ, bool) {
	s, at, ok := n.fields()
	if !ok || depth > maxEmbedding {
		return named{}, typ{}, false
	}
	for _, f := range s.Fields.List {
		for _, id := range f.Names {
			if id.Name == name {
				return n, typ{at, f.Type}, true
			}
		}
		if len(f.Names) == 0 && embeddedName(f.Type) == name {
			return n, typ{at, f.Type}, true
		}
	}
	for _, inner := range n.embedded() {
		if owner, t, ok := inner.fieldAt(name, depth+1); ok {
			return owner, t, true
		}
	}
	return named{}, typ{}, false
}

// embedded returns the types that a struct embeds.
func (n named) embedded() []named {
	s, at, ok := n.fields()
	if !ok {
		return nil
	}
	var all []named
	for _, f := range s.Fields.List {
		if len(f.Names) == 0 {
			if inner, ok := (typ{at, f.Type}).named(); ok {
				all = append(all, inner)
			}
		}
	}
	return all
}

// embedsField reports whether a struct embeds something under a name.
func (n named) embedsField(name string) bool {
	s, _, ok := n.fields()
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool { return len(f.Names) == 0 && embeddedName(f.Type) == name })
}

func embeddedName(e ast.Expr) string {
	switch e := base(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// method returns a method of a type, its own or a promoted one.
func (n named) method(name string) *fn { return n.methodAt(name, 0) }

func (n named) methodAt(name string, depth int) *fn {
	if n.pkg == nil || depth > maxEmbedding {
		return nil
	}
	if f := n.pkg.funcs[methodKey(n.name, name)]; f != nil {
		return f
	}
	for _, inner := range n.embedded() {
		if f := inner.methodAt(name, depth+1); f != nil {
			return f
		}
	}
	return nil
}

// has reports whether an interface lists a method, itself or by embedding.
func (n named) has(method string) bool { return slices.Contains(n.methods(0), method) }

// impliedBy reports whether a type has all methods of an interface, by their
// names.
func (n named) impliedBy(t named) bool {
	for _, m := range n.methods(0) {
		if t.method(m) == nil {
			return false
		}
	}
	return true
}

// methods returns the names of an interface's methods.
func (n named) methods(depth int) []string {
	t, ok := n.underlying()
	if !ok || depth > maxEmbedding {
		return nil
	}
	i, ok := t.expr.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	var all []string
	for _, m := range i.Methods.List {
		for _, id := range m.Names {
			all = append(all, id.Name)
		}
		if len(m.Names) == 0 {
			if inner, ok := (typ{t.place, m.Type}).named(); ok {
				all = append(all, inner.methods(depth+1)...)
			}
		}
	}
	return all
}

// typeOf returns the type of an expression as far as the syntax shows it.
func (at place) typeOf(e ast.Expr) (typ, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return at.typeOf(e.X)
	case *ast.StarExpr:
		return at.typeOf(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return at.typeOf(e.X)
		}
		if e.Op == token.ARROW {
			return at.elementOf(e.X, false)
		}
	case *ast.CompositeLit:
		return typ{at, e.Type}, e.Type != nil
	case *ast.TypeAssertExpr:
		return typ{at, e.Type}, e.Type != nil
	case *ast.Ident:
		return at.typeOfIdent(e)
	case *ast.SelectorExpr:
		return at.typeOfSelector(e)
	case *ast.CallExpr:
		return at.resultOf(e, 0)
	case *ast.IndexExpr:
		return at.elementOf(e.X, false)
	}
	return typ{}, false
}

func (at place) typeOfIdent(id *ast.Ident) (typ, bool) {
	if id.Obj == nil || at.isGlobal(id) {
		v := at.pkg.vars[id.Name]
		if v == nil {
			return typ{}, false
		}
		return place{at.pkg, v.file}.typeOfSpec(v.spec, id.Name)
	}
	switch d := id.Obj.Decl.(type) {
	case *ast.Field:
		if v, ok := d.Type.(*ast.Ellipsis); ok {
			return typ{at, v.Elt}, true
		}
		return typ{at, d.Type}, true
	case *ast.ValueSpec:
		return at.typeOfSpec(d, id.Name)
	case *ast.AssignStmt:
		return at.typeOfAssigned(d, id.Name)
	}
	return typ{}, false
}

// isGlobal reports whether a name that the parser resolved is one of the file's
// package.
func (at place) isGlobal(id *ast.Ident) bool {
	return id.Obj != nil && at.file.Syntax.Scope != nil && at.file.Syntax.Scope.Lookup(id.Name) == id.Obj
}

func (at place) typeOfSpec(spec *ast.ValueSpec, name string) (typ, bool) {
	if spec.Type != nil {
		return typ{at, spec.Type}, true
	}
	for i, id := range spec.Names {
		if id.Name != name {
			continue
		}
		if len(spec.Values) == len(spec.Names) {
			return at.typeOf(spec.Values[i])
		}
		if len(spec.Values) == 1 {
			return at.resultOf(spec.Values[0], i)
		}
	}
	return typ{}, false
}

func (at place) typeOfAssigned(a *ast.AssignStmt, name string) (typ, bool) {
	for i, lhs := range a.Lhs {
		id, ok := lhs.(*ast.Ident)
		if !ok || id.Name != name {
			continue
		}
		if len(a.Rhs) == 1 {
			if u, ok := a.Rhs[0].(*ast.UnaryExpr); ok && u.Op == token.RANGE {
				return at.elementOf(u.X, i == 0)
			}
		}
		if len(a.Lhs) == len(a.Rhs) {
			return at.typeOf(a.Rhs[i])
		}
		if len(a.Rhs) == 1 {
			return at.resultOf(a.Rhs[0], i)
		}
	}
	return typ{}, false
}

// elementOf returns the type of what a slice, map or channel holds; key says
// that the first variable of a range is meant.
func (at place) elementOf(e ast.Expr, key bool) (typ, bool) {
	t, ok := at.typeOf(e)
	if !ok {
		return typ{}, false
	}
	if n, ok := t.named(); ok {
		if t, ok = n.underlying(); !ok {
			return typ{}, false
		}
	}
	switch x := t.expr.(type) {
	case *ast.ArrayType:
		return typ{t.place, x.Elt}, !key
	case *ast.MapType:
		if key {
			return typ{t.place, x.Key}, true
		}
		return typ{t.place, x.Value}, true
	case *ast.ChanType:
		return typ{t.place, x.Value}, true
	}
	return typ{}, false
}

// resultOf returns the type of the i-th result of a call, or of a value and its
// boolean.
func (at place) resultOf(e ast.Expr, i int) (typ, bool) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		if i == 0 {
			return at.typeOf(e)
		}
		return typ{}, false
	}
	if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "new" || id.Name == "make") && len(call.Args) > 0 {
		return typ{at, call.Args[0]}, true
	}
	if f := at.callee(call); f != nil {
		return f.result(i)
	}
	if t := (typ{at, call.Fun}); len(call.Args) == 1 {
		if _, ok := t.named(); ok { // a conversion
			return t, true
		}
	}
	return typ{}, false
}

// result returns the type of a function's i-th result.
func (f *fn) result(i int) (typ, bool) {
	if f.decl.Type.Results == nil {
		return typ{}, false
	}
	n := 0
	for _, field := range f.decl.Type.Results.List {
		n += max(1, len(field.Names))
		if i < n {
			return typ{place{f.pkg, f.file}, field.Type}, true
		}
	}
	return typ{}, false
}

func (at place) typeOfSelector(e *ast.SelectorExpr) (typ, bool) {
	if id, ok := e.X.(*ast.Ident); ok && id.Obj == nil && at.pkg.vars[id.Name] == nil {
		if q := at.pkg.imported(at.file, id.Name); q != nil {
			if v := q.vars[e.Sel.Name]; v != nil {
				return place{q, v.file}.typeOfSpec(v.spec, e.Sel.Name)
			}
			return typ{}, false
		}
	}
	t, ok := at.typeOf(e.X)
	if !ok {
		return typ{}, false
	}
	if n, ok := t.named(); ok {
		_, t, ok := n.field(e.Sel.Name)
		return t, ok
	}
	return typ{}, false
}

// callee returns the function or method that a call names, where it is declared
// in source that is at hand.
func (at place) callee(call *ast.CallExpr) *fn {
	switch fun := base(call.Fun).(type) {
	case *ast.Ident:
		if fun.Obj == nil || at.isGlobal(fun) {
			return at.pkg.funcs[fun.Name]
		}
	case *ast.SelectorExpr:
		return at.selected(fun)
	}
	return nil
}

// selected returns the function of another package, or the method, that a
// selector names.
func (at place) selected(e *ast.SelectorExpr) *fn {
	if id, ok := e.X.(*ast.Ident); ok && id.Obj == nil && at.pkg.vars[id.Name] == nil {
		if q := at.pkg.imported(at.file, id.Name); q != nil {
			return q.funcs[e.Sel.Name]
		}
	}
	if t, ok := at.typeOf(e.X); ok {
		if n, ok := t.named(); ok {
			if n.isInterface() {
				n = at.concreteOf(e.X, n)
			}
			return n.method(e.Sel.Name)
		}
	}
	return nil
}

// concreteOf returns the type of a local variable that has an interface for its
// type, where the function that it comes from shows it.
func (at place) concreteOf(e ast.Expr, n named) named {
	id, ok := e.(*ast.Ident)
	if !ok || id.Obj == nil {
		return n
	}
	a, ok := id.Obj.Decl.(*ast.AssignStmt)
	if !ok || len(a.Rhs) != 1 || !isName(a.Lhs[0], id.Name) {
		return n
	}
	call, ok := a.Rhs[0].(*ast.CallExpr)
	if !ok {
		return n
	}
	if f := at.callee(call); f != nil {
		if t, ok := f.concrete(); ok {
			return t
		}
	}
	return n
}
