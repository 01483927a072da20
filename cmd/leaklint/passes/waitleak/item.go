package waitleak

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// itemSkipped finds goroutines that range over a channel, where each value that is
// sent is counted, and that go on to the next one without Done.
func (c *check) itemSkipped(g *group, wait op) (*defect, *decision.Reason) {
	var quiet *decision.Reason
	for _, ch := range c.channels.All {
		recv := c.countedItems(g, ch)
		if recv == nil {
			continue
		}
		sites := c.origins.StartsOf(recv.Fn())
		from, kept := c.skipsItem(g, recv.Instr)
		if from == nil || len(sites) == 0 {
			quiet = cmp.Or(quiet, kept)
			continue
		}
		if r := decision.First(
			decision.Condition{Reason: itemsUnseen, Holds: ch.Escapes},
			decision.Condition{Reason: itemsReturned, Holds: func() bool { return len(ch.Flow.Returned) > 0 }},
		); r != nil {
			quiet = cmp.Or(quiet, r)
			continue
		}
		name := source.ChannelName(c.pass, ch.Make)
		return &defect{
			reason:  itemLeak,
			what:    "waits for " + g.name + ", whose Done is skipped for some values of " + name,
			harm:    "may block forever",
			related: []analysis.RelatedInformation{{Pos: cmp.Or(from.Cond.Pos(), recv.Pos), Message: "nothing calls Done on one of the ways from here to the next value"}},
			skipped: sites,
			skip:    "go on to the next value of " + name,
		}, nil
	}
	return nil, quiet
}

// countedItems returns the only receive from the channel, in a loop over it that
// calls Done, if one is added to the group for each value that is sent, and nobody
// else calls Done or receives.
func (c *check) countedItems(g *group, ch *channel.Channel) *channel.Op {
	var recv *channel.Op
	var sends []*channel.Op
	for _, o := range ch.Ops {
		switch {
		case o.Kind == channel.Send:
			sends = append(sends, o)
		case o.Kind == channel.Recv && (recv != nil || !o.Ranged):
			return nil
		case o.Kind == channel.Recv:
			recv = o
		}
	}
	added, done := g.of("Add"), g.of("Done")
	if recv == nil || len(done) == 0 || len(added) != len(sends) || len(g.of("Go")) > 0 {
		return nil
	}
	for _, d := range done {
		if d.deferred || d.fn() != recv.Fn() || !graph.Before(recv.Instr, d.call) || !graph.Reaches(d.call.Block(), recv.Instr.Block()) {
			return nil
		}
	}
	for _, add := range added {
		counts := func(send *channel.Op) bool {
			// One way leads to both, so that each value is counted.
			return add.n.Known && add.n.Const == 1 && send.Instr.Block() == add.call.Block() && graph.Before(add.call, send.Instr)
		}
		if !slices.ContainsFunc(sends, counts) {
			return nil
		}
	}
	return recv
}

// skipsItem is nextWithout for paths that no condition rules out, and on which nothing
// may keep the value for later; or why there is none.
func (c *check) skipsItem(g *group, recv ssa.Instruction) (from *ssa.If, quiet *decision.Reason) {
	if from = c.nextWithout(g, recv); from == nil {
		return nil, nil
	}
	search := c.search(g, recv, 0)
	search.Until = recv
	done := search.Answers
	search.Answers = func(instr ssa.Instruction) bool { return done(instr) || itemKept.Holds(keeps(instr)) }
	switch {
	case search.Reaches(recv.Parent()):
		return from, nil
	case !search.Blindly().Reaches(recv.Parent()):
		return nil, itemKept
	case feasible.Contradicts.Holds(true):
		return nil, feasible.Contradicts
	}
	return from, nil
}

// nextWithout returns the branch from which the loop around the receive comes back
// to it without Done; nil if there is none.
func (c *check) nextWithout(g *group, recv ssa.Instruction) *ssa.If {
	type step struct {
		b    *ssa.BasicBlock
		from *ssa.If
	}
	seen := map[*ssa.BasicBlock]bool{recv.Block(): true}
	var work []step
	for _, b := range c.next(g, recv.Block()) {
		work = append(work, step{b, nil})
	}
	for len(work) > 0 {
		at := work[0]
		work = work[1:]
		if at.b == recv.Block() && at.from != nil {
			return at.from
		}
		if seen[at.b] || c.doneIn(g, at.b, 0) {
			continue
		}
		seen[at.b] = true
		if branch, ok := at.b.Instrs[len(at.b.Instrs)-1].(*ssa.If); ok && at.from == nil {
			at.from = branch
		}
		for _, succ := range c.next(g, at.b) {
			work = append(work, step{succ, at.from})
		}
	}
	return nil
}

// keeps reports whether the instruction may put the value somewhere, to be done with
// later: it sends, stores, starts or defers something, or hands the value to a
// function that may.
func keeps(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.MapUpdate, *ssa.MakeClosure:
		return true
	case *ssa.Store:
		return !isLocal(instr.Addr)
	case *ssa.Call:
		return mayKeep(instr.Common())
	}
	return false
}

// mayKeep reports whether the call may keep what it is given: not if it is one of a
// function of the standard library that keeps nothing.
func mayKeep(call *ssa.CallCommon) bool {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name() == "append"
	}
	if !slices.ContainsFunc(call.Args, func(v ssa.Value) bool { return holds(v.Type()) }) && !call.IsInvoke() && call.StaticCallee() != nil {
		return false
	}
	callee := call.StaticCallee()
	if callee == nil || callee.Object() == nil || callee.Object().Pkg() == nil {
		return true
	}
	switch first, _, _ := strings.Cut(callee.Object().Pkg().Path(), "/"); first {
	case "errors", "fmt", "log", "os", "path", "slices", "sort", "strconv", "strings", "time", "unicode":
		return false
	}
	return true
}

// holds reports whether there is more to a value of the type than a number.
func holds(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return !ok || basic.Info()&types.IsNumeric == 0 && basic.Info()&types.IsBoolean == 0
}

// isLocal reports whether the address is that of a variable, or of an element of
// the arguments of a call.
func isLocal(addr ssa.Value) bool {
	if element, ok := addr.(*ssa.IndexAddr); ok {
		addr = element.X
	}
	a, ok := addr.(*ssa.Alloc)
	return ok && (!a.Heap || a.Comment == "varargs")
}
