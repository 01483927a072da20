package answer

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/inscope"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// GiveUp suggests to give up the wait when the context in scope is done, where
// that ends every goroutine that is left: it is the context of a request that the
// function serves, which is done when it returns, or nobody leaves but on paths on
// which the context is done. Elsewhere the caller's context may live on, and the
// goroutine with it, although leaklint would see a way out.
func (l *Leak) GiveUp(pass *analysis.Pass) []analysis.SuggestedFix {
	scope := inscope.Of(l.Site.Enclosing)
	switch {
	case scope.Kind == inscope.Request && serves(scope.Param) && (l.Exit.Kind.leaves() || l.Exit.Kind == Nobody):
	case scope.Kind == inscope.Plain && l.leavesOnlyWhenDone(scope.Param):
	default:
		return nil
	}
	return scope.Fixes(pass, l.Site, l.Op.Instr, l.Op.Pos)
}

// serves reports whether a request is one that its function answers, so that its
// context is done some time after that.
func serves(request *ssa.Parameter) bool {
	for _, p := range request.Parent().Params {
		if types.TypeString(p.Type(), nil) == "net/http.ResponseWriter" {
			return true
		}
	}
	return false
}

// leavesOnlyWhenDone reports whether the goroutine that starts the site, and alone
// could answer, leaves only on paths on which the context is done.
func (l *Leak) leavesOnlyWhenDone(ctx *ssa.Parameter) bool {
	if l.question == nil || !l.Exit.Kind.leaves() || len(l.question.threads) > 0 {
		return false
	}
	again := *l.question
	again.steps = 0
	s := again.ownerSearch()
	s.passOver = ctx
	s.run()
	return s.found == nil && !s.partial
}

// isDoneOf reports whether a channel is the Done of a context.
func isDoneOf(v ssa.Value, ctx *ssa.Parameter) bool {
	call, ok := variable.Value(v).(*ssa.Call)
	return ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" && variable.Value(call.Call.Value) == ctx
}
