package answer

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// deadLeaks returns the selects that nothing ever wakes, since nobody answers any
// of their cases, and the loops whose every way out is such a case. The case of
// a channel that nobody sends on or closes is called dead.
func (d *deadFinder) deadLeaks() (leaks []*Leak) {
	for _, fn := range d.channels.Index.Spawns.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if sel, ok := instr.(*ssa.Select); ok && sel.Blocking {
					leaks = append(leaks, d.leaksAt(sel)...)
				}
			}
		}
	}
	return leaks
}

// A deadFinder looks for dead cases.
type deadFinder struct {
	channels *channel.Channels
	process  func(*Leak) bool // the goroutine lives as long as the process
}

// leaksAt returns the leaks of the goroutines that come to the select.
func (d *deadFinder) leaksAt(sel *ssa.Select) (leaks []*Leak) {
	dead, all := d.deadCases(sel)
	if len(dead) == 0 {
		return nil
	}
	kind := Nobody
	if !all {
		if kind = Trapped; !d.traps(sel, dead) {
			return nil
		}
	}
	for _, c := range d.channels.Of(sel.States[dead[0]].Chan) {
		for _, op := range c.At(sel) {
			if op.State != dead[0] {
				continue
			}
			for _, site := range startsOf(d.channels.Index, sel.Parent()) {
				leak := &Leak{Need: NeedSend, Site: site, Channel: c, Op: op,
					Exit: Exit{Kind: kind, Fn: sel.Parent(), Pos: op.Pos}, Own: true}
				if op.Kind == channel.Send {
					leak.Need = NeedRecv
				}
				if kind == Nobody || !d.process(leak) {
					leaks = append(leaks, leak)
				}
			}
		}
	}
	return leaks
}

// deadCases returns the numbers of the dead cases of the select, receives first,
// and whether all are dead.
func (d *deadFinder) deadCases(sel *ssa.Select) (dead []int, all bool) {
	for _, dir := range []types.ChanDir{types.RecvOnly, types.SendOnly} {
		for i, state := range sel.States {
			if state.Dir == dir && d.isDead(sel, state) {
				dead = append(dead, i)
			}
		}
	}
	return dead, len(dead) == len(sel.States)
}

// isDead reports whether nothing answers the case.
func (d *deadFinder) isDead(sel *ssa.Select, state *ssa.SelectState) bool {
	cs := d.channels.Of(state.Chan)
	for _, c := range cs {
		if c.Escapes() || len(c.Flow.Returned) > 0 {
			return false
		}
		if state.Dir == types.SendOnly && !(c.Cap.Known && c.Cap.Const == 0) {
			return false
		}
		for _, op := range c.Ops {
			answers := (op.Kind == channel.Recv) == (state.Dir == types.SendOnly)
			if answers && op.Instr != sel && !d.channels.Index.Dead(op.Fn()) {
				return false
			}
		}
	}
	return len(cs) > 0
}

// traps reports whether the select stands in a loop that is left through dead
// cases only.
func (d *deadFinder) traps(sel *ssa.Select, dead []int) bool {
	for _, l := range loop.Of(sel.Parent()) {
		if l.Contains(sel.Block()) && !leaves(l, sel, dead) {
			return true
		}
	}
	return false
}

// leaves reports whether the function can be left from the loop without taking a
// dead case.
func leaves(l *loop.Loop, sel *ssa.Select, dead []int) bool {
	closed := map[*ssa.BasicBlock]bool{}
	for _, n := range dead {
		closed[caseOf(sel, n)] = true
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{l.Header}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] || closed[b] {
			continue
		}
		if isReturn(b) {
			return true
		}
		seen[b] = true
		work = append(work, b.Succs...)
	}
	return false
}
