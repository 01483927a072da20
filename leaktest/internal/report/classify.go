package report

import (
	"go/ast"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// kindOf names the pattern of a leak: first by who is known to have started it,
// then by the state, which the source at the blocking line makes more precise.
func kindOf(g *goroutine.Goroutine, op source.Operation) string {
	if r, ok := resourceOf(g); ok {
		return r.Kind
	}
	if source.CalledC(g.Stack) != "" {
		return ""
	}
	switch kind := leakkind.OfState(g.State, functions(g.Stack)); kind {
	case leakkind.Recv:
		return receiveKind(op)
	case leakkind.Select:
		return selectKind(op)
	case leakkind.Loop:
		return loopKind(op)
	default:
		return kind
	}
}

// loopKind names what is caught between two waits by what it waits for in turn:
// a ticker loop that the tick has just woken stands at its select, runnable. A
// select with a default case does not wait.
func loopKind(op source.Operation) string {
	switch n := op.Node.(type) {
	case *ast.SelectStmt:
		if !hasDefault(n) {
			return selectKind(op)
		}
	case *ast.SendStmt:
		return leakkind.Send
	case *ast.UnaryExpr:
		return receiveKind(op)
	case *ast.RangeStmt:
		if source.WaitsForTime(n.X) {
			return leakkind.Ticker
		}
	}
	return leakkind.Loop
}

func hasDefault(s *ast.SelectStmt) bool {
	return slices.ContainsFunc(s.Body.List, func(n ast.Stmt) bool { return n.(*ast.CommClause).Comm == nil })
}

func receiveKind(op source.Operation) string {
	channel := op.Channel()
	switch {
	case channel == nil:
		return leakkind.Recv
	case source.WaitsForContext(channel):
		return leakkind.Context
	case source.WaitsForTime(channel):
		return leakkind.Ticker
	}
	if _, ok := op.Node.(*ast.RangeStmt); ok {
		return leakkind.Range
	}
	return leakkind.Recv
}

// selectKind takes a select by its way out: one that a context ends is a wait
// for that context, one that only time or nothing ends is a loop.
func selectKind(op source.Operation) string {
	s, ok := op.Node.(*ast.SelectStmt)
	if !ok {
		return leakkind.Select
	}
	receives, _ := source.SelectChannels(s)
	ticks := false
	for _, c := range receives {
		if source.WaitsForContext(c) {
			return leakkind.Context
		}
		ticks = ticks || source.WaitsForTime(c)
	}
	if ticks {
		return leakkind.Ticker
	}
	return leakkind.Select
}
