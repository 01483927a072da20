package owner

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A start is one instruction of a function after which a goroutine runs.
type start struct {
	fn     *ssa.Function
	instr  ssa.CallInstruction
	pos    token.Pos
	hold   *hold
	roots  []ssa.Value   // the objects, as they are known in fn, that may end it
	extra  []ssa.Value   // what ends it too: the listener of a server
	others []ssa.Value   // what else the call returns, by which the goroutine may be ended
	site   *spawn.Site   // if the instruction itself starts the goroutine
	fails  ssa.Value     // the call whose error says that nothing was started; nil if none does
	call   *ssa.Function // the callee, if it is not the site
	method *types.Func   // the same, where it is a method of an interface

	contexts []int // the parameters of fn that are contexts and end it too

	ends *decision.Reason // why nobody here needs to end the goroutine, or nil
}

// callers reports whether the object is one that the caller of the function has.
func (s *start) callers() bool {
	return slices.ContainsFunc(s.roots, func(root ssa.Value) bool { return paramIndex(s.fn, root) >= 0 })
}

// maxStarts bounds how many goroutines a function may start for their objects to be
// followed. A function that starts more, which only generators write, is left out.
const maxStarts = 100

// startsIn returns the starts of a function that need somebody who ends the
// goroutine, in source order.
func (x *Index) startsIn(fn *ssa.Function) []*start {
	return slices.DeleteFunc(x.allStarts(fn), func(s *start) bool { return s.ends != nil })
}

// allStarts returns the starts of a function, in source order.
func (x *Index) allStarts(fn *ssa.Function) (list []*start) {
	if tooMany.Holds(x.startCount[fn] > maxStarts) {
		return x.leftOut(fn)
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if site := x.starts.At(call); site != nil {
				if s := x.siteStart(site); s != nil {
					list = append(list, s)
				}
			}
			if call, ok := instr.(*ssa.Call); ok {
				list = append(list, x.callStarts(call)...)
			}
		}
	}
	return list
}

// leftOut returns the starts of a function that has too many.
func (x *Index) leftOut(fn *ssa.Function) (list []*start) {
	for _, site := range x.starts.Sites {
		if site.Enclosing == fn {
			list = append(list, &start{fn: fn, instr: site.Instr, pos: site.Pos(), hold: x.nothing, site: site, ends: tooMany})
		}
	}
	return list
}

// siteStart is the start at a go statement.
func (x *Index) siteStart(site *spawn.Site) *start {
	if s := x.pipeStart(site); s != nil {
		return s
	}
	h := x.siteHold(site)
	if h == nil {
		return nil
	}
	s := &start{fn: site.Enclosing, instr: site.Instr, pos: site.Pos(), hold: h, site: site, contexts: h.Contexts, ends: h.ends}
	if s.ends != nil {
		return s
	}
	if h.Runs {
		return s.runner(x)
	}
	for _, t := range site.Targets {
		for _, v := range slices.Concat(t.Args, t.Bindings) {
			if v != nil {
				s.addRoot(x, v)
			}
		}
	}
	for _, e := range h.effects {
		if v, ok := e.key.(ssa.Value); ok && v.Parent() == site.Enclosing && !slices.Contains(s.roots, v) {
			s.roots = append(s.roots, v)
		}
	}
	if len(s.roots) == 0 {
		return nil
	}
	if h.runner {
		for _, t := range site.Targets {
			s.addClosers(slices.Concat(t.Args, t.Bindings))
		}
	}
	return s
}

// runner is the start of a function of another package that runs until a method
// is called on its argument.
func (s *start) runner(x *Index) *start {
	args := s.site.Instr.Common().Args
	if s.hold.Param >= len(args) || !s.setRoot(x, args[s.hold.Param]) {
		return nil
	}
	s.addClosers(args[s.hold.Param+1:])
	return s
}

// follow returns what the function does with the objects of the start.
func (s *start) follow(x *Index) *follower {
	return x.follow(s.fn, s.hold, s.instr, slices.Concat(s.roots, s.extra), s.others...)
}

// addRoot adds the object that the goroutine is given with v, if it has a method
// that ends the goroutine.
func (s *start) addRoot(x *Index, v ssa.Value) {
	root, _ := rootOf(v)
	named := namedOf(root.Type())
	names := x.stopNames(s.hold, named)
	if len(names) == 0 || slices.Contains(s.roots, root) {
		return
	}
	s.roots = append(s.roots, root)
	if s.hold.object == nil {
		s.hold.object, s.hold.Type, s.hold.Stops = named, named.Obj().Name(), names
	}
}

