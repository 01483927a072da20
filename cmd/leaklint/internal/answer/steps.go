package answer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// steps returns the indices of the instructions in the block that may change what is
// open on some path: operations on the channel, calls that lead to one, waits, and
// receives from others. The starts of goroutines are left out: each is a step of the
// question about it only, so that many of them on one channel cost no more than each
// alone.
func (t *trace) steps(b *ssa.BasicBlock) []int {
	if known, ok := t.stepsOf[b]; ok {
		return known
	}
	var steps []int
	for i, instr := range b.Instrs {
		if t.isStep(instr) {
			steps = append(steps, i)
		}
	}
	t.stepsOf[b] = steps
	return steps
}

func (t *trace) isStep(instr ssa.Instruction) bool {
	if len(t.channel.At(instr)) > 0 || t.isBirth(instr) {
		return true
	}
	switch instr := instr.(type) {
	case *ssa.Return, *ssa.Panic:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		_, waits := waitedGroup(instr)
		return waits || len(t.callees[instr]) > 0
	}
	return false
}

// position returns the place of an instruction in its block.
func (t *trace) position(instr ssa.Instruction) int {
	b := instr.Block()
	if !t.placed[b] {
		t.placed[b] = true
		for i, other := range b.Instrs {
			t.positions[other] = i
		}
	}
	return t.positions[instr]
}

// follows reports whether b may be executed after a.
func (t *trace) follows(a, b ssa.Instruction) bool {
	return a.Block() == b.Block() && t.position(a) < t.position(b) || graph.Reaches(a.Block(), b.Block())
}

// answers returns the operations that answer the need.
func (t *trace) answers(need Need) []*channel.Op {
	if ops, ok := t.answering[need]; ok {
		return ops
	}
	var ops []*channel.Op
	for _, op := range t.channel.Ops {
		switch {
		case need == NeedRecv && op.Kind == channel.Recv,
			need == NeedSend && op.Kind != channel.Recv,
			need == NeedClose && op.Kind == channel.Close:
			ops = append(ops, op)
		}
	}
	t.answering[need] = ops
	return ops
}

// alike returns the operations that answer the need without those of which all that
// matters is known from another one: plain ones of one function on a channel that is
// in no field, where it does not matter whether they come before the start.
func (t *trace) alike(need Need) []*channel.Op {
	if len(t.channel.Flow.Fields) > 0 {
		return t.answers(need)
	}
	if ops, ok := t.alikes[need]; ok {
		return ops
	}
	type role struct {
		fn   *ssa.Function
		kind channel.OpKind
	}
	seen := map[role]bool{}
	var ops []*channel.Op
	for _, op := range t.answers(need) {
		plain := op.State < 0 && !op.Starts() && (op.Kind == channel.Recv || op.Kind == channel.Send && t.channel.Cap.Known && t.channel.Cap.Const == 0)
		r := role{op.Fn(), op.Kind}
		if plain && seen[r] {
			continue
		}
		seen[r] = seen[r] || plain
		ops = append(ops, op)
	}
	t.alikes[need] = ops
	return ops
}
