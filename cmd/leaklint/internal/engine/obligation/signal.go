package obligation

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A signal is what it tells that something else can be received.
type signal struct {
	never bool        // nobody sends or closes: it cannot be
	late  bool        // it can be only when nothing is open any more
	site  *spawn.Site // a goroutine of the site has nothing open any more; may be nil
	after bool        // because it has sent, and not because it will not
}

// signaled returns the balance after a receive from another channel. If only the
// goroutine that sends tells it, after what it sends or instead, it has nothing open
// any more. Who waits for such a goroutine with nothing to choose from, waits forever
// if it has still to send.
func (b *balance) signaled(at *paths.State[value], v value, ch ssa.Value, wait ssa.Instruction) (value, bool) {
	if v.started == 0 || b.sending {
		return v, true
	}
	s, ok := b.settled[ch]
	if !ok {
		s = b.signalOf(ch)
		b.settled[ch] = s
	}
	total := v.in.Total(v.open)
	switch {
	case s.never, s.late && !total.Unknown && total.Times == 0 && total.Const <= 1:
		return v, false
	case s.site == nil || v.started&b.bit(s.site) == 0:
		return v, true
	case s.after && wait != nil && b.exceeds(total):
		b.stop(at, v, wait)
		return v, false
	}
	v.open = v.open.Less(b.sends[s.site])
	return b.floor(v), true
}

// signalOf finds out what a receive from a channel tells.
func (q *question) signalOf(ch ssa.Value) (s signal) {
	if calls := q.cancels(ch); len(calls) > 0 {
		s.late = !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
			return !q.answeredBefore(call) && !q.settledAt(call)
		})
		return s
	}
	others := q.channels.Of(ch)
	if len(others) != 1 || others[0] == q.channel || others[0].Escapes() || len(others[0].Flow.Returned) > 0 {
		return s
	}
	s.after, s.never = true, true
	for _, op := range others[0].Ops {
		if op.Kind == channel.Recv {
			continue
		}
		site := q.siteOf(op.Fn())
		s.never = false
		if site == nil || s.site != nil && s.site != site || q.sendsAfter(op.Instr) {
			return signal{}
		}
		s.site = site
		s.after = s.after && q.sentBefore(op.Instr)
	}
	return s
}

// siteOf returns the site of which the goroutines, and nothing else, run fn.
func (q *question) siteOf(fn *ssa.Function) *spawn.Site {
	for _, site := range q.sites {
		if _, sends := q.sends[site]; sends && q.runs(fn, site, map[*ssa.Function]bool{}) {
			return site
		}
	}
	return nil
}

func (q *question) runs(fn *ssa.Function, site *spawn.Site, seen map[*ssa.Function]bool) bool {
	if seen[fn] || slices.Contains(functions(site), fn) {
		return true
	}
	seen[fn] = true
	runs := q.index.Runs(fn)
	return runs.All && len(runs.Sites) == 0 && len(runs.Calls) > 0 && !slices.ContainsFunc(runs.Calls, func(call ssa.CallInstruction) bool {
		return !q.runs(call.Parent(), site, seen)
	})
}

// settledAt reports whether the instruction is executed by the goroutines of a site
// that sends, with nothing to be sent after it.
func (q *question) settledAt(instr ssa.Instruction) bool {
	return q.siteOf(instr.Parent()) != nil && !q.sendsAfter(instr)
}

// sendsAfter reports whether a send may come after the instruction in its function.
func (q *question) sendsAfter(instr ssa.Instruction) bool {
	return q.sendWhere(instr, func(send ssa.Instruction) bool {
		_, deferred := instr.(*ssa.Defer)
		same := instr.Block() == send.Block()
		return !deferred && (same && graph.Before(instr, send) || graph.Reaches(instr.Block(), send.Block()))
	})
}

// sentBefore reports whether a send comes before the instruction in its function.
func (q *question) sentBefore(instr ssa.Instruction) bool {
	return q.sendWhere(instr, func(send ssa.Instruction) bool {
		_, deferred := instr.(*ssa.Defer)
		return deferred || graph.Before(send, instr)
	})
}

