package wayout

import (
	"go/ast"
	"slices"
	"strings"
)

// requests are the methods of an http.Client, and the functions of net/http, whose
// first result is a response.
var requests = strings.Fields("Get Head Post PostForm Do RoundTrip")

// OpenBody returns the one request of a test whose response is assigned and its
// body nowhere closed: what is called, and where.
func OpenBody(owner string) (call, at string, ok bool) {
	guarded(func() { call, at, ok = openBody(owner) })
	return call, at, ok
}

func openBody(owner string) (call, at string, ok bool) {
	w := shared
	w.begin()
	test := w.testNamed(owner)
	if test == nil || test.decl.Body == nil {
		return "", "", false
	}
	count := 0
	ast.Inspect(test.decl.Body, func(n ast.Node) bool {
		a, isAssign := n.(*ast.AssignStmt)
		if !isAssign || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
			return true
		}
		c, isCall := a.Rhs[0].(*ast.CallExpr)
		id, isIdent := a.Lhs[0].(*ast.Ident)
		if isCall && isIdent && slices.Contains(requests, lastName(c.Fun)) && !closesBody(test.decl, id) {
			count++
			call, at = requestText(c.Fun), positionOf(w, test.file, a)
		}
		return true
	})
	return call, at, count == 1
}

// requestText is the method of a request as the test names it.
func requestText(e ast.Expr) string {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return callText(e)
	}
	if c, ok := sel.X.(*ast.CallExpr); ok {
		return requestText(c.Fun) + "()." + sel.Sel.Name
	}
	return callText(e)
}

// closesBody reports whether a function names the Close of a response's Body.
func closesBody(decl *ast.FuncDecl, resp *ast.Ident) bool {
	found := false
	ast.Inspect(decl, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Close" {
			return !found
		}
		if body, ok := sel.X.(*ast.SelectorExpr); ok && body.Sel.Name == "Body" {
			if x, ok := body.X.(*ast.Ident); ok && x.Name == resp.Name && x.Obj == resp.Obj {
				found = true
			}
		}
		return !found
	})
	return found
}
