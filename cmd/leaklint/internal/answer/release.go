package answer

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// receive returns how many obligations are open after a receive from another
// channel. If only the goroutine itself sends on that channel or closes it, and
// does so instead of or after what obliges it, then nothing is open any more:
// `select { case r := <-results: ...; case err := <-errs: return err }` with a
// goroutine that sends on one of the two. Where there are many such goroutines, it
// is one of them that has nothing open any more.
func (s *search) receive(v ssa.Value, open int) (int, bool) {
	if open == 0 {
		return open, true
	}
	if s.canceledAfter(v) || s.passOver != nil && isDoneOf(v, s.passOver) {
		return open, false
	}
	others := s.channels.Of(v)
	if len(others) != 1 || others[0] == s.channel || others[0].Escapes() {
		return open, true
	}
	if s.toldAfter(others[0]) {
		return open, false
	}
	signaled := false
	for _, op := range others[0].Ops {
		if op.Kind == channel.Recv {
			continue
		}
		if !s.inGoroutine(op.Fn()) {
			return open, true
		}
		if s.obliges(op.Instr) {
			return open, true
		}
		signaled = true
	}
	if s.repeated {
		if signaled && open < Many {
			open = max(open-s.demand.Count, 0)
		}
		return open, true
	}
	return open, !signaled
}

// inGoroutine reports whether fn is run by the goroutine of the site, and by
// nothing else.
func (s *search) inGoroutine(fn *ssa.Function) bool {
	seen := map[*ssa.Function]bool{}
	var visit func(fn *ssa.Function) bool
	visit = func(fn *ssa.Function) bool {
		if seen[fn] {
			return true
		}
		seen[fn] = true
		if fn == s.top {
			return true
		}
		for _, target := range s.site.Targets {
			if target.Fn == fn {
				return true
			}
		}
		runs := s.index.Runs(fn)
		if !runs.All || len(runs.Sites) > 0 || len(runs.Calls) == 0 {
			return false
		}
		for _, call := range runs.Calls {
			if !visit(call.Parent()) {
				return false
			}
		}
		return true
	}
	return visit(fn)
}

// waits reports whether the call waits until the goroutines of the site have
// ended: the Wait of the WaitGroup or errgroup that they belong to.
func (s *search) waits(call ssa.CallInstruction) bool {
	group, ok := waitedGroup(call)
	return ok && s.belongs(group, sameObject)
}

// belongs reports whether the goroutines of the site belong to the group, whose Wait
// returns when all of them have nothing open any more.
func (s *search) belongs(group ssa.Value, same func(a, b ssa.Value) bool) bool {
	if s.site.Kind == spawn.ErrGroup || s.site.Kind == spawn.WaitGroup {
		return same(group, s.site.Instr.Common().Args[0])
	}
	return slices.ContainsFunc(s.site.Targets, func(target spawn.Target) bool {
		done := s.doneLast(target.Fn)
		return done != nil && same(group, argument(target, done.Common().Args[0]))
	})
}

// argument returns what a parameter of the started function stands for where it
// is started, and any other value as it is.
func argument(target spawn.Target, v ssa.Value) ssa.Value {
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == target.Fn {
		if i := indexOf(p); i < len(target.Args) && target.Args[i] != nil {
			return target.Args[i]
		}
	}
	return v
}

// waitedGroup returns the group that a call of Wait waits for.
func waitedGroup(call ssa.CallInstruction) (ssa.Value, bool) {
	if _, ok := call.(*ssa.Call); !ok {
		return nil, false
	}
	return groupOf(call.Common())
}

// groupOf returns the group that a call waits for, deferred or not.
func groupOf(call *ssa.CallCommon) (ssa.Value, bool) {
	fn := call.StaticCallee()
	if fn == nil {
		return nil, false
	}
	name := fn.RelString(nil)
	if name == "(*sync.WaitGroup).Wait" || strings.HasSuffix(name, "/errgroup.Group).Wait") {
		return call.Args[0], true
	}
	return nil, false
}

// doneLast returns the call of Done that says that what obliges the goroutine is over,
// or nil: a Done for each of several pieces of work says nothing about the goroutine,
// and one that comes first nothing of what comes after.
func (s *search) doneLast(fn *ssa.Function) ssa.CallInstruction {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee != nil && callee.RelString(nil) == "(*sync.WaitGroup).Done" && dominatesReturns(b) && !s.comesFirst(call) {
				return call
			}
		}
	}
	return nil
}

// comesFirst reports whether an obligation may come after the instruction, in its
// function or in one that it calls.
func (s *search) comesFirst(instr ssa.Instruction) bool {
	if s.obliges(instr) {
		return true
	}
	if _, deferred := instr.(*ssa.Defer); deferred {
		return false
	}
	for call, callees := range s.callees {
		if call.Parent() == instr.Parent() && follows(instr, call) && slices.ContainsFunc(callees, func(fn *ssa.Function) bool {
			return s.trace.demand(fn, s.need, context{}, 0).Count > 0
		}) {
			return true
		}
	}
	return false
}

// sameObject reports whether two addresses are those of one variable or of one
// field of one object.
func sameObject(a, b ssa.Value) bool { return loop.Key(a) == loop.Key(b) }