func (q *question) sendWhere(instr ssa.Instruction, where func(send ssa.Instruction) bool) bool {
	return slices.ContainsFunc(q.channel.Ops, func(op *channel.Op) bool {
		return op.Kind == channel.Send && op.Alone && op.Fn() == instr.Parent() && where(op.Instr)
	})
}

// answeredBefore reports whether every path to the instruction receives.
func (q *question) answeredBefore(instr ssa.Instruction) bool {
	return slices.ContainsFunc(q.channel.Ops, func(op *channel.Op) bool {
		if op.Kind != channel.Recv || op.Fn() != instr.Parent() {
			return false
		}
		if op.State >= 0 {
			body := channel.CaseOf(op.Instr.(*ssa.Select), op.State)
			return body != nil && body.Dominates(instr.Block())
		}
		return graph.Before(op.Instr, instr)
	})
}

// cancels returns the calls that cancel the context of which the channel is the
// Done, if they are all known, and the context has no other end.
func (q *question) cancels(done ssa.Value) (calls []ssa.CallInstruction) {
	call, ok := done.(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || call.Call.Method.Name() != "Done" {
		return nil
	}
	for _, made := range q.derived() {
		if !q.index.Forward(resultOf(made, 0)).Values[call.Call.Value] {
			continue
		}
		flow := q.index.Forward(resultOf(made, 1))
		if len(flow.Escapes)+len(flow.Returned) > 0 || !model.NeverDone(made.Call.Args[0]) {
			return nil
		}
		for _, use := range flow.Uses {
			cancel, ok := use.Instr.(ssa.CallInstruction)
			if !ok || cancel.Common().Value != use.Value {
				return nil
			}
			calls = append(calls, cancel)
		}
	}
	return calls
}

// derived returns the calls that derive a context that can be canceled.
func (q *question) derived() (calls []*ssa.Call) {
	for _, fn := range q.index.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if ok && model.Canceled(call.Common()) {
					calls = append(calls, call)
				}
			}
		}
	}
	return calls
}

func resultOf(call *ssa.Call, i int) ssa.Value {
	for _, ref := range *call.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return call
}

// wait returns the balance after a call that waits until goroutines have ended: they
// have sent all, or the wait does not end.
func (b *balance) wait(at *paths.State[value], v value, call ssa.CallInstruction) (value, bool) {
	fn := call.Common().StaticCallee()
	if _, ok := call.(*ssa.Call); !ok || fn == nil || !strings.HasSuffix(fn.RelString(nil), "Group).Wait") {
		return v, true
	}
	group := loop.Key(call.Common().Args[0])
	for _, site := range b.sites {
		if v.started&b.bit(site) == 0 || !b.countedIn(site, group) {
			continue
		}
		if b.exceeds(v.in.Total(v.open)) {
			b.stop(at, v, call)
			return v, false
		}
		v.open, v.started = paths.Count{}, 0
	}
	return v, true
}

// countedIn reports whether the group counts the goroutines of the site until they
// have sent.
func (q *question) countedIn(site *spawn.Site, group string) bool {
	if site.Kind == spawn.ErrGroup || site.Kind == spawn.WaitGroup {
		return loop.Key(site.Instr.Common().Args[0]) == group
	}
	for _, t := range site.Targets {
		for _, b := range t.Fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok || call.Common().StaticCallee() == nil || call.Common().StaticCallee().RelString(nil) != "(*sync.WaitGroup).Done" {
					continue
				}
				counted := call.Common().Args[0]
				if i := slices.IndexFunc(t.Fn.Params, func(p *ssa.Parameter) bool { return p == counted }); i >= 0 && i < len(t.Args) && t.Args[i] != nil {
					counted = t.Args[i]
				}
				if loop.Key(counted) == group && !q.sendsAfter(call) {
					return true
				}
			}
		}
	}
	return false
}
