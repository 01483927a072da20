package report

import (
	"fmt"
	"go/ast"
	"go/printer"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// hints say what to do, by kind, where the source gives no better advice.
var hints = map[string]string{
	leakkind.Recv:       "send on the channel or close it on every path, or receive in a select beside <-ctx.Done()",
	leakkind.Send:       "give every sender room (make the channel with a capacity), or send in a select beside <-ctx.Done()",
	leakkind.Range:      "close the channel after the last value was sent: defer close(ch) in the goroutine that sends",
	leakkind.Select:     "give the select a case that ends it, <-ctx.Done() or a channel that its owner closes, and use it",
	leakkind.NilChan:    "the channel is nil: make it before it is used; the C of a timer from time.AfterFunc is always nil",
	leakkind.Context:    "it ends when its context does: cancel the context (defer cancel()), or pass t.Context()",
	leakkind.CtxIgnored: "wait in a select beside <-ctx.Done()",
	leakkind.Loop:       "it runs without end: let the loop ask a context or a stop channel",
	leakkind.Ticker:     "Stop does not close a ticker's channel: select on <-ctx.Done() or a stop channel beside it",
	leakkind.Sleep:      "a sleep cannot be interrupted: wait in a select on time.After and <-ctx.Done() instead",
	leakkind.Wait:       "a goroutine that the WaitGroup counts has not called Done: let each call it on every path, as wg.Go does",
	leakkind.Cond:       "nobody signals the condition any more: call Broadcast when what it waits for can no longer happen",
	leakkind.Lock:       "whoever holds the lock does not unlock it: defer mu.Unlock() right after mu.Lock()",
	leakkind.IO:         "close the connection, pipe or file that it waits for, or set a deadline",
	leakkind.Pull:       "the iterator was neither drained nor stopped: defer stop()",
	leakkind.Exec:       "cancel the command's context, or kill its Process, then Wait returns",
	leakkind.Stop:       "call the Close, Stop or Shutdown of what started it",
	leakkind.HTTP:       "close the response's body, the client's idle connections and the server",
}

const (
	untaken      = "its way out is at %s, %s, and nobody took it"
	inC          = "nothing in Go can end a function of C: give C.%s a way to return, and use it"
	noCasesHint  = "select {} never ends: wait for <-ctx.Done() instead"
	finalizedBy  = "only the garbage collector ended it, by a finalizer or cleanup of what it waited for: close that yourself, production will not be as lucky"
	fullBuffer   = "the buffer is full and nobody receives any more: give every sender room, or send in a select beside <-ctx.Done()"
	roomTemplate = "give every sender room, make(%s, n) with n the number of sends, or send in a select beside <-ctx.Done()"
)

// hintOf returns what to do about a leak.
func hintOf(g *goroutine.Goroutine, kind string, op source.Operation, src *source.File) string {
	if name := source.CalledC(g.Stack); name != "" {
		return fmt.Sprintf(inC, name)
	}
	if known, ok := resourceOf(g); ok {
		return known.Hint
	}
	if g.State == "select (no cases)" {
		return noCasesHint
	}
	if kind == leakkind.Send {
		if hint := roomHint(op, src); hint != "" {
			return hint
		}
	}
	return hints[kind]
}

// roomHint names the make of the channel that a send is blocked on, where it
// stands in the same function declaration under the same name.
func roomHint(op source.Operation, src *source.File) string {
	name, ok := op.Channel().(*ast.Ident)
	if !ok || src == nil {
		return ""
	}
	call := makeOf(op.Within, name.Name)
	switch {
	case call == nil:
		return ""
	case len(call.Args) > 1:
		return fullBuffer
	}
	var element strings.Builder
	if printer.Fprint(&element, src.Set, call.Args[0]) != nil {
		return ""
	}
	return fmt.Sprintf(roomTemplate, element.String())
}

// makeOf returns the call of make whose result the named variable gets, or nil
// where there is none or more than one.
func makeOf(within ast.Node, name string) (found *ast.CallExpr) {
	count := 0
	take := func(lhs, rhs ast.Expr) {
		id, ok := lhs.(*ast.Ident)
		call, isCall := rhs.(*ast.CallExpr)
		if !ok || !isCall || id.Name != name || len(call.Args) == 0 {
			return
		}
		if fun, ok := call.Fun.(*ast.Ident); ok && fun.Name == "make" {
			found = call
			count++
		}
	}
	ast.Inspect(within, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i := range min(len(n.Lhs), len(n.Rhs)) {
				take(n.Lhs[i], n.Rhs[i])
			}
		case *ast.ValueSpec:
			for i := range min(len(n.Names), len(n.Values)) {
				take(n.Names[i], n.Values[i])
			}
		}
		return true
	})
	if count != 1 {
		return nil
	}
	return found
}
