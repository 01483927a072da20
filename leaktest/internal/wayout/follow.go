package wayout

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A Part is what a goroutine waits for, and what others may wait for it to do.
type Part struct {
	waits    map[node]bool // channels that it receives from, WaitGroups that it waits for
	offers   map[node]bool // channels that it is stuck in sending to
	answers  map[node]bool // channels that it sends to or closes, WaitGroups that it is counted by
	receives map[node]bool // channels that it receives from
}

// Follows reports whether a goroutine only waits for what the other one would do
// if it were not stuck itself.
func (p *Part) Follows(other *Part) bool {
	return p.hangsOn(other) && !other.hangsOn(p)
}

func (p *Part) hangsOn(other *Part) bool {
	return intersect(p.waits, other.answers) || intersect(p.offers, other.receives)
}

func intersect(a, b map[node]bool) bool {
	for n := range a {
		if b[n] {
			return true
		}
	}
	return false
}

// PartOf reads the part of a goroutine that blocks in a frame of its stack.
func PartOf(g *goroutine.Goroutine, frame int) *Part {
	p := newPart()
	if frame < 0 || frame >= len(g.Stack) || source.IsStandard(&g.Stack[frame]) {
		return p
	}
	guarded(func() {
		known := newPart()
		known.read(g, frame)
		p = known
	})
	return p
}

func newPart() *Part {
	return &Part{map[node]bool{}, map[node]bool{}, map[node]bool{}, map[node]bool{}}
}

func (p *Part) read(g *goroutine.Goroutine, frame int) {
	w := worldOf(g)
	w.waitsIn(g, frame, p)
	for i := range g.Stack {
		if !source.IsStandard(&g.Stack[i]) {
			w.doesIn(g, i, p)
		}
	}
	if s, ok := w.start(g); ok {
		if sel, ok := s.call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Go" {
			if n, ok := s.nodeOf(sel.X); ok {
				p.answers[n] = true
			}
		}
	}
	for n := range p.waits {
		delete(p.receives, n) // it is here that it waits
	}
}

// waitsIn notes what a goroutine is stuck in.
func (w *world) waitsIn(g *goroutine.Goroutine, frame int, p *Part) {
	pkg, src := w.packageOf(&g.Stack[frame])
	if pkg == nil {
		return
	}
	op, ok := src.BlockingAt(g.Stack[frame].Line)
	if !ok {
		return
	}
	at := place{pkg, src}
	note := func(set map[node]bool, e ast.Expr) {
		v := w.trace(g, value{at, e, frame})
		if n, ok := v.nodeOf(v.expr); ok {
			for _, n := range aliases(tracing{}, n) {
				set[n] = true
			}
		}
	}
	switch n := op.Node.(type) {
	case *ast.UnaryExpr:
		note(p.waits, n.X)
	case *ast.RangeStmt:
		note(p.waits, n.X)
	case *ast.SendStmt:
		note(p.offers, n.Chan)
	case *ast.SelectStmt:
		sc := &scan{place: at, frame: frame, body: bodyAt(src, g.Stack[frame].Line)}
		if sc.body == nil {
			return
		}
		if sc.clauses(n); len(sc.exits) == 1 { // it ends by this one alone
			note(p.waits, sc.exits[0].expr)
		}
	case *ast.CallExpr:
		if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Wait" && strings.HasPrefix(g.State, "sync.WaitGroup") {
			note(p.waits, sel.X)
		}
	}
}

// doesIn notes what the function of a frame does with channels and WaitGroups.
func (w *world) doesIn(g *goroutine.Goroutine, frame int, p *Part) {
	pkg, src := w.packageOf(&g.Stack[frame])
	if pkg == nil {
		return
	}
	body := bodyAt(src, g.Stack[frame].Line)
	if body == nil {
		return
	}
	at := place{pkg, src}
	note := func(set map[node]bool, e ast.Expr) {
		v := w.trace(g, value{at, e, frame})
		if n, ok := v.nodeOf(v.expr); ok {
			set[n] = true
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.SendStmt:
			note(p.answers, n.Chan)
		case *ast.RangeStmt:
			note(p.receives, n.X)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				note(p.receives, n.X)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "close" && len(n.Args) == 1 {
				note(p.answers, n.Args[0])
			}
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" && len(n.Args) == 0 {
				note(p.answers, sel.X)
			}
			if f := at.callee(n); f != nil {
				f.closes(p.answers)
			}
		}
		return true
	})
}

// closes notes the fields that a method closes itself.
func (f *fn) closes(set map[node]bool) {
	if f.recv == "" || f.decl.Body == nil {
		return
	}
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || !isName(call.Fun, "close") {
			return true
		}
		if n, ok := (place{f.pkg, f.file}).nodeOf(call.Args[0]); ok && n.typ == f.recv {
			set[n] = true
		}
		return true
	})
}
