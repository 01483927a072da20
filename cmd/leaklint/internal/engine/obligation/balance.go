package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/events"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A value is what the goroutines that were started send, less what was received.
type value struct {
	open    paths.Count
	in      *paths.Frame
	started uint64 // the sites whose goroutines may have something open
	sent    int    // by the goroutine itself, and not received
}

// A balance is the domain of those who may receive, or, if it is sending, of the
// goroutine that sends.
type balance struct {
	*question
	sending bool
	owning  bool       // what it sends itself counts, too
	within  *loop.Loop // is left by a stop only; may be nil
	stuck   []end      // where the path ends, with something open
	most    paths.Count
	loops   map[*ssa.Function][]*loop.Loop
}

// An end is a point at which nobody of this goroutine receives any more.
type end struct {
	value   value
	merged  bool
	witness []*ssa.BasicBlock
	at      ssa.Instruction
}

// ends returns the ends of the paths of a function that leave something open.
func (b *balance) ends(w *paths.Walker[value], fn *ssa.Function, store *feasible.Store) (ends []end) {
	b.stuck = nil
	exits := w.Walk(fn.Blocks[0], 0, value{}, store)
	if graph.IsEntry(fn) {
		exits = nil
	}
	for _, e := range exits {
		if e.Return != nil && b.exceeds(e.Value.in.Total(e.Value.open)) {
			ends = append(ends, end{e.Value, e.Merged, e.Witness(), e.Return})
		}
	}
	return append(ends, b.stuck...)
}

// birth returns where a walk of fn begins: behind the instruction that makes the
// channel, or at its entry.
func (q *question) birth(fn *ssa.Function) (*ssa.BasicBlock, int) {
	if made := q.channel.Make; made.Parent() == fn {
		return made.Block(), graph.Index(made) + 1
	}
	return fn.Blocks[0], 0
}

// again returns the ends at the same place when nothing is merged.
func (b *balance) again(w *paths.Walker[value], fn *ssa.Function, e end) []end {
	return slices.DeleteFunc(b.ends(w.Again(e.witness), fn, feasible.New(b.table)), func(o end) bool { return o.at != e.at })
}

// sentBy returns how much a goroutine of the site sends at most on one path.
func (q *question) sentBy(site *spawn.Site, senders map[*ssa.Function]bool) paths.Count {
	for _, op := range q.channel.At(site.Instr) {
		if op.Starts() && op.Kind == channel.Send && op.Alone {
			return events.Times(op)
		}
	}
	b := &balance{question: q, sending: true}
	for _, t := range site.Targets {
		if !senders[t.Fn] {
			continue
		}
		store := feasible.New(q.table)
		store.Panic(false)
		w := &paths.Walker[value]{Domain: b, Table: q.table}
		w.Walk(t.Fn.Blocks[0], 0, value{}, store.Call(t.Fn, t.Args))
	}
	return b.most
}

// Targets returns the functions behind a call that touch the channel.
func (b *balance) Targets(call ssa.CallInstruction) (targets []spawn.Target) {
	for _, fn := range b.inside[call] {
		target := spawn.Target{Fn: fn}
		for _, t := range b.index.Targets(call) {
			if t.Fn == fn {
				target = t
			}
		}
		targets = append(targets, target)
	}
	return targets
}

// Deferred reports whether a deferred call touches the channel.
func (b *balance) Deferred(call *ssa.Defer) bool {
	return len(b.inside[call]) > 0 || len(b.channel.At(call)) > 0
}

// Panics reports that a panic only matters to the one that sends: it is then that a
// deferred function sends that it has failed.
func (b *balance) Panics() bool { return b.sending }

// Step returns the balance after an instruction.
func (b *balance) Step(at *paths.State[value], instr ssa.Instruction) (value, bool) {
	v, ok := at.Value, true
	for _, e := range events.At(b.channel, instr) {
		if v, ok = b.happens(at, v, e, instr); !ok {
			return v, false
		}
	}
	if b.sending {
		return v, true
	}
	open := v.in.Total(v.open)
	if instr == b.channel.Make {
		if b.exceeds(open) {
			b.stop(at, v, instr)
		}
		return value{in: v.in}, true
	}
	switch instr := instr.(type) {
	case *ssa.Select:
		if b.owning && b.nobodyAnswers(instr) {
			v.sent++
			b.stop(at, v, instr)
		}
	case *ssa.Return:
		if slices.Contains(b.channel.Flow.Returned, instr.Parent()) && b.exceeds(open) {
			b.stop(at, v, instr)
		}
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW && len(b.channel.At(instr)) == 0 {
			return b.signaled(at, v, instr.X, instr)
		}
	case ssa.CallInstruction:
		return b.start(at, v, instr)
	}
	return v, true
}

// happens returns the balance after what happens to the channel. A goroutine that
// fills a large buffer itself is not followed: how often its loop does is not counted.
func (b *balance) happens(at *paths.State[value], v value, e events.Event, instr ssa.Instruction) (value, bool) {
	switch {
	case e.Kind != channel.Send:
		return b.receive(v, e), b.sending || e.Kind != channel.Close
	case e.Alone && b.sending:
		return b.send(v, e), true
	case e.Alone && b.owning:
		if v.sent++; b.exceeds(paths.Count{Const: v.sent}) {
			b.stop(at, v, instr)
			return v, false
		}
		return v, v.sent <= maxCounted
	}
	return v, true
}

// stop notes that a path ends here, or that another one may.
func (b *balance) stop(at *paths.State[value], v value, instr ssa.Instruction) {
	b.stuck = append(b.stuck, end{v, at.Merged, at.Witness(), instr})
}

