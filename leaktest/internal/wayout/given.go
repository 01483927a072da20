package wayout

import (
	"fmt"
	"go/ast"
	"strings"
)

// handedIn names the context or channel that a function was given, or the local
// variable, on which a goroutine hangs that has one way out which nothing closes.
func (s *search) handedIn(makers []*maker, exits []exit) string {
	if len(exits) != 1 || exits[0].cause == byFlag || exits[0].cause == byClose {
		return ""
	}
	what, how := "channel", "closed"
	if exits[0].cause == byContext {
		what, how = "context", "canceled"
	}
	if m, arg := s.giver(makers); m != nil {
		hint := fmt.Sprintf("ends when the %s that %s was given at %s is %s", what, m.text, m.position(), how)
		if text := callText(arg); text == "context.Background" || text == "context.TODO" {
			hint += fmt.Sprintf("; that is %s(), which never is", text)
		}
		return hint
	}
	if at, in := s.made(); at != nil {
		return fmt.Sprintf("ends when %s is %s; nobody did that to the one made at %s",
			strings.TrimPrefix(exit{place: s.origin.place, cause: byFlag, expr: stripDone(s.origin.expr)}.text(), "&"), how, positionOf(s.world, in.file, at))
	}
	return ""
}

// giver returns the call of the test that gave a function what the goroutine waits
// for, where there is one such call, and what it gave.
func (s *search) giver(makers []*maker) (*maker, ast.Expr) {
	var found *maker
	var arg ast.Expr
	for _, n := range s.given {
		f, i, _ := n.isParam()
		for _, m := range makers {
			call, ok := m.node.(*ast.CallExpr)
			if !ok || m.fn != f || i >= len(call.Args) || found != nil && found.deep < m.deep {
				continue
			}
			if found != nil && found.deep == m.deep {
				return nil, nil
			}
			found, arg = m, call.Args[i]
		}
	}
	return found, arg
}

// made returns the statement that makes the channel or context which the goroutine
// waits for, where there is one.
func (s *search) made() (ast.Node, place) {
	n, ok := s.origin.nodeOf(stripDone(s.origin.expr))
	if !ok {
		return nil, place{}
	}
	var found *use
	for _, n := range aliases(false, n) {
		for _, u := range n.usesOf() {
			call, ok := u.other.(*ast.CallExpr)
			if u.kind != assigned && u.kind != keyed || !ok || lastName(call.Fun) != "make" && u.derivation() == nil {
				continue
			}
			if found != nil {
				return nil, place{}
			}
			found = u
		}
	}
	if found == nil {
		return nil, place{}
	}
	return found.expr, found.place
}
