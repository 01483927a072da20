package waitleak

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A handing is an instruction of the function that counts one, after which somebody
// is to call Done for that: it starts or calls a function that does, or hands one on.
type handing struct {
	instr   ssa.Instruction
	refuses *ssa.Call // the call, if it may refuse the function that it is handed
	never   ssa.Value // the boolean or the error that tells so; nil if none does
	when    bool      // the value of that boolean; an error is not nil then
	seen    bool      // its source shows that it may refuse
	at      token.Pos // where it does
}

// notGivenBack finds a path on which one is added to the group and nobody is left to
// call Done when the same function waits: a round of a loop goes on before it starts
// the goroutine, or the work is handed to something that does not take it.
func (c *check) notGivenBack(g *group, wait op) (*defect, *decision.Reason) {
	if len(g.of("Go")) > 0 || wait.deferred {
		return nil, nil
	}
	var quiet *decision.Reason
	for _, add := range g.of("Add") {
		here := add.fn() == wait.fn()
		if add.deferred || here && !graph.MayFollow(add.call, wait.call) || add.n.Known && add.n.Const != 1 {
			continue
		}
		handed, r := c.handings(g, add)
		if r != nil {
			quiet = cmp.Or(quiet, r)
			continue
		}
		if refused, reached := c.waitsInVain(add, wait, handed); reached {
			return givenBackDefect(g, add, refused), nil
		}
	}
	return nil, quiet
}

// inRounds reports whether the handing is in a loop of as many rounds.
func (c *check) inRounds(h handing, n loop.Count) bool {
	l := loop.Innermost(c.flows.Loops.Of(h.instr.Parent()), h.instr.Block())
	return l != nil && n.Expr != "" && l.Bound() == n
}

func givenBackDefect(g *group, add op, refused *handing) *defect {
	d := &defect{
		reason:  addKeptLeak,
		what:    "waits for " + g.name + ", which a path adds to with nobody to call Done for it",
		harm:    "may block forever",
		related: []analysis.RelatedInformation{{Pos: add.call.Pos(), Message: "it is added to here"}},
	}
	if refused != nil {
		name := "the call"
		if callee := refused.refuses.Common().StaticCallee(); callee != nil {
			name = source.FuncName(callee)
		}
		d.reason, d.what = refusedLeak, "waits for "+g.name+", whose Done is left to a function that "+name+" may refuse to take"
		d.related = append(d.related, analysis.RelatedInformation{Pos: refused.refuses.Pos(), Message: "this may not take it, and nobody calls Done then"})
		if refused.seen {
			d.related = append(d.related, analysis.RelatedInformation{Pos: refused.at, Message: "this return is reached without it"})
		}
	}
	return d
}

// handings returns the places of the function at which what it has added is given back,
// or left to somebody; or why they are not all known.
func (c *check) handings(g *group, add op) (list []handing, r *decision.Reason) {
	fn := add.fn()
	for _, done := range g.of("Done") {
		if doneForWork.Holds(graph.InLoop(done.call.Block()) && done.fn() != fn) {
			return nil, doneForWork
		}
		points := c.handingsOf(g, fn, done)
		// What comes only before the Add is about something else.
		if !slices.ContainsFunc(points, func(h handing) bool { return graph.MayFollow(add.call, h.instr) }) {
			return nil, nil
		}
		list = append(list, points...)
	}
	return list, nil
}

// handingsOf returns the places in fn from which the Done is reached; none if it is
// reached from other functions too.
func (c *check) handingsOf(g *group, fn *ssa.Function, done op) (list []handing) {
	run := done.fn()
	if run == fn {
		if done.deferred {
			return nil
		}
		return []handing{{instr: done.call}}
	}
	for run.Parent() != nil && run.Parent() != fn {
		run = run.Parent()
	}
	if run.Parent() == fn {
		for _, ref := range *run.Referrers() {
			if made, ok := ref.(*ssa.MakeClosure); ok {
				list = append(list, c.handingOf(made))
			} else {
				list = append(list, handing{instr: ref})
			}
		}
		return list
	}
	runs := c.flows.Runs(run)
	if !runs.All {
		return nil
	}
	calls := slices.Clone(runs.Calls)
	for _, site := range runs.Sites {
		calls = append(calls, site.Instr)
	}
	for _, call := range calls {
		if g.isParam(run) && !g.isArg(call) {
			continue // it is called for another group
		}
		if call.Parent() != fn {
			return nil
		}
		list = append(list, handing{instr: call})
	}
	return list
}

// waitsInVain reports whether the Wait, or a return where that stands in another function,
// is reached from the Add with nothing given back, and what has refused to, if that is why.
func (c *check) waitsInVain(add, wait op, handed []handing) (refused *handing, reached bool) {
	search := &paths.Search{
		Table: c.memory.NewTable(), From: add.call, ReturnOf: c.traps.ReturnOf, Next: c.traps.Next,
		Answers: func(instr ssa.Instruction) bool {
			return slices.ContainsFunc(handed, func(h handing) bool { return h.instr == instr })
		},
	}
	reaches := func(search *paths.Search) bool {
		if add.fn() == wait.fn() {
			search.Until = wait.call
			return search.Reaches(add.fn())
		}
		returns, _ := search.Returns(add.fn())
		return len(returns) > 0
	}
	// What is added for all rounds at once, or waited for elsewhere, may be given back in
	// more ways than are seen; what is refused is not.
	if len(handed) > 0 && add.n.Known && add.fn() == wait.fn() && reaches(search) {
		return nil, true
	}
	for i, h := range handed {
		if h.refuses == nil || !graph.MayFollow(add.call, h.instr) || !add.n.Known && !c.inRounds(h, add.n) {
			continue
		}
		refusing := *search
		refusing.From = h.refuses
		refusing.Next = func(b *ssa.BasicBlock) []*ssa.BasicBlock { return c.nextRefused(b, h) }
		if asked := h.never != nil && len(*h.never.Referrers()) > 0; !asked && !h.seen {
			continue // an error that nobody looks at may not come
		}
		if reaches(&refusing) {
			return &handed[i], true
		}
	}
	return nil, false
}

// nextRefused returns the blocks after the block where the call has refused what it was
// handed.
func (c *check) nextRefused(b *ssa.BasicBlock, h handing) []*ssa.BasicBlock {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || h.never == nil {
		return c.traps.Next(b)
	}
	cond, value := branch.Cond, h.when
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, value = not.X, !value
	}
	if asks, ok := cond.(*ssa.BinOp); ok && asks.X == h.never && variable.IsNil(asks.Y) {
		cond, value = h.never, asks.Op == token.NEQ
	}
	switch {
	case cond != h.never:
		return c.traps.Next(b)
	case value:
		return b.Succs[:1]
	}
	return b.Succs[1:]
}
