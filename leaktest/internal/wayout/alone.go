package wayout

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// What is done with a function literal.
const (
	runsHere  = iota // called, deferred, or given to something that calls it
	runsAlone        // in a goroutine of its own
	runsLater        // after some time
	isStored         // in a variable or field, or returned
)

func (l *literal) use() int {
	switch p := l.parent.(type) {
	case *ast.CallExpr:
		if _, ok := l.outer.(*ast.GoStmt); ok && p.Fun == l.node {
			return runsAlone
		}
		switch name := lastName(p.Fun); {
		case p.Fun == l.node:
			return runsHere
		case name == "Go", name == "GoCtx":
			return runsAlone
		case name == "AfterFunc":
			return runsLater
		case name == "OnceFunc":
			return isStored
		}
		return runsHere
	case *ast.AssignStmt, *ast.ValueSpec, *ast.KeyValueExpr, *ast.ReturnStmt, *ast.CompositeLit:
		return isStored
	}
	return runsHere
}

// afterContext returns the context of a context.AfterFunc that is given a function
// by the use, or whose function literal the use stands in.
func (u *use) afterContext() ast.Expr {
	if u.kind == passed {
		if ctx := contextOf(u.call); ctx != nil && u.arg == 1 {
			return ctx
		}
	}
	for _, l := range slices.Backward(u.lits) {
		if call, ok := l.parent.(*ast.CallExpr); ok && contextOf(call) != nil {
			return contextOf(call)
		}
		if l.use() != runsHere {
			break
		}
	}
	return nil
}

func contextOf(call *ast.CallExpr) ast.Expr {
	if callText(call.Fun) != "context.AfterFunc" || len(call.Args) != 2 {
		return nil
	}
	return call.Args[0]
}

// passed reports whether the function of a goroutine comes to a position without
// waiting for anything. Where it waits for one channel, what answers that is
// collected instead.
func (s *search) passed(at place, body *ast.BlockStmt, pos token.Pos, depth int) bool {
	waits, known := waitsBefore(body, pos)
	if known && len(waits) == 1 && !s.waited[waits[0]] {
		s.waited[waits[0]] = true
		c := byChannel
		if source.WaitsForContext(waits[0]) {
			c = byContext
		}
		s.closersOf(value{place: at, expr: waits[0]}, c, depth+1)
	}
	return known && len(waits) == 0
}

// waitsBefore returns the channels that a function receives from before it comes
// to a position in it. It is not known where something else may keep it: a call, a
// send, a loop, or a defer, which waits for all the rest.
func waitsBefore(body *ast.BlockStmt, pos token.Pos) (waits []ast.Expr, known bool) {
	known = true
	inspect(body, func(n ast.Node) bool {
		holds := n.Pos() <= pos && pos < n.End()
		if n.Pos() > pos || !known {
			return false
		}
		switch n := n.(type) {
		case *ast.DeferStmt:
			known = known && !holds
			return false
		case *ast.GoStmt:
			return false
		case *ast.CommClause:
			if channel, ok, _ := received(n.Comm); ok && holds {
				waits = append(waits, channel)
			}
			known = known && (holds || n.Comm == nil)
			if holds {
				for _, stmt := range n.Body {
					inner, ok := waitsBefore(&ast.BlockStmt{List: []ast.Stmt{stmt}}, pos)
					waits, known = append(waits, inner...), known && ok
				}
			}
			return false
		case *ast.SelectStmt:
			known = known && holds
			return holds
		case *ast.SendStmt, *ast.RangeStmt:
			known = known && n.Pos() > pos
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				waits = append(waits, n.X)
				known = known && !source.WaitsForTime(n.X)
				return false
			}
		case *ast.CallExpr:
			known = known && (holds || isQuick(n))
		}
		return true
	})
	return waits, known
}

// isQuick reports whether a call is taken to come back at once: of a lock, or of
// what the language has.
func isQuick(call *ast.CallExpr) bool {
	if id, ok := call.Fun.(*ast.Ident); ok {
		return slices.Contains([]string{"close", "make", "len", "append", "delete", "new", "clear"}, id.Name)
	}
	return slices.Contains([]string{"Lock", "Unlock", "RLock", "RUnlock", "Store", "Load"}, lastName(call.Fun))
}

// byOwner leaves, of the calls of a method on a part that several types hold, those
// by the types that the functions of the goroutine belong to or make.
func (s *search) byOwner(calls []*use) []*use {
	own := make(map[named]bool)
	for f := range s.avoid {
		own[named{f.pkg, f.recv}] = true
		if t, ok := f.result(0); ok {
			if n, ok := t.named(); ok {
				own[n] = true
			}
		}
	}
	holder := func(u *use) (named, bool) {
		sel, ok := base(u.expr).(*ast.SelectorExpr)
		if !ok {
			return named{}, false
		}
		n, ok := u.nodeOf(sel.X)
		return named{n.pkg, n.typ}, ok && n.typ != ""
	}
	if !slices.ContainsFunc(calls, func(u *use) bool { n, ok := holder(u); return ok && own[n] }) {
		return calls
	}
	return slices.DeleteFunc(slices.Clone(calls), func(u *use) bool { n, ok := holder(u); return ok && !own[n] })
}
