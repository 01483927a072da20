package spawn

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// A finder collects the sites of one package.
type finder struct {
	pass   *analysis.Pass
	pkg    *ssa.Package
	starts map[*ssa.Function]*Starts // found in this package or imported
}

// find returns the sites of funcs. A function that turns out to start its
// argument makes its callers sites, which may make their functions starters in
// turn; so it repeats until nothing new is found.
func (f *finder) find(funcs []*ssa.Function) *Result {
	calls := candidates(funcs)
	var sites []*Site
	for changed := true; changed; {
		sites, changed = nil, false
		for _, call := range calls {
			for _, site := range f.sitesOf(call) {
				sites = append(sites, site)
				changed = f.recordStarts(site) || changed
			}
		}
	}
	exportStarts(f.pass, funcs, f.starts)
	return newResult(funcs, sites)
}

func newResult(funcs []*ssa.Function, sites []*Site) *Result {
	r := &Result{
		Sites:   sites,
		Funcs:   funcs,
		byFn:    map[*ssa.Function][]*Site{},
		byInstr: map[ssa.CallInstruction]*Site{},
	}
	for _, s := range sites {
		r.byInstr[s.Instr] = s
		for _, t := range s.Targets {
			r.byFn[t.Fn] = append(r.byFn[t.Fn], s)
		}
	}
	return r
}

// candidates returns the instructions that may start a goroutine: go
// statements, and calls of a known function with an argument that is one.
func candidates(funcs []*ssa.Function) []ssa.CallInstruction {
	var calls []ssa.CallInstruction
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Go:
					calls = append(calls, instr)
				case *ssa.Call:
					if takesFunc(instr.Common()) {
						calls = append(calls, instr)
					}
				}
			}
		}
	}
	return calls
}

// takesFunc reports whether an argument of the call is a function.
func takesFunc(call *ssa.CallCommon) bool {
	for _, arg := range call.Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}

// sitesOf returns the sites at one instruction; usually one or none.
func (f *finder) sitesOf(call ssa.CallInstruction) []*Site {
	if g, ok := call.(*ssa.Go); ok {
		targets, complete := Callees(g.Common())
		site := &Site{Kind: GoStmt, Instr: g, Enclosing: g.Parent(), Targets: targets, Complete: complete, Arg: -1}
		return []*Site{site}
	}
	callee := call.Common().StaticCallee()
	if callee == nil {
		return nil
	}
	callee = original(callee)
	if start, ok := model.Starts(callee); ok && start.Arg < len(call.Common().Args) {
		return []*Site{argSite(Kind(start.As), call, start.Arg)}
	}
	var sites []*Site
	for _, arg := range f.startsOf(callee) {
		if arg < len(call.Common().Args) {
			sites = append(sites, argSite(Helper, call, arg))
		}
	}
	return sites
}

// argSite is the site of a call that starts its argument number arg.
func argSite(kind Kind, call ssa.CallInstruction, arg int) *Site {
	targets, complete := resolveFunc(call.Common().Args[arg])
	return &Site{Kind: kind, Instr: call, Enclosing: call.Parent(), Targets: targets, Complete: complete, Arg: arg}
}

// recordStarts notes which parameters of the function around the site run in
// the started goroutine, and reports whether it learned something.
func (f *finder) recordStarts(site *Site) bool {
	changed := false
	note := func(v ssa.Value) {
		if p := parameterOf(v); p != nil {
			fn := p.Parent()
			if f.starts[fn] == nil {
				f.starts[fn] = &Starts{Version: startsVersion}
			}
			changed = f.starts[fn].add(paramIndex(p)) || changed
		}
	}
	if site.Arg >= 0 {
		note(site.Instr.Common().Args[site.Arg])
	} else if !site.Instr.Common().IsInvoke() {
		note(site.Instr.Common().Value)
	}
	for _, t := range site.Targets {
		for _, called := range calledValues(t.Fn) {
			note(substitute(t, called))
		}
	}
	return changed
}

// calledValues returns the function values that fn itself calls, in tail of its
// own work or before it: what a goroutine calls, it runs.
func calledValues(fn *ssa.Function) []ssa.Value {
	var values []ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call.Common().IsInvoke() {
				continue
			}
			if _, isGo := instr.(*ssa.Go); isGo {
				continue
			}
			switch call.Common().Value.(type) {
			case *ssa.Function, *ssa.Builtin, *ssa.MakeClosure:
			default:
				values = append(values, call.Common().Value)
			}
		}
	}
	return values
}
