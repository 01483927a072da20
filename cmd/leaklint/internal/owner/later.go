package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// laterStarts are the starts of an object that the call has made, by one of its
// methods: also where only an interface is seen of it.
func (x *Index) laterStarts(made *start, call *ssa.Call) (list []*start) {
	v := resultOf(call, made.hold.Result)
	if v == nil {
		return nil
	}
	f := x.follow(made.fn, made.hold, call, []ssa.Value{v})
	for _, b := range made.fn.Blocks {
		for _, instr := range b.Instrs {
			if starter, ok := instr.(*ssa.Call); ok && f.does[instr]&starting != 0 && f.does[instr]&escapes == 0 {
				s := *made
				s.instr, s.roots, s.fails = starter, []ssa.Value{v}, nil
				if isMethod(starter.Common(), made.hold.Starts) || x.own(starter.Common().StaticCallee()) != nil && !takesFunction(starter) {
					s.fails = errorOf(starter)
					if callee := starter.Common().StaticCallee(); callee != nil {
						s.call = callee
					} else if starter.Common().IsInvoke() {
						s.method = starter.Common().Method
					}
				}
				list = append(list, &s)
			}
		}
	}
	return list
}

// takesFunction reports whether the call is given a function, which may start the
// object whatever becomes of the rest of the call.
func takesFunction(call *ssa.Call) bool {
	return slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
		_, function := arg.Type().Underlying().(*types.Signature)
		return function
	})
}

// isMethod reports whether the call is one of a method of these names, rather
// than of a function in which the object is started.
func isMethod(call *ssa.CallCommon, names []string) bool {
	if call.IsInvoke() {
		return slices.Contains(names, call.Method.Name())
	}
	callee := call.StaticCallee()
	return callee != nil && callee.Signature.Recv() != nil && slices.Contains(names, callee.Name())
}

// endings returns the results of the call that are functions, or have a method by
// which such things are ended.
func endings(call *ssa.Call) (list []ssa.Value) {
	results := call.Common().Signature().Results()
	for i := range results.Len() {
		t := results.At(i).Type()
		_, function := t.Underlying().(*types.Signature)
		ends := function || slices.ContainsFunc([]string{"Close", "Stop", "Shutdown", "Cancel"}, func(name string) bool { return hasMethod(t, name) })
		if v := resultOf(call, i); v != nil && ends {
			list = append(list, v)
		}
	}
	return list
}

// addClosers adds those of the values that can be closed: the listener of a server,
// which ends it too.
func (s *start) addClosers(values []ssa.Value) {
	for _, v := range values {
		if v == nil {
			continue
		}
		root, _ := rootOf(v)
		if hasMethod(root.Type(), "Close") && !slices.Contains(s.roots, root) {
			s.extra = append(s.extra, root)
		}
	}
}
