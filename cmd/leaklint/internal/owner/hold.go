package owner

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A hold is a [Hold] with what this package knows of its end.
type hold struct {
	Hold
	effects []effect     // each of them ends the goroutine
	joins   []effect     // each of them waits until the goroutine has ended
	at      token.Pos    // of the start, if it is in this package
	object  *types.Named // the type of the object that has Stops; nil in a fact of another package
	runner  bool         // the goroutine is in a function of another package that runs until it is stopped
	pipe    PipeEnd      // where the goroutine is, if the object is a pipe of this function

	ends  *decision.Reason // why nobody here needs to end it, or nil
	doubt *decision.Reason // why it is Maybe, where that is known
}

// stops reports whether the function ends the goroutine, or may.
func (x *Index) stops(h *hold, fn *ssa.Function) bool { return x.reach(h.effects, fn) }

// awaits reports whether the function waits for the end of the goroutine, so
// that nothing is left of it afterwards, whoever ends it.
func (x *Index) awaits(h *hold, fn *ssa.Function) bool { return x.reach(h.joins, fn) }

func (x *Index) reach(effects []effect, fn *ssa.Function) bool {
	for _, e := range effects {
		if x.reachers(e)[fn] {
			return true
		}
	}
	return false
}

// stopNames returns the methods of the named type that end the goroutine.
func (x *Index) stopNames(h *hold, named *types.Named) []string {
	var names []string
	if named == nil {
		return nil
	}
	methods := types.NewMethodSet(types.NewPointer(named))
	for i := range methods.Len() {
		method, ok := methods.At(i).Obj().(*types.Func)
		if !ok {
			continue
		}
		if fn := x.prog.FuncValue(method.Origin()); fn != nil && x.stops(h, fn) {
			names = append(names, method.Name())
		}
	}
	return names
}

// within returns the hold of an object that has the held one in a field.
func (h *hold) within(field *types.Var) *hold {
	outer := *h
	outer.pipe = NoPipe
	outer.effects = slices.Clone(h.effects)
	for _, name := range h.Stops {
		outer.effects = append(outer.effects, effect{field, "." + name})
	}
	outer.effects = append(outer.effects, effect{field, actCall}, effect{field, actPass})
	outer.joins = slices.Clone(h.joins)
	for _, name := range h.Keeps {
		outer.joins = append(outer.joins, effect{field, "." + name})
	}
	return &outer
}

// siteHold returns what the goroutine of the site leaves to its owner, without
// saying who that is; nil if no object ends it.
func (x *Index) siteHold(site *spawn.Site) *hold {
	if h, ok := x.sites[site]; ok {
		return h
	}
	x.sites[site] = nil
	x.sites[site] = x.findHold(site)
	return x.sites[site]
}

// findHold returns the first hold of a target that somebody here needs to end, or
// else the first.
func (x *Index) findHold(site *spawn.Site) (found *hold) {
	for _, t := range site.Targets {
		if len(t.Fn.Blocks) == 0 {
			return cmp.Or(x.runnerHold(site, t.Fn), found)
		}
		if h := x.targetHold(site, t); h != nil && h.ends == nil {
			return h
		} else if h != nil && found == nil {
			found = h
		}
	}
	return found
}

// runnerHold is the hold of a go statement that runs a function of another
// package.
func (x *Index) runnerHold(site *spawn.Site, fn *ssa.Function) *hold {
	for _, h := range x.factOf(fn) {
		if h.Runs && site.Kind == spawn.GoStmt {
			made := *h
			made.Place, made.at = report.PlaceOf(site.Enclosing, site.Pos()), site.Pos()
			return &made
		}
	}
	return nil
}

func (x *Index) targetHold(site *spawn.Site, t spawn.Target) *hold {
	h := &hold{
		Hold: Hold{Result: -1, Param: -1, Started: true, Sure: true, Place: report.PlaceOf(site.Enclosing, site.Pos())},
		at:   site.Pos(),
	}
	ends, sure := x.endsOf(site, t)
	h.Sure = sure
	outside := false // a context from elsewhere ends it
	for _, e := range ends {
		if p, ok := e.key.(*ssa.Parameter); ok && p.Parent() != site.Enclosing {
			outside = true
			continue
		} else if ok {
			h.Contexts = append(h.Contexts, slices.Index(p.Parent().Params, p))
			continue
		}
		for _, act := range e.acts {
			h.effects = append(h.effects, effect{e.key, act})
		}
		if _, local := e.key.(ssa.Value); local && e.runs != nil {
			h.Stops, h.Type, h.runner = e.runs.Stops, e.runs.Type, true
		}
	}
	if len(h.effects) == 0 {
		return nil
	}
	h.ends = decision.First(
		decision.Condition{Reason: byTimer, Holds: func() bool { return site.Kind == spawn.TimerFunc }},
		decision.Condition{Reason: byContext, Holds: func() bool { return site.Kind == spawn.ContextFunc }},
		decision.Condition{Reason: contextElsewhere, Holds: func() bool { return outside }},
	)
	if h.ends == nil {
		h.ends = x.endedBeside(site, t, h)
	}
	h.joins = x.joinsOf(t.Fn)
	return h
}

// endedBeside returns the reason if the goroutine of the site may do what ends it, or
// another goroutine that the same function starts; else nil. What it does with a
// deferred call comes when it has ended already.
func (x *Index) endedBeside(site *spawn.Site, own spawn.Target, h *hold) *decision.Reason {
	for _, other := range x.starts.Sites {
		if other.Enclosing != site.Enclosing {
			continue
		}
		for _, t := range other.Targets {
			if siblingEnds.Holds(t.Fn != own.Fn && x.stops(h, t.Fn)) {
				return siblingEnds
			}
			if endsItself.Holds(t.Fn == own.Fn && x.stopsWithin(h, t.Fn)) {
				return endsItself
			}
		}
	}
	return nil
}

// stopsWithin reports whether the function ends the goroutine, other than by a
// deferred call of its own.
func (x *Index) stopsWithin(h *hold, fn *ssa.Function) bool {
	if !x.stops(h, fn) {
		return false
	}
	for _, e := range h.effects {
		for _, instr := range x.effects[e] {
			if _, deferred := instr.(*ssa.Defer); instr.Parent() == fn && !deferred {
				return true
			}
		}
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if _, deferred := instr.(*ssa.Defer); !ok || deferred {
				continue
			}
			targets, _ := spawn.Callees(call.Common())
			for _, t := range targets {
				if x.stops(h, t.Fn) {
					return true
				}
			}
		}
	}
	return false
}
