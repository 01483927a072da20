package channel

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// addOutside notes what a use of the channel, or of the timer that it is in, says of
// those outside of the program.
func (c *Channel) addOutside(use flow.Use) {
	switch instr := use.Instr.(type) {
	case ssa.CallInstruction:
		fn := instr.Common().StaticCallee()
		c.Fed = c.Fed || model.Feeds(fn)
		if model.Mutes(fn) {
			c.Mutes = append(c.Mutes, instr)
		}
	case *ssa.FieldAddr:
		c.Fed = true
		if !onlyReceived(instr) {
			c.Flow.Escapes = append(c.Flow.Escapes, use)
		}
	}
}

// ofOutside reports whether the call is one whose effect [Channel.addOutside] notes.
func ofOutside(call ssa.CallInstruction) bool {
	fn := call.Common().StaticCallee()
	return model.Feeds(fn) || model.Mutes(fn)
}

// onlyReceived reports whether what is loaded from the field of a timer is received
// from on the spot.
func onlyReceived(c *ssa.FieldAddr) bool {
	for _, ref := range *c.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok {
			return false
		}
		for _, use := range *load.Referrers() {
			switch use := use.(type) {
			case *ssa.UnOp:
				if use.Op != token.ARROW {
					return false
				}
			case *ssa.Select, *ssa.DebugRef:
			default:
				return false
			}
		}
	}
	return true
}

// timerOps returns the operations on the channel in the field of a timer.
func (f *factory) timerOps(c *ssa.FieldAddr) (ops []*Op) {
	for _, ref := range *c.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok {
			continue
		}
		for _, use := range *load.Referrers() {
			ops = append(ops, f.opsOf(flow.Use{Value: load, Instr: use})...)
		}
	}
	return ops
}
