package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A deadFinder looks for operations on channels that nobody answers: selects of
// which every case is one, and loops that are left through one only.
type deadFinder struct {
	channels *channel.Channels
	process  func(*spawn.Site) *decision.Reason // why its goroutine lives as long as the process, or nil
	ledger   *decision.Ledger

	known map[answered][]*channel.Op // see answering
}

// An answered is what may be answered: the sends on a channel, or the receives.
type answered struct {
	channel *channel.Channel
	send    bool
}

// leaks returns the leaks of the package.
func (d *deadFinder) leaks() (leaks []*Leak) {
	for _, c := range d.channels.All {
		for _, op := range c.Ops {
			sel, _ := op.Instr.(*ssa.Select)
			switch {
			case !d.isDead(c, op):
			case op.Exit:
				leaks = append(leaks, d.leaksAt(c, op, Trapped)...)
			case sel != nil && sel.Blocking && op.State == 0 && d.allDead(sel):
				leaks = append(leaks, d.leaksAt(c, op, Nobody)...)
			}
		}
	}
	return leaks
}

// leaksAt returns the leaks of the goroutines that come to the operation.
func (d *deadFinder) leaksAt(c *channel.Channel, op *channel.Op, kind ExitKind) (leaks []*Leak) {
	need := NeedSend
	if op.Kind == channel.Send {
		need = NeedRecv
	}
	sites := startsOf(d.channels.Index, op.Fn())
	if site := startOf(d.channels.Index, op); site != nil {
		sites = []*spawn.Site{site}
	}
	for _, site := range sites {
		leak := &Leak{Need: need, Site: site, Channel: c, Op: op, Own: true, Exit: Exit{Kind: kind, Fn: op.Fn(), Pos: op.Pos}}
		if kind == Trapped {
			if r := d.process(site); r != nil {
				leak.settled(d.ledger, r, true)
				continue
			}
		}
		leaks = append(leaks, leak)
	}
	return leaks
}

// allDead reports whether nothing answers any case of the select.
func (d *deadFinder) allDead(sel *ssa.Select) bool {
	for i, state := range sel.States {
		cs := d.channels.Of(state.Chan)
		for _, c := range cs {
			for _, op := range c.At(sel) {
				if op.State == i && !d.isDead(c, op) {
					return false
				}
			}
		}
		if len(cs) == 0 {
			return false
		}
	}
	return true
}

// isDead reports whether nothing answers the operation.
func (d *deadFinder) isDead(c *channel.Channel, op *channel.Op) bool {
	send := op.Kind == channel.Send
	if c.Escapes() || len(c.Flow.Returned) > 0 || op.Kind == channel.Close ||
		send && !(c.Cap.Known && c.Cap.Const == 0) {
		return false
	}
	return !slices.ContainsFunc(d.answering(c, send), func(other *channel.Op) bool { return other.Instr != op.Instr })
}

// answering returns operations on the channel that may be run and answer a send, or a
// receive: of two instructions, if there are as many.
func (d *deadFinder) answering(c *channel.Channel, send bool) (ops []*channel.Op) {
	if known, ok := d.known[answered{c, send}]; ok {
		return known
	}
	for _, op := range c.Ops {
		another := len(ops) == 0 || ops[0].Instr != op.Instr
		if (op.Kind == channel.Recv) == send && another && d.mayRun(c, op) {
			ops = append(ops, op)
		}
		if len(ops) == 2 {
			break
		}
	}
	d.known[answered{c, send}] = ops
	return ops
}

// mayRun reports whether an operation may be run: that of a function that
// nothing uses is not, unless the channel is made there too.
func (d *deadFinder) mayRun(c *channel.Channel, op *channel.Op) bool {
	if !d.channels.Index.Dead(op.Fn()) {
		return true
	}
	return c.Make != nil && graph.Declared(c.Make.Parent()) == graph.Declared(op.Fn())
}
