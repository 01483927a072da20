package waitleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
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
		c.errgroup(site, c.open(site.Pos(), site.Pos(), nil))
	}
}

// errgroup reports the goroutine of one site.
func (c *check) errgroup(site *spawn.Site, o *decision.Obligation) {
	made, r := c.madeGroup(site)
	if made == nil {
		o.Settle(r)
		return
	}
	o.Object = made
	waits, r := c.groupWaits(made)
	if r != nil {
		o.Settle(r)
		return
	}
	start := c.startIn(site, made.(ssa.Instruction).Parent())
	if o.Settled(errgroupFar, start == nil) {
		return
	}
	if start == nil {
		start = site.Instr // that rule is off
	}
	ret, r := c.waits.ReturnWithout(start, waits)
	if ret == nil {
		if r != feasible.Contradicts {
			r = errgroupWaited
		}
		o.Settle(r)
		return
	}
	o.By = endless.ReturnPos(ret)
	who := source.FuncName(start.Parent())
	f := report.Finding{
		Pos:     site.Pos(),
		Message: fmt.Sprintf("%s may return without waiting for the group, which leaves this goroutine waiting for the group's context forever", who),
		Related: []analysis.RelatedInformation{{Pos: o.By, Message: "this return is reached without Wait"}},
	}
	if o.Settled(errgroupOutlived, !c.waitsForGroup(site, made)) {
		f.Category = report.Advice
		f.Message = fmt.Sprintf("%s may return without waiting for the group, so this goroutine may outlive it", who)
	}
	o.Settle(errgroupLeak)
	c.r.Report(f)
}

// madeGroup returns the call of errgroup.WithContext, or the variable, that the
// group of the site is; or why that is not known.
func (c *check) madeGroup(site *spawn.Site) (ssa.Value, *decision.Reason) {
	set := c.origins.Of(site.Instr.Common().Args[0])
	if !set.Complete || len(set.Values) != 1 {
		return nil, errgroupUnknown
	}
	switch made := set.Values[0].(type) {
	case *ssa.Alloc:
		return made, nil
	case *ssa.Extract:
		if call, ok := made.Tuple.(*ssa.Call); ok && ctxwait.IsErrgroup(call) {
			return made, nil
		}
	}
	return nil, errgroupUnknown
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

// groupWaits returns the calls of the group's Wait, or why they do not tell whether
// it is waited for: it goes out of sight, or is waited for elsewhere.
func (c *check) groupWaits(made ssa.Value) ([]ssa.CallInstruction, *decision.Reason) {
	f := c.flows.Forward(made)
	if r := decision.First(
		decision.Condition{Reason: errgroupReturned, Holds: func() bool { return len(f.Returned) > 0 }},
		decision.Condition{Reason: errgroupStored, Holds: func() bool { return len(f.Fields) > 0 }},
	); r != nil {
		return nil, r
	}
	var waits []ssa.CallInstruction
	for _, use := range f.Escapes {
		call, ok := use.Instr.(ssa.CallInstruction)
		if !ok || !ctxwait.IsGroupMethod(call) {
			if errgroupUnseen.Holds(true) {
				return nil, errgroupUnseen
			}
			continue
		}
		if call.Common().StaticCallee().Name() == "Wait" {
			if errgroupElsewhere.Holds(call.Parent() != made.(ssa.Instruction).Parent()) {
				return nil, errgroupElsewhere
			}
			waits = append(waits, call)
		}
	}
	if errgroupUnwaited.Holds(len(waits) == 0) {
		return nil, errgroupUnwaited
	}
	return waits, nil
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
