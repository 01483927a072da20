package endless

import (
	"golang.org/x/tools/go/ssa"
)

// notified returns the channels of the package on which signals arrive: those
// handed to signal.Notify.
func (s *flows) notified(funcs []*ssa.Function) map[ssa.Value]bool {
	channels := make(map[ssa.Value]bool)
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok || !IsFunc(call.Common().StaticCallee(), "os/signal", "Notify") {
					continue
				}
				for _, made := range s.origins.Of(call.Common().Args[0]).Values {
					channels[made] = true
				}
			}
		}
	}
	return channels
}

// takesSignals reports whether the channel is certainly one on which the signals
// of the process arrive.
func (s *flows) takesSignals(ch ssa.Value) bool {
	return len(s.signals) > 0 && s.origins.Of(ch).All(func(v ssa.Value) bool { return s.signals[v] })
}
