package wayout

import (
	"go/ast"
	"go/token"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A useKind says what is done with a value.
type useKind int

const (
	closed   useKind = iota // close(X)
	sent                    // X <- v
	called                  // X()
	method                  // X.M(): sel is M
	assigned                // X = other
	copied                  // other = X
	keyed                   // T{X: other}: lit is the T{}
	valued                  // T{key: X}: key is the field
	passed                  // call(..., X, ...): arg is its index
	returned                // return ..., X, ...: arg is its index
)

// A use is one place where a value is used.
type use struct {
	place
	kind  useKind
	expr  ast.Expr // X
	other ast.Expr // the other side
	key   string
	sel   string
	lit   *ast.CompositeLit
	call  *ast.CallExpr
	arg   int
	count int // of the values on the side of X
	fn    *fn // the function that it stands in, nil in a variable's value
	lits  []*literal

	spawned bool     // called by a go statement
	into    ast.Expr // what gets lit
}

// A literal is a function literal around a use, and what is done with it.
type literal struct {
	node   *ast.FuncLit
	parent ast.Node // the node that it stands in
	outer  ast.Node // the node around that
}

// usesOf returns the uses of what has a name.
func (p *pkg) usesOf(name string) []*use {
	if p.uses == nil {
		p.uses = make(map[string][]*use)
		for _, file := range p.files {
			for _, d := range file.Syntax.Decls {
				c := &collector{place: place{p, file}}
				if f, ok := d.(*ast.FuncDecl); ok {
					c.fn = p.funcs[methodKey(receiverName(f), f.Name.Name)]
				}
				ast.Walk(c, d)
			}
		}
	}
	return p.uses[name]
}

// A collector notes the uses below a declaration.
type collector struct {
	place
	fn    *fn
	stack []ast.Node
	lits  []*literal
}

// Visit implements [ast.Visitor].
func (c *collector) Visit(n ast.Node) ast.Visitor {
	if n == nil {
		last := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if _, ok := last.(*ast.FuncLit); ok {
			c.lits = c.lits[: len(c.lits)-1 : len(c.lits)-1]
		}
		return nil
	}
	if lit, ok := n.(*ast.FuncLit); ok {
		l := &literal{node: lit}
		if k := len(c.stack); k > 0 {
			l.parent = c.stack[k-1]
			if k > 1 {
				l.outer = c.stack[k-2]
			}
		}
		c.lits = append(c.lits[:len(c.lits):len(c.lits)], l)
	}
	c.stack = append(c.stack, n)
	c.note(n)
	return c
}

func (c *collector) add(u use) {
	name := lastName(u.expr)
	if name == "" {
		return
	}
	u.place, u.fn, u.lits = c.place, c.fn, c.lits
	c.pkg.uses[name] = append(c.pkg.uses[name], &u)
}

func (c *collector) note(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		c.noteCall(n)
	case *ast.SendStmt:
		c.add(use{kind: sent, expr: n.Chan, other: n.Value})
	case *ast.AssignStmt:
		c.notePairs(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		names := make([]ast.Expr, len(n.Names))
		for i, id := range n.Names {
			names[i] = id
		}
		c.notePairs(names, n.Values)
	case *ast.RangeStmt:
		c.noteElements(n)
	case *ast.CompositeLit:
		c.noteLiteral(n)
	case *ast.ReturnStmt:
		for i, e := range n.Results {
			c.add(use{kind: returned, expr: e, arg: i, count: len(n.Results)})
		}
	}
}

func (c *collector) noteCall(call *ast.CallExpr) {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "close" && len(call.Args) == 1 {
		c.add(use{kind: closed, expr: call.Args[0], call: call})
		return
	}
	spawned := false
	if k := len(c.stack); k > 1 {
		_, spawned = c.stack[k-2].(*ast.GoStmt)
	}
	c.add(use{kind: called, expr: call.Fun, call: call, spawned: spawned})
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		c.add(use{kind: method, expr: sel.X, sel: sel.Sel.Name, call: call})
	}
	for i, arg := range call.Args {
		c.add(use{kind: passed, expr: arg, call: call, arg: i})
	}
}

func (c *collector) notePairs(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		u := use{kind: assigned, expr: l, arg: i, count: len(lhs)}
		switch {
		case len(rhs) == len(lhs):
			u.other = rhs[i]
			c.add(use{kind: copied, expr: rhs[i], other: l})
			c.noteElement(l, rhs[i])
		case len(rhs) == 1:
			u.other = rhs[0]
		default:
			continue
		}
		c.add(u)
	}
}

