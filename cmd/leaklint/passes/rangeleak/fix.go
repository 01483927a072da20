package rangeleak

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// fixes suggests to defer the close right after the channel is made, where the
// function that makes it is also the only one that sends on it: then nobody
// sends any more when it returns. It does not fit a loop, where deferred calls
// pile up, nor a function that waits before it returns for what the close ends.
func fixes(pass *analysis.Pass, leak *answer.Leak) []analysis.SuggestedFix {
	made, ok := leak.Channel.Make.(*ssa.MakeChan)
	if !ok || graph.InLoop(made.Block()) || leak.Exit.Kind != answer.Nobody && leak.Exit.Fn != made.Parent() {
		return nil
	}
	closed, ok := soleProducer(leak.Channel, made.Parent())
	if !ok {
		return nil
	}
	from := leak.Site.Instr
	if closed != nil {
		from = closed
	}
	if waitsAfter(from, leak.Channel) {
		return nil
	}
	name, stmt := madeIn(pass, made)
	if stmt == nil || !source.MeansBuiltin(pass, stmt.End(), "close") {
		return nil
	}
	edits := []analysis.TextEdit{{Pos: stmt.End(), End: stmt.End(), NewText: fmt.Appendf(nil, "\ndefer close(%s)", name)}}
	if closed != nil {
		old := statementAt(pass, closed.Pos())
		if old == nil {
			return nil
		}
		edits = append(edits, analysis.TextEdit{Pos: old.Pos(), End: old.End()})
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Close %s whenever the function returns: defer close(%s)", name, name),
		TextEdits: edits,
	}}
}

// soleProducer reports whether all sends and the one close, if there is one,
// stand in fn itself, and returns that close.
func soleProducer(c *channel.Channel, fn *ssa.Function) (closed ssa.CallInstruction, ok bool) {
	for _, op := range c.Ops {
		if op.Kind == channel.Recv {
			continue
		}
		if op.Fn() != fn {
			return nil, false
		}
		if op.Kind == channel.Close {
			call, plain := op.Instr.(*ssa.Call)
			if !plain || closed != nil {
				return nil, false
			}
			closed = call
		}
	}
	return closed, true
}

// waitsAfter reports whether the function may wait, after the instruction, for
// something that the close of the channel is to bring about: it receives from
// another channel, or calls something named Wait. A select that sends on the
// channel waits for room in it.
func waitsAfter(from ssa.Instruction, c *channel.Channel) bool {
	after := graph.After(from.Block())
	for _, b := range from.Parent().Blocks {
		start := 0
		if b == from.Block() && !after[b] {
			start = graph.Index(from) + 1
		} else if !after[b] {
			continue
		}
		for _, instr := range b.Instrs[start:] {
			if len(c.At(instr)) == 0 && waits(instr) {
				return true
			}
		}
	}
	return false
}

func waits(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Select:
		return instr.Blocking
	case *ssa.Call:
		if common := instr.Common(); common.IsInvoke() {
			return common.Method.Name() == "Wait"
		}
		fn := instr.Common().StaticCallee()
		return fn != nil && fn.Name() == "Wait"
	}
	return false
}

// madeIn returns the statement that declares the channel and the variable's
// name; nil if it is made elsewhere than in a statement of its own.
func madeIn(pass *analysis.Pass, made *ssa.MakeChan) (name string, stmt *ast.AssignStmt) {
	call, around := source.MakeCall(pass, made)
	if call == nil || len(around) < 2 {
		return "", nil
	}
	assign, ok := around[0].(*ast.AssignStmt)
	_, inBlock := around[1].(*ast.BlockStmt)
	if !ok || !inBlock || len(assign.Lhs) != 1 || assign.Tok != token.DEFINE {
		return "", nil
	}
	variable, ok := assign.Lhs[0].(*ast.Ident)
	if !ok {
		return "", nil
	}
	return variable.Name, assign
}

// statementAt returns the call statement at a position, or nil.
func statementAt(pass *analysis.Pass, pos token.Pos) ast.Stmt {
	for _, n := range source.Path(pass, pos) {
		if stmt, ok := n.(ast.Stmt); ok {
			if _, alone := stmt.(*ast.ExprStmt); alone {
				return stmt
			}
			return nil
		}
	}
	return nil
}
