package wayout

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// A closer is a function that lets a goroutine go. Its result is -1 for the
// function itself, or the index of a function that it returns.
type closer struct {
	fn     *fn
	result int
	depth  int       // calls between it and the statement that ends the goroutine
	pos    token.Pos // of that statement, or of the call on the way to it
}

// A search collects the closers of an exit.
type search struct {
	world  *world
	avoid  map[*fn]bool // the goroutine's own functions, and who starts it
	seen   map[node]bool
	found  []closer
	noted  map[*fn]bool      // functions in found
	waited map[ast.Expr]bool // channels that goroutines wait for which end this one
	origin value             // of the last exit: where its value came from, as far as the stack tells
	given  []node            // parameters that the way out leads to
}

const maxHops = 6

// closersOf collects what ends a goroutine by an exit that hangs on a value. Depth
// is the number of calls between that and the goroutine.
func (s *search) closersOf(v value, c cause, depth int) {
	if s.byMethod(v, depth) {
		return
	}
	n, ok := v.nodeOf(v.expr)
	if !ok {
		return
	}
	all := s.aliases(c == byClose, n)
	for _, n := range all {
		s.noteParam(n)
		for _, u := range n.usesOf() {
			if u.ends(c) {
				s.closedIn(u, depth)
			}
		}
	}
	if c == byChannel || c == byContext {
		s.contexts(all) // the channel may be the Done of one of them, and Done a method that returns a channel
	}
}

// aliases are the nodes that hold the same value as n, for the goroutine of this
// search.
func (s *search) aliases(through bool, n node) []node {
	return aliases(tracing{through, s.avoid}, n)
}

// ends reports whether a use of a value is what an exit waits for.
func (u *use) ends(c cause) bool {
	switch c {
	case byChannel, byContext:
		return u.kind == closed || u.kind == sent
	case byClosing:
		return u.kind == closed
	case byClose:
		return u.kind == method && u.sel == "Close"
	case byFlag:
		switch u.kind {
		case assigned:
			id, ok := u.other.(*ast.Ident)
			return ok && id.Name == "true"
		case method:
			return (u.sel == "Store" || u.sel == "Swap" || u.sel == "CompareAndSwap" || u.sel == "Add") && len(u.call.Args) > 0
		case passed:
			name := lastName(u.call.Fun)
			return strings.HasPrefix(name, "Store") || strings.HasPrefix(name, "CompareAndSwap") || strings.HasPrefix(name, "Swap")
		}
	}
	return false
}

// byMethod collects, for a channel that a method of a field returns, the calls of
// the methods on that field that close it, as an event's Fire does for its Done. It
// reports whether the channel is one.
func (s *search) byMethod(v value, depth int) bool {
	call, ok := ast.Unparen(v.expr).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	f := v.callee(call)
	if !ok || f == nil || f.recv == "" {
		return false
	}
	holder, ok := v.nodeOf(sel.X)
	inner, ok2 := v.callNode(call)
	if !ok || !ok2 || holder.obj != nil {
		return false
	}
	for _, u := range inner.usesOf() {
		if u.kind != closed || u.fn == nil || u.fn.recv != f.recv || u.fn == f {
			continue
		}
		for _, h := range s.aliases(false, holder) {
			for _, c := range h.methodUses(u.fn.name()) {
				s.closedIn(c, depth)
			}
		}
	}
	return true
}

// contexts collects the calls of the cancel functions that were made with contexts,
// or with those that they come from.
func (s *search) contexts(all []node) {
	for i := 0; i < len(all) && i < maxAliases; i++ {
		n := all[i]
		if s.seen[n] {
			continue
		}
		s.seen[n] = true
		s.noteParam(n)
		for _, u := range n.usesOf() {
			call := u.derivation()
			if call == nil {
				continue
			}
			if cancel := u.sibling(); cancel != nil {
				s.canceled(u.place, cancel)
			}
			if len(call.Args) > 0 {
				if parent, ok := u.nodeOf(stripDone(call.Args[0])); ok {
					all = append(all, s.aliases(false, parent)...)
				}
			}
		}
	}
}

// derivation returns the call by which a context is made from another one.
func (u *use) derivation() *ast.CallExpr {
	if u.kind != assigned || u.arg != 0 {
		return nil
	}
	call, ok := ast.Unparen(u.other).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	x, ok := sel.X.(*ast.Ident)
	if ok && (x.Name == "context" || x.Name == "signal" || x.Name == "errgroup") && (strings.HasPrefix(sel.Sel.Name, "With") || sel.Sel.Name == "NotifyContext") {
		return call
	}
	return nil
}

// sibling returns the cancel function that is assigned together with a context.
func (u *use) sibling() ast.Expr {
	var found ast.Expr
	ast.Inspect(u.fnNode(), func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 2 && len(a.Rhs) == 1 && a.Rhs[0] == u.other {
			found = a.Lhs[1]
		}
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == 2 && len(v.Values) == 1 && v.Values[0] == u.other {
			found = v.Names[1]
		}
		return found == nil
	})
	return found
}

func (u *use) fnNode() ast.Node {
	if u.fn != nil {
		return u.fn.decl
	}
	return u.file.Syntax
}