// send counts a send of the goroutine itself.
func (b *balance) send(v value, e events.Event) value {
	if v.open.Const >= 1 && b.once(e.Op) {
		return v
	}
	v.open = widened(v.open.Plus(events.Times(e.Op)))
	if total := v.in.Total(v.open); total.Unknown || total.Less(b.most).Positive() {
		b.most = total
	}
	return v
}

// widened returns many for what has grown in a loop that nothing counts.
func widened(c paths.Count) paths.Count {
	if c.Const > maxCounted {
		c.Const = paths.Many
	}
	return c
}

// maxCounted is up to how many the same operation is counted one by one.
const maxCounted = 20

// receive takes one of what is open, or all.
func (b *balance) receive(v value, e events.Event) value {
	switch {
	case b.sending: // what it receives itself is for [question.others]
	case e.Kind == events.Drained:
		v.open, v.started = paths.Count{}, 0
	case e.Kind == channel.Recv && e.Many:
		v.open, v.started = paths.Count{}, 0
	case e.Kind == channel.Recv:
		v.sent = max(v.sent-1, 0)
		v.open = v.open.Plus(paths.Count{Const: -1})
		return b.floor(v)
	}
	return v
}

// floor keeps what is open from being less than none, where nothing is counted by a
// loop: one cannot receive more than is sent.
func (b *balance) floor(v value) value {
	if total := v.in.Total(v.open); total.Times == 0 && !total.Unknown && total.Const <= 0 && !b.owning {
		v.started = 0
		if v.in == nil {
			v.open = paths.Count{}
		}
	}
	return v
}

// start adds what a goroutine sends that is started here; of one whose channel was
// looked up once only, as the next has another.
func (b *balance) start(at *paths.State[value], v value, call ssa.CallInstruction) (value, bool) {
	if site := b.index.Spawns.At(call); site != nil && slices.Contains(b.sites, site) {
		if b.owning {
			v.started |= b.bit(site)
		} else if sends, ok := b.sends[site]; ok {
			if v.started&b.bit(site) == 0 || !b.sendsOnce(site) {
				v.open = widened(v.open.Plus(sends))
			}
			v.started |= b.bit(site)
		}
	}
	return b.wait(at, v, call)
}

// Edge returns the balance after an edge: where it begins the case of a select, with
// that case's operation, and where it enters or leaves a loop, with its rounds.
func (b *balance) Edge(at *paths.State[value], i int) (value, bool) {
	v, ok := at.Value, true
	if b.within != nil && untold(b.within, at.Block, i) {
		return v, false
	}
	from, to := at.Block, at.Block.Succs[i]
	if !b.sending {
		for _, e := range events.On(b.channel, from, i) {
			if e.Kind == events.Drained && !b.channel.Has(channel.Close) {
				return v, false
			}
			v = b.receive(v, e)
		}
		if sel, n := events.Case(from, i); sel != nil && n < len(sel.States) {
			if at.Store.IsNil(sel.States[n].Chan) {
				return v, false
			}
			v, ok = b.signaled(at, v, sel.States[n].Chan, nil)
		}
		if ok && (b.told(from, to) || b.elsewhere(v, from, to)) {
			return v, false
		}
	}
	v.open, v.in = b.frames.Edge(b.counted(from.Parent()), from, to, v.open, v.in)
	return b.floor(v), ok
}

// counted returns the loops of a function that say how often they are run, and in
// which something happens to the channel.
func (b *balance) counted(fn *ssa.Function) []*loop.Loop {
	if loops, ok := b.loops[fn]; ok {
		return loops
	}
	if b.loops == nil {
		b.loops = map[*ssa.Function][]*loop.Loop{}
	}
	adds := b.sending || slices.ContainsFunc(b.sites, func(site *spawn.Site) bool { _, sends := b.sends[site]; return sends && !b.sendsOnce(site) })
	var counted []*loop.Loop
	for _, l := range b.index.Loops.Of(fn) {
		if n := l.Bound(); (n.Known || n.Expr != "") && adds && b.happensIn(l) {
			counted = append(counted, l)
		}
	}
	b.loops[fn] = counted
	return counted
}

// elsewhere reports whether an edge leaves a loop of receives after all its rounds
// where something else says that this is enough: each round chooses between several
// channels, or their number is that of another collection.
func (b *balance) elsewhere(v value, from, to *ssa.BasicBlock) bool {
	f := v.in
	if f == nil || f.Loop.Contains(to) || f.Loop.Condition() == nil || f.Loop.Condition().Block() != from {
		return false
	}
	for _, op := range b.channel.Ops {
		if op.Kind == channel.Recv && f.Loop.Contains(op.Instr.Block()) {
			n := f.Loop.Bound()
			return op.State >= 0 || !n.Known && n.Expr != f.Total(paths.Count{}).Of && f.Base.Of != n.Expr
		}
	}
	return false
}

// happensIn reports whether something happens to the channel in the loop.
func (b *balance) happensIn(l *loop.Loop) bool {
	for _, block := range l.Header.Parent().Blocks {
		for _, instr := range block.Instrs {
			call, _ := instr.(ssa.CallInstruction)
			site := b.index.Spawns.At(call)
			adds := slices.ContainsFunc(b.channel.At(instr), func(op *channel.Op) bool { return op.Kind != channel.Send || !b.once(op) })
			if l.Contains(block) && (adds || call != nil && len(b.inside[call]) > 0 || slices.Contains(b.sites, site) && !b.sendsOnce(site)) {
				return true
			}
		}
	}
	return false
}
