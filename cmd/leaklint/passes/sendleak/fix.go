package sendleak

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/inscope"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// fixes suggests room for every send, where their number is known where the
// channel is made; else to give up the send when the context in scope is done.
func fixes(pass *analysis.Pass, leak *answer.Leak) []analysis.SuggestedFix {
	if room := roomFixes(pass, leak); room != nil {
		return room
	}
	fix, ok := inscope.Of(leak.Site.Enclosing).Fix(pass, leak.Site, leak.Op.Instr, leak.Op.Pos)
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{fix}
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
	return ""
}
