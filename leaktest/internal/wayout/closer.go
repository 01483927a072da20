package wayout

import (
	"go/ast"
	"slices"
	"strings"
)

// A closer is a function that lets a goroutine go. Its result is -1 for the
// function itself, or the index of a function that it returns.
type closer struct {
	fn     *fn
	result int
	depth  int // calls between it and the statement that ends the goroutine
}

// A search collects the closers of an exit.
type search struct {
	world   *world
	avoid   map[*fn]bool // the goroutine's own functions, and who starts it
	seen    map[node]bool
	found   []closer
	origin  value  // of the last exit: where its value came from, as far as the stack tells
	given   []node // parameters that the way out leads to
	through bool
}

const maxHops = 6

// closersOf collects what ends a goroutine by an exit that hangs on a value.
func (s *search) closersOf(v value, c cause) {
	if s.byMethod(v) {
		return
	}
	if c == byContext {
		s.context(v)
		return
	}
	n, ok := v.nodeOf(v.expr)
	if !ok {
		return
	}
	s.through = c == byClose
	for _, n := range aliases(s.through, n) {
		s.seen[n] = true
		s.noteParam(n)
		for _, u := range n.usesOf() {
			if u.ends(c) {
				s.closedIn(u.fn, u.lits, 0)
			}
		}
	}
}

// ends reports whether a use of a value is what an exit waits for.
func (u *use) ends(c cause) bool {
	switch c {
	case byChannel:
		return u.kind == closed || u.kind == sent
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
func (s *search) byMethod(v value) bool {
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
		for _, h := range aliases(false, holder) {
			for _, c := range h.usesOf() {
				if c.kind == method && c.sel == u.fn.name() {
					s.closedIn(c.fn, c.lits, 0)
				}
			}
		}
	}
	return true
}

// context collects the calls of the cancel function that was made with a context,
// or with one that it comes from.
func (s *search) context(v value) {
	n, ok := v.nodeOf(stripDone(v.expr))
	if !ok {
		return
	}
	all := aliases(false, n)
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
					all = append(all, aliases(false, parent)...)
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
	for _, n := range aliases(false, n) {
		if s.seen[n] {
			continue
		}
		s.seen[n] = true
		for _, u := range n.usesOf() {
			switch u.kind {
			case called:
				s.closedIn(u.fn, u.lits, 0)
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
	s.found = append(s.found, closer{u.fn, u.arg, depth})
}

// closedIn notes that a goroutine is let go in a function, or in a function
// literal that stands in it.
func (s *search) closedIn(f *fn, lits []*literal, depth int) {
	for i := len(lits) - 1; i >= 0; i-- {
		switch l := lits[i]; l.use() {
		case runsAlone:
			return
		case runsHere:
		case isStored:
			s.stored(f, lits[:i], l, depth)
			return
		}
	}
	if f == nil || s.avoid[f] {
		return
	}
	s.found = append(s.found, closer{f, -1, depth})
}

// What is done with a function literal.
const (
	runsHere  = iota // called, deferred, or given to something that calls it
	runsAlone        // in a goroutine of its own
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
		case name == "Go", name == "AfterFunc", name == "GoCtx":
			return runsAlone
		case name == "OnceFunc":
			return isStored
		}
		return runsHere
	case *ast.AssignStmt, *ast.ValueSpec, *ast.KeyValueExpr, *ast.ReturnStmt, *ast.CompositeLit:
		return isStored
	}
	return runsHere
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
				s.found = append(s.found, closer{f, i, depth})
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
		for _, n := range aliases(false, node{pkg: owner.pkg, typ: owner.name, name: lastName(kv.Key)}) {
			for _, u := range n.usesOf() {
				if u.kind == called {
					s.closedIn(u.fn, u.lits, 0)
				}
			}
		}
	}
}

// noteParam notes a parameter of a declared function: whoever calls it decides.
func (s *search) noteParam(n node) {
	if _, _, ok := n.isParam(); ok && !slices.Contains(s.given, n) {
		s.given = append(s.given, n)
	}
}

// callers adds who calls the closers, and who calls those, up to the functions
// that a user knows.
func (s *search) callers() {
	depths := make(map[*fn]int)
	var queue []closer
	for _, c := range s.found {
		if c.result < 0 {
			queue = append(queue, c)
			depths[c.fn] = 0
		}
	}
	for len(queue) > 0 {
		c := queue[0]
		queue = queue[1:]
		if c.depth >= maxHops {
			continue
		}
		for _, u := range c.fn.reached() {
			f := u.fn
			if _, seen := depths[f]; f == nil || seen || s.avoid[f] || alone(u.lits) {
				continue
			}
			depths[f] = c.depth + 1
			next := closer{f, -1, c.depth + 1}
			s.found = append(s.found, next)
			queue = append(queue, next)
		}
	}
}

func alone(lits []*literal) bool {
	return slices.ContainsFunc(lits, func(l *literal) bool { return l.use() != runsHere })
}

// reached returns the uses of a function that call it, also through an interface
// that has its method, and those that hand it to what calls it, as once.Do(x.stop).
func (f *fn) reached() []*use {
	var all []*use
	for _, p := range f.pkg.world.loaded() {
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
