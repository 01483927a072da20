package answer

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// sentOnce reports whether the channel has one send, and whoever makes it closes
// the channel then: a second one would panic, so however many goroutines get
// there, one sends.
func (t *trace) sentOnce() bool {
	var send *channel.Op
	for _, op := range t.channel.Ops {
		if op.Kind == channel.Send {
			if send != nil || op.Many {
				return false
			}
			send = op
		}
	}
	if send == nil {
		return false
	}
	for _, op := range t.channel.Ops {
		if op.Kind != channel.Close || op.Fn() != send.Fn() {
			continue
		}
		block := send.Instr.Block()
		switch op.Instr.(type) {
		case *ssa.Call:
			if op.Instr.Block() == block && graph.Before(send.Instr, op.Instr) {
				return true
			}
		case *ssa.Defer:
			if dominates(op.Instr, send.Instr) && loop.Innermost(t.loopsOf(send.Fn()), block) == nil {
				return true
			}
		}
	}
	return false
}

// served reports whether the send is the answer to something that a select
// received in the same round of a loop, beside a way out of the loop: the owner
// of a buffered channel may have stopped to ask when it leaves.
func (t *trace) served(op *channel.Op) bool {
	if op.Kind != channel.Send || !t.channel.Cap.Known || t.channel.Cap.Const == 0 {
		return false
	}
	block := op.Instr.Block()
	l := loop.Innermost(t.loopsOf(op.Fn()), block)
	if l == nil || !exits(l) {
		return false
	}
	for b := block.Idom(); b != nil && l.Contains(b); b = b.Idom() {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if sel, _ := channel.CaseAt(branch); sel != nil && sel.Blocking && len(sel.States) > 1 && l.Contains(sel.Block()) {
				return true
			}
		}
	}
	return false
}
