package wayout

import (
	"go/ast"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A value is an expression with the function in which it stands. What a parameter
// was given is known exactly for the calls of a goroutine's stack.
type value struct {
	place
	expr  ast.Expr
	frame int
}

// trace follows an expression that names a parameter to what the caller gave, up
// the stack and to the go statement.
func (w *world) trace(g *goroutine.Goroutine, v value) value {
	for range len(g.Stack) + 1 {
		next, ok := w.given(g, v)
		if !ok {
			return v
		}
		v = next
	}
	return v
}

// given returns what the caller of a frame's function gave for the parameter that
// v names.
func (w *world) given(g *goroutine.Goroutine, v value) (value, bool) {
	if v.frame >= len(g.Stack) {
		return value{}, false
	}
	id, ok := ast.Unparen(stripDone(v.expr)).(*ast.Ident)
	if !ok || id.Obj == nil {
		return value{}, false
	}
	field, ok := id.Obj.Decl.(*ast.Field)
	if !ok {
		return value{}, false
	}
	decl, lits := enclosing(v.file, g.Stack[v.frame].Line)
	if len(lits) > 0 {
		if i := paramIndex(lits[len(lits)-1].Type, field, id.Obj); i >= 0 {
			return w.literalArg(v, lits[len(lits)-1], i)
		}
		// A captured parameter is the declared function's: its caller is not in
		// the stack of the goroutine.
		return value{}, false
	}
	if decl == nil {
		return value{}, false
	}
	i := paramIndex(decl.Type, field, id.Obj)
	if i < 0 {
		return value{}, false
	}
	return w.callerArg(g, v, decl, i)
}

func paramIndex(t *ast.FuncType, field *ast.Field, obj *ast.Object) int {
	i := 0
	for _, f := range t.Params.List {
		for _, id := range f.Names {
			if f == field && id.Obj == obj {
				return i
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
	return -1
}

// literalArg returns the argument of the call that a function literal stands in:
// go func(x T) { ... }(arg).
func (w *world) literalArg(v value, lit *ast.FuncLit, i int) (value, bool) {
	var found ast.Expr
	for _, d := range v.file.Syntax.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && ast.Unparen(call.Fun) == lit && i < len(call.Args) {
				found = call.Args[i]
			}
			return found == nil
		})
	}
	return value{v.place, found, v.frame}, found != nil
}

// callerArg finds the call of a declared function in the next frame, or at the go
// statement.
func (w *world) callerArg(g *goroutine.Goroutine, v value, decl *ast.FuncDecl, i int) (value, bool) {
	next := v.frame + 1
	at := g.CreatedBy
	for ; next < len(g.Stack); next++ {
		if !source.IsStandard(&g.Stack[next]) {
			at = &g.Stack[next]
			break
		}
	}
	if at == nil {
		return value{}, false
	}
	p, src := w.packageOf(at)
	if p == nil {
		return value{}, false
	}
	var found ast.Expr
	for _, d := range src.Syntax.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && found == nil && src.LineOf(call.Pos()) <= at.Line && at.Line <= src.LineOf(call.End()) &&
				lastName(call.Fun) == decl.Name.Name && i < len(call.Args) {
				found = call.Args[i]
			}
			return found == nil
		})
	}
	return value{place{p, src}, found, next}, found != nil
}
