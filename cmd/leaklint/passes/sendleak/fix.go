package sendleak

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// fixes suggests room for every send, where their number is known where the
// channel is made; else to give up the send when the context in scope is done.
func fixes(pass *analysis.Pass, leak *answer.Leak) []analysis.SuggestedFix {
	if room := roomFixes(pass, leak); room != nil {
		return room
	}
	return leak.GiveUp(pass)
}

func roomFixes(pass *analysis.Pass, leak *answer.Leak) []analysis.SuggestedFix {
	call, _ := source.MakeCall(pass, leak.Channel.Make)
	if call == nil {
		return nil
	}
	size := roomFor(pass, leak, call)
	if size == "" {
		return nil
	}
	edit := analysis.TextEdit{Pos: call.Args[0].End(), End: call.Rparen, NewText: []byte(", " + size)}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Give the channel room for every send: make(chan T, %s)", size),
		TextEdits: []analysis.TextEdit{edit},
	}}
}

// roomFor returns the size that fits every send, as an expression that is valid
// where the channel is made, or "".
func roomFor(pass *analysis.Pass, leak *answer.Leak, call *ast.CallExpr) string {
	senders := leak.Senders()
	if senders.Known && senders.Const > 0 && senders.Const <= 16 {
		return fmt.Sprint(senders.Const)
	}
	return rounds(pass, leak, call)
}

// rounds returns the size for one send in each round of the range loop that starts
// the goroutines, such as "len(urls)": where what the loop ranges over is a
// variable that is there when the channel is made, and stays as it is.
func rounds(pass *analysis.Pass, leak *answer.Leak, call *ast.CallExpr) string {
	if leak.Demand.Count != 1 || !onlySender(leak) {
		return ""
	}
	var loop *ast.RangeStmt
	var body *ast.BlockStmt
	for _, n := range source.Path(pass, leak.Site.Pos()) {
		switch n := n.(type) {
		case *ast.ForStmt:
			return ""
		case *ast.RangeStmt:
			if loop != nil && body == nil {
				return "" // rounds of rounds
			}
			loop = n
		case *ast.FuncLit:
			body = n.Body
		case *ast.FuncDecl:
			body = n.Body
		}
		if body != nil {
			break
		}
	}
	if loop == nil || body == nil || call.Pos() < body.Pos() || loop.Pos() <= call.Pos() {
		return ""
	}
	name, ok := loop.X.(*ast.Ident)
	if !ok {
		return ""
	}
	over, ok := pass.TypesInfo.Uses[name].(*types.Var)
	if !ok || !source.Means(pass, call.Pos(), over) || assigned(pass, body, over) {
		return ""
	}
	switch t := over.Type().Underlying().(type) {
	case *types.Slice, *types.Array, *types.Map:
		if source.MeansBuiltin(pass, call.Pos(), "len") {
			return "len(" + name.Name + ")"
		}
	case *types.Basic:
		if t.Kind() == types.Int {
			return name.Name
		}
	}
	return ""
}

// onlySender reports whether the goroutines of the site are the only ones that
// send on the channel.
func onlySender(leak *answer.Leak) bool {
	for _, op := range leak.Channel.Ops {
		if op.Kind == channel.Send && (len(leak.Site.Targets) != 1 || op.Fn() != leak.Site.Targets[0].Fn) {
			return false
		}
	}
	return true
}

// assigned reports whether the variable is set, or its address taken, in the body.
func assigned(pass *analysis.Pass, body *ast.BlockStmt, v *types.Var) bool {
	is := func(x ast.Expr) bool {
		name, ok := ast.Unparen(x).(*ast.Ident)
		return ok && pass.TypesInfo.Uses[name] == v
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, is)
		case *ast.IncDecStmt:
			found = found || is(n.X)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && is(n.X)
		}
		return !found
	})
	return found
}
