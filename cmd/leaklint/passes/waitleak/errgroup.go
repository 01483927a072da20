package waitleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// errgroups reports goroutines of an errgroup whose Wait is skipped on a path of
// the function that has made the group. Wait is also what cancels the group's
// context: a goroutine that ends only with that one is left behind then. About
// others there is only advice, as they may end by themselves.
func (c *check) errgroups() {
	for _, site := range c.starts.Sites {
		if site.Kind != spawn.ErrGroup {
			continue
		}
		c.r.At(site.Pos())
		made := c.madeGroup(site)
		if made == nil {
			continue
		}
		start := c.startIn(site, made.(ssa.Instruction).Parent())
		if start == nil {
			continue
		}
		ret := c.waits.ReturnsWithout(start, c.groupWaits(made))
		if ret == nil {
			continue
		}
		who := source.FuncName(start.Parent())
		f := report.Finding{
			Pos:      site.Pos(),
			Category: report.Advice,
			Message:  fmt.Sprintf("%s may return without waiting for the group, so this goroutine may outlive it", who),
			Related:  []analysis.RelatedInformation{{Pos: endless.ReturnPos(ret), Message: "this return is reached without Wait"}},
		}
		if c.waitsForGroup(site, made) {
			f.Category = report.Leak
			f.Message = fmt.Sprintf("%s may return without waiting for the group, which leaves this goroutine waiting for the group's context for ever", who)
		}
		c.r.Report(f)
	}
}

// madeGroup returns the call of errgroup.WithContext, or the variable, that the
// group of the site is, if it stays in the function that made it and is waited
// for there.
func (c *check) madeGroup(site *spawn.Site) ssa.Value {
	set := c.origins.Of(site.Instr.Common().Args[0])
	if !set.Complete || len(set.Values) != 1 {
		return nil
	}
	made := set.Values[0]
	switch made := made.(type) {
	case *ssa.Alloc:
	case *ssa.Extract:
		call, ok := made.Tuple.(*ssa.Call)
		if !ok || !ctxwait.IsErrgroup(call) {
			return nil
		}
	default:
		return nil
	}
	if len(c.groupWaits(made)) == 0 {
		return nil
	}
	return made
}

// startIn returns the instruction of fn that starts the goroutine of the site: it
// itself, or the only call of the helper that it is in; nil if there is none.
func (c *check) startIn(site *spawn.Site, fn *ssa.Function) ssa.CallInstruction {
	if site.Enclosing == fn {
		return site.Instr
	}
	runs := c.flows.Runs(site.Enclosing)
	if !runs.All || len(runs.Calls) != 1 || len(runs.Sites) > 0 || runs.Calls[0].Parent() != fn {
		return nil
	}
	if _, ok := runs.Calls[0].(*ssa.Call); !ok {
		return nil
	}
	return runs.Calls[0]
}

// groupWaits returns the calls of the group's Wait, or nil if the group goes out
// of sight or is waited for elsewhere.
func (c *check) groupWaits(made ssa.Value) []ssa.CallInstruction {
	f := c.flows.Forward(made)
	if len(f.Returned) > 0 || len(f.Fields) > 0 {
		return nil
	}
	var waits []ssa.CallInstruction
	for _, use := range f.Escapes {
		call, ok := use.Instr.(ssa.CallInstruction)
		if !ok || !ctxwait.IsGroupMethod(call) {
			return nil
		}
		if call.Common().StaticCallee().Name() == "Wait" {
			if call.Parent() != made.(ssa.Instruction).Parent() {
				return nil
			}
			waits = append(waits, call)
		}
	}
	return waits
}

// waitsForGroup reports whether the goroutine ends only when the context of the
// group is done, and no context around that one can be.
func (c *check) waitsForGroup(site *spawn.Site, made ssa.Value) bool {
	group, ok := made.(*ssa.Extract)
	if !ok {
		return false
	}
	for _, t := range site.Targets {
		q := c.waits.Ask(t.Fn, nil)
		q.Unjoined = func(call *ssa.Call) bool { return call == group.Tuple }
		if c.traps.StuckIf(t.Fn, q.Assumption()) != nil {
			return true
		}
	}
	return false
}
