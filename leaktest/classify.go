package leaktest

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// kindOf names the pattern of a leak: first by who is known to have started it,
// then by what the source shows at the blocking line, then by the state alone.
func kindOf(g *goroutine.Goroutine, op operation) string {
	if r := resourceOf(g); r != nil {
		return r.kind
	}
	switch state := g.State; {
	case strings.HasSuffix(state, "(nil chan)"):
		return leakkind.NilChan
	case state == "select (no cases)":
		return leakkind.Select
	case strings.HasPrefix(state, "chan send"):
		return leakkind.Send
	case strings.HasPrefix(state, "chan receive"):
		return receiveKind(op)
	case strings.HasPrefix(state, "select"):
		return selectKind(op)
	case strings.HasPrefix(state, "sync."), strings.HasPrefix(state, "semacquire"), strings.HasPrefix(state, "sema"):
		return syncKind(g)
	case state == "sleep":
		return leakkind.Sleep
	case strings.HasPrefix(state, "IO wait"), state == "syscall":
		return leakkind.IO
	case state == "coroutine":
		return leakkind.Pull
	case state == "running", state == "runnable":
		return loopKind(g, op)
	}
	return ""
}

// loopKind names what is caught between two waits by what it waits for in turn:
// a ticker loop that the tick has just woken stands at its select, runnable. A
// select with a default case does not wait.
func loopKind(g *goroutine.Goroutine, op operation) string {
	if slices.ContainsFunc(g.Stack, func(f Frame) bool { return f.Function == "time.Sleep" }) {
		return leakkind.Sleep
	}
	switch n := op.node.(type) {
	case *ast.SelectStmt:
		if !hasDefault(n) {
			return selectKind(op)
		}
	case *ast.SendStmt:
		return leakkind.Send
	case *ast.UnaryExpr:
		return receiveKind(op)
	case *ast.RangeStmt:
		if waitsForTime(n.X) {
			return leakkind.Ticker
		}
	}
	return leakkind.Loop
}

func hasDefault(s *ast.SelectStmt) bool {
	return slices.ContainsFunc(s.Body.List, func(n ast.Stmt) bool { return n.(*ast.CommClause).Comm == nil })
}

func receiveKind(op operation) string {
	channel := op.channel()
	switch {
	case channel == nil:
		return leakkind.Recv
	case waitsForContext(channel):
		return leakkind.Context
	case waitsForTime(channel):
		return leakkind.Ticker
	}
	if _, ok := op.node.(*ast.RangeStmt); ok {
		return leakkind.Range
	}
	return leakkind.Recv
}

// selectKind takes a select by its way out: one that a context ends is a wait
// for that context, one that only time or nothing ends is a loop.
func selectKind(op operation) string {
	s, ok := op.node.(*ast.SelectStmt)
	if !ok {
		return leakkind.Select
	}
	receives, _ := selectChannels(s)
	ticks := false
	for _, c := range receives {
		if waitsForContext(c) {
			return leakkind.Context
		}
		ticks = ticks || waitsForTime(c)
	}
	if ticks {
		return leakkind.Ticker
	}
	return leakkind.Select
}

// syncKind tells by the function of package sync that the goroutine is in, since
// the state of older releases says only "semacquire".
func syncKind(g *goroutine.Goroutine) string {
	for i := range g.Stack {
		switch f := g.Stack[i].Function; {
		case strings.HasPrefix(f, "sync.(*WaitGroup)."), strings.HasPrefix(f, "sync.runtime_SemacquireWaitGroup"):
			return leakkind.Wait
		case strings.HasPrefix(f, "sync.(*Cond)."), f == "sync.runtime_notifyListWait":
			return leakkind.Cond
		case strings.HasPrefix(f, "sync.(*Mutex)."), strings.HasPrefix(f, "sync.(*RWMutex)."), strings.HasPrefix(f, "internal/sync.(*Mutex)."):
			return leakkind.Lock
		}
	}
	switch {
	case strings.HasPrefix(g.State, "sync.WaitGroup"):
		return leakkind.Wait
	case strings.HasPrefix(g.State, "sync.Cond"):
		return leakkind.Cond
	}
	return leakkind.Lock
}