// canceled collects where a function value is called.
func (s *search) canceled(at place, e ast.Expr) {
	n, ok := at.nodeOf(e)
	if !ok {
		return
	}
	for _, n := range s.aliases(false, n) {
		if s.seen[n] {
			continue
		}
		s.seen[n] = true
		for _, u := range n.usesOf() {
			switch u.kind {
			case called:
				s.closedIn(u, 0)
			case returned:
				s.returnedBy(u, 0)
			}
		}
	}
}

// returnedBy notes that a function returns what ends the goroutine.
func (s *search) returnedBy(u *use, depth int) {
	if u.fn == nil || len(u.lits) > 0 {
		return
	}
	s.found = append(s.found, closer{u.fn, u.arg, depth, u.expr.Pos()})
}

// closedIn notes that a goroutine is let go by a use of a value, in the function in
// which that stands, or in what calls the function literals around it. What a
// goroutine of its own does, or what a context calls when it is done, is done by
// whoever makes them come to it.
func (s *search) closedIn(u *use, depth int) {
	if depth > maxHops {
		return
	}
	if ctx := u.afterContext(); ctx != nil {
		s.closersOf(value{place: u.place, expr: ctx}, byContext, depth+1)
		return
	}
	for i := len(u.lits) - 1; i >= 0; i-- {
		switch l := u.lits[i]; l.use() {
		case runsAlone:
			if !s.passed(u.place, l.node.Body, u.expr.Pos(), depth) {
				return
			}
		case runsLater:
			return
		case isStored:
			s.stored(u.fn, u.lits[:i], l, depth)
			return
		}
	}
	if u.fn == nil || s.avoid[u.fn] || s.noted[u.fn] {
		return
	}
	s.noted[u.fn] = true
	s.found = append(s.found, closer{u.fn, -1, depth, u.expr.Pos()})
}

// stored follows a function literal that ends the goroutine to where it is
// called.
func (s *search) stored(f *fn, outer []*literal, l *literal, depth int) {
	if f == nil || depth > maxHops {
		return
	}
	var e ast.Expr = l.node
	if call, ok := l.parent.(*ast.CallExpr); ok {
		e = call // sync.OnceFunc(func() { ... })
	}
	at := place{f.pkg, f.file}
	ast.Inspect(f.decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			if i := slices.Index(n.Results, e); i >= 0 && len(outer) == 0 {
				s.found = append(s.found, closer{f, i, depth, e.Pos()})
			}
		case *ast.AssignStmt:
			if i := slices.Index(n.Rhs, e); i >= 0 && i < len(n.Lhs) {
				s.canceled(at, n.Lhs[i])
			}
		case *ast.ValueSpec:
			if i := slices.Index(n.Values, e); i >= 0 && i < len(n.Names) {
				s.canceled(at, n.Names[i])
			}
		case *ast.CompositeLit:
			s.storedField(at, n, e)
		}
		return true
	})
}

func (s *search) storedField(at place, lit *ast.CompositeLit, e ast.Expr) {
	t, ok := (typ{at, lit.Type}).named()
	if !ok {
		return
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok || kv.Value != e {
			continue
		}
		owner, _, ok := t.field(lastName(kv.Key))
		if !ok {
			continue
		}
		for _, n := range s.aliases(false, node{pkg: owner.pkg, typ: owner.name, name: lastName(kv.Key)}) {
			for _, u := range n.usesOf() {
				if u.kind == called {
					s.closedIn(u, 0)
				}
			}
		}
	}
}

// noteParam notes a parameter of a declared function that is a channel or a
// context: whoever calls it decides.
func (s *search) noteParam(n node) {
	if _, _, ok := n.isParam(); ok && !slices.Contains(s.given, n) && (n.isChannel() || n.isContext()) {
		s.given = append(s.given, n)
	}
}

// callers adds who calls the closers, and who calls those, up to the functions
// that a user knows.
func (s *search) callers() {
	for i := 0; i < len(s.found); i++ {
		c := s.found[i]
		if c.result >= 0 || c.depth >= maxHops {
			continue
		}
		for _, u := range s.byOwner(c.fn.reached()) {
			if u.spawned && !s.passed(place{c.fn.pkg, c.fn.file}, c.fn.decl.Body, c.pos, c.depth) {
				continue
			}
			s.closedIn(u, c.depth+1)
		}
	}
}

// reached returns the uses of a function that call it, also through an interface
// that has its method, and those that hand it to what calls it, as once.Do(x.stop).
func (f *fn) reached() []*use {
	var all []*use
	for _, p := range f.pkg.world.looked {
		for _, u := range p.usesOf(f.name()) {
			if u.kind != called && u.kind != passed {
				continue
			}
			if u.names(f) {
				all = append(all, u)
			}
		}
	}
	return all
}

// names reports whether a use names a function.
func (u *use) names(f *fn) bool {
	switch e := base(u.expr).(type) {
	case *ast.Ident:
		return f.recv == "" && u.pkg == f.pkg && (e.Obj == nil || u.isGlobal(e))
	case *ast.SelectorExpr:
		if got := u.selected(e); got != nil {
			return got == f
		}
		if f.recv == "" {
			return false
		}
		t, ok := u.typeOf(e.X)
		if !ok {
			return false
		}
		n, ok := t.named()
		return ok && n.isInterface() && n.has(f.name()) && n.impliedBy(named{f.pkg, f.recv})
	}
	return false
}
