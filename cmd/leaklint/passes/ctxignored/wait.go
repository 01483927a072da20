package ctxignored

import (
	"go/constant"
	"go/token"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A wait is an operation in which the goroutine stands still.
type wait struct {
	instr  ssa.Instruction
	verb   string        // what the goroutine does: "sleeps"
	length time.Duration // how long at most, or one of the two below

	ends *decision.Reason // why it ends with the request, or nil
}

// The lengths that are no durations. unknown is a bound that is not a constant.
const (
	forever time.Duration = 1<<63 - 1
	unknown time.Duration = -1
)

// maxCalls bounds how deep calls are followed from the goroutine's function.
const maxCalls = 3

// bodyOf returns the functions of this package that the goroutine runs: its own
// and those that it calls and waits for.
func (c *check) bodyOf(fn *ssa.Function) []*ssa.Function {
	body := []*ssa.Function{fn}
	seen := map[*ssa.Function]bool{fn: true}
	level := body
	for range maxCalls {
		var next []*ssa.Function
		for _, f := range level {
			for callee := range callees(f) {
				if !seen[callee] && callee.Pkg != nil && callee.Pkg.Pkg == c.pass.Pkg {
					seen[callee] = true
					next = append(next, callee)
				}
			}
		}
		body = append(body, next...)
		level = next
	}
	return body
}

// callees yields the functions that f calls or defers, statically.
func callees(f *ssa.Function) func(yield func(*ssa.Function) bool) {
	return func(yield func(*ssa.Function) bool) {
		for _, b := range f.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if _, isGo := instr.(*ssa.Go); !ok || isGo {
					continue
				}
				if callee := call.Common().StaticCallee(); callee != nil && !yield(callee) {
					return
				}
			}
		}
	}
}

// worst returns the longest wait of the body that watches nothing, or one that does,
// or nil. A bound that is not known counts least, as only advice can be given of it.
func (c *check) worst(body []*ssa.Function, site *spawn.Site) *wait {
	var worst *wait
	for _, fn := range body {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if w := c.waitOf(instr, site); w != nil && (worst == nil || w.worse(worst)) {
					worst = w
				}
			}
		}
	}
	return worst
}

// worse reports whether the wait is longer than the other one, or that one ends.
func (w *wait) worse(than *wait) bool {
	if (w.ends == nil) != (than.ends == nil) {
		return w.ends == nil
	}
	return w.length > than.length
}

// waitOf returns the wait that the instruction is, or nil for what does not wait.
func (c *check) waitOf(instr ssa.Instruction, site *spawn.Site) *wait {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		if callee := instr.Common().StaticCallee(); endless.IsFunc(callee, "time", "Sleep") {
			return &wait{instr: instr, verb: "sleeps", length: durationOf(instr.Common().Args[0])}
		}
	case *ssa.UnOp:
		if !isReceive(instr) {
			return nil
		}
		if d, ok := c.timer(instr.X); ok {
			return &wait{instr: instr, verb: "waits for a timer", length: d}
		}
		if c.foreign(instr.X, site) {
			return &wait{instr: instr, verb: "receives", length: forever}
		}
	case *ssa.Send:
		if c.foreign(instr.Chan, site) {
			return &wait{instr: instr, verb: "sends", length: forever}
		}
	case *ssa.Select:
		return c.waitOfSelect(instr)
	}
	return nil
}

// waitOfSelect returns the wait of a select, which ends if that has other cases than
// timers.
func (c *check) waitOfSelect(s *ssa.Select) *wait {
	if !s.Blocking || len(s.States) == 0 {
		return nil
	}
	w := &wait{instr: s, verb: "waits for a timer", length: forever}
	for _, state := range s.States {
		d, ok := c.timer(state.Chan)
		if anotherCase.Holds(!ok) {
			w.ends = anotherCase
		} else if ok {
			w.length = min(w.length, d)
		}
	}
	return w
}

// timer returns how long it takes until the channel of a timer delivers, and
// whether it is such a channel.
func (c *check) timer(ch ssa.Value) (time.Duration, bool) {
	if !endless.Ticks(c.origins, ch) {
		return 0, false
	}
	if call, ok := ch.(*ssa.Call); ok && len(call.Common().Args) == 1 {
		return durationOf(call.Common().Args[0]), true
	}
	return unknown, true
}

// foreign reports whether the channel certainly was not made by the function
// that starts the goroutine, or by one around it: those that it made are judged
// by who else holds them, which is what the checks for sends and receives do.
func (c *check) foreign(ch ssa.Value, site *spawn.Site) bool {
	return c.origins.Of(ch).All(func(v ssa.Value) bool {
		made, ok := v.(*ssa.MakeChan)
		if !ok {
			return false
		}
		if graph.Contains(made.Parent(), site.Enclosing) {
			return false
		}
		for _, t := range site.Targets {
			if made.Parent() == t.Fn {
				return false
			}
		}
		size, ok := made.Size.(*ssa.Const)
		return ok && size.Int64() == 0
	})
}

// durationOf returns the value of a constant duration.
func durationOf(v ssa.Value) time.Duration {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return unknown
	}
	n, exact := constant.Int64Val(k.Value)
	if !exact {
		return unknown
	}
	return time.Duration(n)
}

func isReceive(instr *ssa.UnOp) bool { return instr.Op == token.ARROW }
