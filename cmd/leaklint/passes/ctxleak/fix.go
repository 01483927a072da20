package ctxleak

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// fix defers the cancel function right where it was made. It is offered where the
// function cancels on some of its paths already: then the goroutine was not meant
// to go on after it. It does not fit a loop, where deferred calls pile up.
func (c *check) fix(made *ssa.Call, site *spawn.Site) (analysis.SuggestedFix, bool) {
	var none analysis.SuggestedFix
	if made == nil || ctxwait.CancelOf(made) == nil || len(c.waits.Cancels(made, nil)) == 0 || graph.InLoop(made.Block()) {
		return none, false
	}
	path := source.Path(c.pass, made.Pos())
	for i, n := range path {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 2 || i+1 >= len(path) {
			continue
		}
		name, ok := assign.Lhs[1].(*ast.Ident)
		if _, inBlock := path[i+1].(*ast.BlockStmt); !ok || !inBlock || name.Name == "_" {
			return none, false
		}
		args := ""
		if made.Common().StaticCallee().Name() == "WithCancelCause" {
			args = "nil"
			if !source.MeansBuiltin(c.pass, assign.End(), args) {
				return none, false
			}
		}
		return analysis.SuggestedFix{
			Message:   fmt.Sprintf("Defer %s", name.Name),
			TextEdits: []analysis.TextEdit{{Pos: assign.End(), End: assign.End(), NewText: fmt.Appendf(nil, "\ndefer %s(%s)", name.Name, args)}},
		}, true
	}
	return none, false
}
