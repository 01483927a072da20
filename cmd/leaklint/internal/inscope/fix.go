package inscope

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Fixes suggests to put a wait of the goroutine into a select beside the context's
// Done, where that is safe: the wait is a statement of the literal that the site
// starts, and the request or context is visible there under its name. There is one
// fix or none.
func (c Context) Fixes(pass *analysis.Pass, site *spawn.Site, wait ssa.Instruction, pos token.Pos) []analysis.SuggestedFix {
	if c.Kind == None || len(site.Targets) != 1 || wait.Parent() != site.Targets[0].Fn || !c.visible(pass, pos) {
		return nil
	}
	stmt, lit := statement(pass, pos)
	if stmt == nil || lit == nil || lit.Pos() != site.Targets[0].Fn.Pos() {
		return nil
	}
	comm, ok := commClause(pass, stmt)
	if !ok {
		return nil
	}
	ctx := c.Param.Name()
	if c.Kind != Plain {
		ctx += ".Context()"
	}
	leave, ok := leaveStmt(lit, ctx)
	if !ok {
		return nil
	}
	text := fmt.Sprintf("select {\ncase %s:\ncase <-%s.Done():\n\t%s\n}", comm, ctx, leave)
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Return when %s is done", ctx),
		TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(text)}},
	}}
}

// visible reports whether the parameter's name means the parameter at pos.
func (c Context) visible(pass *analysis.Pass, pos token.Pos) bool {
	obj := c.Param.Object()
	return obj != nil && obj.Name() != "_" && source.Means(pass, pos, obj)
}

// statement returns the innermost statement at pos and the literal around it.
func statement(pass *analysis.Pass, pos token.Pos) (ast.Stmt, *ast.FuncLit) {
	var stmt ast.Stmt
	for _, n := range source.Path(pass, pos) {
		switch n := n.(type) {
		case ast.Stmt:
			if stmt == nil {
				stmt = n
			}
		case *ast.FuncLit:
			return stmt, n
		}
	}
	return nil, nil
}

// commClause returns what waits for the same as the statement in a select.
func commClause(pass *analysis.Pass, stmt ast.Stmt) (string, bool) {
	switch stmt := stmt.(type) {
	case *ast.SendStmt:
		return text(pass, stmt)
	case *ast.AssignStmt: // what a case declares would not be seen after the select
		if len(stmt.Rhs) == 1 && stmt.Tok == token.ASSIGN && isReceive(stmt.Rhs[0]) {
			return text(pass, stmt)
		}
	case *ast.ExprStmt:
		switch x := ast.Unparen(stmt.X).(type) {
		case *ast.UnaryExpr:
			return text(pass, x)
		case *ast.CallExpr:
			sel, ok := x.Fun.(*ast.SelectorExpr)
			if !ok || !isSleep(pass.TypesInfo.Uses[sel.Sel]) {
				return "", false
			}
			pkg, ok1 := text(pass, sel.X)
			arg, ok2 := text(pass, x.Args[0])
			return fmt.Sprintf("<-%s.After(%s)", pkg, arg), ok1 && ok2
		}
	}
	return "", false
}

func isReceive(x ast.Expr) bool {
	unary, ok := ast.Unparen(x).(*ast.UnaryExpr)
	return ok && unary.Op == token.ARROW
}

func isSleep(obj types.Object) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "time" && obj.Name() == "Sleep"
}

func text(pass *analysis.Pass, n ast.Node) (string, bool) {
	var b bytes.Buffer
	err := format.Node(&b, pass.Fset, n)
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
