package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// visitCall marks what a call, or a go or defer statement, does with an alias.
func (f *follower) visitCall(v ssa.Value, a alias, call ssa.CallInstruction) {
	common := call.Common()
	_, background := call.(*ssa.Go)
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			f.mark(call, escapes)
		}
		return
	}
	does := bits(0)
	switch {
	case a.role == closure:
		does = a.does // it is called here, or by whoever gets it
	case common.Value == v && common.IsInvoke():
		does = f.named(common.Method.Name())
	case common.Value == v:
		does = releases // a function that ends the goroutine
	}
	if slices.Contains(common.Args, v) {
		if a.role != closure {
			does |= f.argument(v, a, call)
		} else if does&releases != 0 && !f.whole {
			does |= escapes // who gets it may have it from before the start
		}
	}
	if f.readsOn(call) {
		does |= escapes
	}
	if does == 0 && background {
		f.shared = true
	}
	f.mark(call, does)
}

// argument returns what the callee does with an argument.
func (f *follower) argument(v ssa.Value, a alias, call ssa.CallInstruction) bits {
	if ch, ok := v.Type().Underlying().(*types.Chan); ok && ch.Dir() == types.RecvOnly {
		return 0 // it can only be waited for there
	}
	if call.Common().IsInvoke() || a.role == cell {
		return escapes
	}
	targets, complete := spawn.Callees(call.Common())
	if callee := call.Common().StaticCallee(); callee != nil {
		// Also of another package, whose parameters are not known.
		targets = []spawn.Target{{Fn: graph.Original(callee), Args: call.Common().Args}}
	} else if f.x.origins.Of(call.Common().Value).All(variable.IsNil) {
		return 0 // a hook that only tests set
	} else if !complete {
		return escapes
	}
	var does bits
	for _, t := range targets {
		for i, arg := range t.Args {
			if arg != v {
				continue
			}
			if i == 0 && t.Fn.Signature.Recv() != nil {
				does |= f.method(t.Fn, t.Fn.Name(), a.role)
			} else if f.hold.pipe != NoPipe && f.x.own(t.Fn) == nil {
				does |= f.pipeArgument(v, call)
			} else {
				does |= f.parameter(t.Fn, i)
			}
		}
	}
	return does
}

// method returns what a method does with its receiver.
func (f *follower) method(fn *ssa.Function, name string, r role) bits {
	if own := f.x.own(fn); own != nil {
		return f.parameter(own, 0)
	}
	if r == holder {
		return escapes // a method of another package that is promoted
	}
	return f.named(name)
}

// named returns what the method of that name does, going by the fact about the
// object.
func (f *follower) named(name string) bits {
	var does bits
	if slices.Contains(f.hold.Stops, name) {
		does |= releases
	}
	if slices.Contains(f.hold.Keeps, name) {
		does |= escapes
	}
	if slices.Contains(f.hold.Starts, name) {
		does |= starting
	}
	return does
}

// parameter returns what a function does with parameter number i.
func (f *follower) parameter(fn *ssa.Function, i int) bits {
	fn = graph.Original(fn)
	if f.x.stops(f.hold, fn) {
		return releases
	}
	if f.x.awaits(f.hold, fn) {
		return escapes
	}
	if f.x.own(fn) != nil {
		return f.x.partDoes(fn, i, f.hold)
	}
	if model.OnlyReads(fn) && f.hold.pipe == NoPipe {
		return 0
	}
	return escapes
}

// printed reports whether the address is that of an element of the arguments of
// a function that only reads them.
func printed(addr ssa.Value) bool {
	calls, all := argumentsAt(addr)
	return all && !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		return call.Common().StaticCallee() == nil || !model.OnlyReads(call.Common().StaticCallee())
	})
}

// argumentsAt returns the calls among whose arguments the element at the address is,
// as one of those that have no parameter of their own, and whether it is nothing else.
func argumentsAt(addr ssa.Value) (calls []ssa.CallInstruction, all bool) {
	element, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return nil, false
	}
	array, ok := element.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	for _, ref := range *array.Referrers() {
		args, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *args.Referrers() {
			call, ok := use.(ssa.CallInstruction)
			if !ok {
				return nil, false
			}
			calls = append(calls, call)
		}
	}
	return calls, true
}

// A part is one parameter of a function, or one of its captured variables, whose
// indices come after.
type part struct {
	fn   *ssa.Function
	i    int
	hold *hold
}

// partDoes returns all that the function does with a parameter or a captured
// variable. While it is being found out it counts as nothing: a function that
// calls itself does nothing new.
func (x *Index) partDoes(fn *ssa.Function, i int, h *hold) bits {
	p := part{fn, i, h}
	if known, ok := x.bits[p]; ok {
		return known
	}
	x.bits[p] = 0
	var root ssa.Value
	switch {
	case i < len(fn.Params):
		root = fn.Params[i]
	case i-len(fn.Params) < len(fn.FreeVars):
		root = fn.FreeVars[i-len(fn.Params)]
	default:
		return escapes
	}
	var all bits
	for _, does := range x.follow(fn, h, nil, []ssa.Value{root}).does {
		all |= does
	}
	if x.stops(h, fn) {
		all |= releases
	} else if x.awaits(h, fn) {
		all |= escapes
	}
	x.bits[p] = all
	return all
}

// keeps returns the methods of the object that may hand it to somebody, or after
// which there is nothing left to end.
func (x *Index) keeps(h *hold) []string {
	if h.object == nil {
		return h.Keeps
	}
	var names []string
	for i := range h.object.NumMethods() {
		method := h.object.Method(i)
		fn := x.own(x.prog.FuncValue(method.Origin()))
		if fn != nil && method.Exported() && (x.awaits(h, fn) || x.partDoes(fn, 0, h)&escapes != 0) {
			names = append(names, method.Name())
		}
	}
	return names
}