// noteLiteral notes the fields of a struct literal. Without keys the fields are
// those of the type, in order.
func (c *collector) noteLiteral(lit *ast.CompositeLit) {
	var order []string
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				c.noteField(lit, key, key.Name, kv.Value)
			}
			continue
		}
		if order == nil {
			order = c.fieldOrder(lit)
		}
		if i < len(order) {
			c.noteField(lit, &ast.Ident{Name: order[i]}, order[i], e)
		}
	}
}

func (c *collector) noteField(lit *ast.CompositeLit, key ast.Expr, name string, value ast.Expr) {
	c.add(use{kind: keyed, expr: key, key: name, other: value, lit: lit})
	c.add(use{kind: valued, expr: value, key: name, lit: lit, into: c.assignedTo(lit)})
}

// assignedTo returns the variable that gets a literal, or its address, alone.
func (c *collector) assignedTo(lit *ast.CompositeLit) ast.Expr {
	for i := len(c.stack) - 2; i >= 0 && i >= len(c.stack)-3; i-- {
		switch n := c.stack[i].(type) {
		case *ast.UnaryExpr:
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 {
				return n.Lhs[0]
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// noteElement notes what a collection gets: the key of a set, and what is appended.
// What it holds is known by it.
func (c *collector) noteElement(to, value ast.Expr) {
	if i, ok := to.(*ast.IndexExpr); ok && isMark(value) {
		c.same(i.X, i.Index)
	}
	if call, ok := value.(*ast.CallExpr); ok && isName(call.Fun, "append") && !call.Ellipsis.IsValid() {
		for _, arg := range call.Args[1:] {
			c.same(to, arg)
		}
	}
}

// noteElements notes the variable that gets what a slice or a map holds, or the keys
// of a map.
func (c *collector) noteElements(r *ast.RangeStmt) {
	if r.Value != nil {
		c.same(r.X, r.Value)
		return
	}
	if r.Key == nil {
		return
	}
	if t, ok := c.typeOf(r.X); ok {
		if _, isMap := t.expr.(*ast.MapType); isMap {
			c.same(r.X, r.Key)
		}
	}
}

// same notes that a collection holds an element, unless it holds anything.
func (c *collector) same(collection, element ast.Expr) {
	if t, ok := c.elementOf(collection, false); ok && isAny(t.expr) {
		return
	}
	c.add(use{kind: assigned, expr: collection, other: element, count: 1})
	c.add(use{kind: copied, expr: element, other: collection})
	c.add(use{kind: copied, expr: collection, other: element})
}

func isAny(e ast.Expr) bool {
	i, ok := e.(*ast.InterfaceType)
	return isName(e, "any") || ok && i.Methods.NumFields() == 0
}

// isMark reports whether a value only says that a key is there: true or struct{}{}.
func isMark(e ast.Expr) bool {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return isName(e, "true")
	}
	s, ok := lit.Type.(*ast.StructType)
	return ok && s.Fields.NumFields() == 0
}

func (c *collector) fieldOrder(lit *ast.CompositeLit) []string {
	order := []string{}
	if _, ok := base(lit.Type).(*ast.Ident); !ok {
		return order
	}
	n, ok := (typ{c.place, lit.Type}).named()
	if !ok {
		return order
	}
	s, _, ok := n.fields()
	if !ok {
		return order
	}
	for _, f := range s.Fields.List {
		for _, id := range f.Names {
			order = append(order, id.Name)
		}
		if len(f.Names) == 0 {
			order = append(order, embeddedName(f.Type))
		}
	}
	return order
}

// lastName returns the name by which an expression is known: the last one of a
// selector, that of the context for its Done.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.ParenExpr:
		return lastName(e.X)
	case *ast.StarExpr:
		return lastName(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return lastName(e.X)
		}
	case *ast.IndexExpr:
		return lastName(e.X)
	case *ast.IndexListExpr:
		return lastName(e.X)
	case *ast.CallExpr:
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" && len(e.Args) == 0 {
			return lastName(sel.X)
		}
	}
	return ""
}

// enclosing returns the function literals around a line, outermost first, and the
// declaration.
func enclosing(src *source.File, line int) (decl *ast.FuncDecl, lits []*ast.FuncLit) {
	for _, d := range src.Syntax.Decls {
		if src.LineOf(d.Pos()) > line || src.LineOf(d.End()) < line {
			continue
		}
		decl, _ = d.(*ast.FuncDecl)
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil || src.LineOf(n.Pos()) > line || src.LineOf(n.End()) < line {
				return false
			}
			if lit, ok := n.(*ast.FuncLit); ok {
				lits = append(lits, lit)
			}
			return true
		})
	}
	return decl, lits
}
