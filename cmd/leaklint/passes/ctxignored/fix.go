package ctxignored

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// fix puts the wait into a select beside the context's Done, where that is safe:
// the wait is a statement of the literal that the go statement starts, and the
// request or context is visible there under its name.
func (c *check) fix(site *spawn.Site, w *wait, scope scope) (analysis.SuggestedFix, bool) {
	var none analysis.SuggestedFix
	if len(site.Targets) != 1 || w.instr.Parent() != site.Targets[0].Fn || !c.visible(scope, w.instr.Pos()) {
		return none, false
	}
	stmt, lit := c.statement(w.instr.Pos())
	if stmt == nil || lit == nil || lit.Pos() != site.Targets[0].Fn.Pos() {
		return none, false
	}
	comm, ok := c.commClause(stmt)
	if !ok {
		return none, false
	}
	ctx := scope.param.Name()
	if scope.kind != plain {
		ctx += ".Context()"
	}
	leave, ok := leaveStmt(lit, ctx)
	if !ok {
		return none, false
	}
	text := fmt.Sprintf("select {\ncase %s:\ncase <-%s.Done():\n%s\n}", comm, ctx, leave)
	return analysis.SuggestedFix{
		Message:   fmt.Sprintf("Return when %s is done", ctx),
		TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(text)}},
	}, true
}

// visible reports whether the parameter's name means the parameter at pos.
func (c *check) visible(scope scope, pos token.Pos) bool {
	inner := c.pass.Pkg.Scope().Innermost(pos)
	if inner == nil || scope.param.Name() == "_" {
		return false
	}
	_, obj := inner.LookupParent(scope.param.Name(), pos)
	return obj != nil && obj == scope.param.Object()
}

// statement returns the innermost statement at pos and the literal around it.
func (c *check) statement(pos token.Pos) (ast.Stmt, *ast.FuncLit) {
	for _, file := range c.pass.Files {
		if pos < file.FileStart || pos >= file.FileEnd {
			continue
		}
		var stmt ast.Stmt
		path, _ := astutil.PathEnclosingInterval(file, pos, pos)
		for _, n := range path {
			switch n := n.(type) {
			case ast.Stmt:
				if stmt == nil {
					stmt = n
				}
			case *ast.FuncLit:
				return stmt, n
			}
		}
	}
	return nil, nil
}

// commClause returns what waits for the same as the statement in a select.
func (c *check) commClause(stmt ast.Stmt) (string, bool) {
	switch stmt := stmt.(type) {
	case *ast.SendStmt:
		return c.source(stmt)
	case *ast.ExprStmt:
		switch x := ast.Unparen(stmt.X).(type) {
		case *ast.UnaryExpr:
			return c.source(x)
		case *ast.CallExpr: // time.Sleep
			sel, ok := x.Fun.(*ast.SelectorExpr)
			if !ok || len(x.Args) != 1 {
				return "", false
			}
			pkg, ok1 := c.source(sel.X)
			arg, ok2 := c.source(x.Args[0])
			return fmt.Sprintf("<-%s.After(%s)", pkg, arg), ok1 && ok2
		}
	}
	return "", false
}

func (c *check) source(n ast.Node) (string, bool) {
	var b bytes.Buffer
	err := format.Node(&b, c.pass.Fset, n)
	return b.String(), err == nil
}

// leaveStmt returns the statement that leaves the literal.
func leaveStmt(lit *ast.FuncLit, ctx string) (string, bool) {
	results := lit.Type.Results
	if results == nil || len(results.List) == 0 {
		return "return", true
	}
	if len(results.List) == 1 && len(results.List[0].Names) == 0 && types.ExprString(results.List[0].Type) == "error" {
		return "return " + ctx + ".Err()", true
	}
	return "", false
}