// callStarts are the starts at a call: of a function that is known to leave a
// goroutine running.
func (x *Index) callStarts(call *ssa.Call) (list []*start) {
	callee := call.Common().StaticCallee()
	for _, h := range x.factOf(callee) {
		h = x.certain(call, h)
		s := &start{fn: call.Parent(), instr: call, pos: call.Pos(), hold: h, fails: errorOf(call), call: callee, ends: h.ends}
		if h.Runs {
			continue // it runs here and now
		}
		if s.ends != nil {
			list = append(list, s)
			continue
		}
		if h.Result < 0 {
			s.others = endings(call)
		}
		if !h.Started {
			list = append(list, x.laterStarts(s, call)...)
		} else if s.given(x, call) && s.findRoot(x, call) {
			list = append(list, s)
		}
	}
	return ofCallers(append(list, x.closureStarts(call)...))
}

// ofCallers marks the starts of a goroutine that another start is about too, whose
// object the caller of the function has: that one may hold the others.
func ofCallers(list []*start) []*start {
	ofCaller := func(s *start) bool { return s.ends == nil && s.callers() }
	for _, s := range list {
		if s.ends == nil && callersStart.Holds(!s.callers() && slices.ContainsFunc(list, func(other *start) bool {
			return ofCaller(other) && other.hold.Place == s.hold.Place
		})) {
			s.ends = callersStart
		}
	}
	return list
}

// given finds the contexts that the caller hands over and that end the goroutine. It
// reports false if they are not known. The start ends if one of them may be done that
// is none of the caller's own parameters.
func (s *start) given(x *Index, call *ssa.Call) bool {
	for _, i := range s.hold.Contexts {
		args := call.Common().Args
		if i >= len(args) {
			return false
		}
		if own := paramIndex(s.fn, variable.Value(args[i])); own >= 0 {
			s.contexts = append(s.contexts, own)
		} else if s.ends == nil && contextGiven.Holds(!x.waits.Ask(s.fn, nil).NotDone(args[i])) {
			s.ends = contextGiven
		}
	}
	return true
}

// findRoot finds the object of a call's hold in the caller.
func (s *start) findRoot(x *Index, call *ssa.Call) bool {
	if s.hold.Result >= 0 {
		if v := resultOf(call, s.hold.Result); v != nil {
			s.roots = append(s.roots, v)
		}
		return true // without a value it is dropped at once
	}
	args := call.Common().Args
	if s.hold.Param >= len(args) {
		return false
	}
	return s.setRoot(x, args[s.hold.Param])
}

// setRoot makes the object that v belongs to the one that is followed.
func (s *start) setRoot(x *Index, v ssa.Value) bool {
	root, field := rootOf(v)
	if field != nil {
		s.hold = s.hold.within(field)
		named := namedOf(root.Type())
		names := x.stopNames(s.hold, named)
		if len(names) == 0 {
			return false
		}
		s.hold.object, s.hold.Type, s.hold.Stops = named, named.Obj().Name(), names
	}
	s.roots = []ssa.Value{root}
	return true
}

// closureStarts are the starts at a call that is handed a function literal in
// which an object of this function is started.
func (x *Index) closureStarts(call *ssa.Call) (list []*start) {
	for _, arg := range append(call.Common().Args, call.Common().Value) {
		c, ok := arg.(*ssa.MakeClosure)
		if !ok {
			continue
		}
		literal := c.Fn.(*ssa.Function)
		for _, h := range x.facts[literal] {
			if i := h.Param - len(literal.Params); i >= 0 && i < len(c.Bindings) {
				s := &start{fn: call.Parent(), instr: call, pos: call.Pos(), hold: h}
				if s.setRoot(x, c.Bindings[i]) {
					list = append(list, s)
				}
			}
		}
	}
	return list
}

// resultOf returns result number i of the call, or nil if it is dropped.
func resultOf(call *ssa.Call, i int) ssa.Value {
	if _, tuple := call.Type().(*types.Tuple); !tuple {
		if len(*call.Referrers()) == 0 {
			return nil
		}
		return call
	}
	for _, ref := range *call.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// errorOf returns the value of the call's last result if that is an error.
func errorOf(call *ssa.Call) ssa.Value {
	results := call.Common().Signature().Results()
	if n := results.Len(); n > 0 && endless.IsError(results.At(n-1).Type()) {
		return resultOf(call, n-1)
	}
	return nil
}
