package waitleak

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// maxWaitCalls bounds how many calls stand between a goroutine and the Wait that is
// for itself, too.
const maxWaitCalls = 4

// waitsOnTheWay reports the goroutines that the group counts until they end, and that
// call on the way what waits for the group of the same object: an error in the loop
// calls Close, and Close waits for the loop.
//
// A function that is told by a flag whether to wait is not looked at, nor is a Wait
// under a sync.Once.
func (c *check) waitsOnTheWay(g *group, wait op) {
	if wait.deferred || takesFlag(wait.fn()) {
		return
	}
	for _, site := range c.starts.Sites {
		for _, target := range site.Targets {
			counted := c.countedUntilEnd(g, site, target)
			if counted == nil {
				continue
			}
			w := &selfWait{check: c, wait: wait, counted: counted, seen: map[*ssa.Function]bool{}}
			if call := w.callIn(target.Fn, counted.path, 0); call != nil {
				c.reportSelf(g, site, call, counted, wait)
			}
		}
	}
}

// A count is what counts a goroutine until it ends: the call of Go that starts it, or
// a deferred Done.
type count struct {
	path heap.Path // of the group, in the function of the goroutine
	at   ssa.CallInstruction
}

// countedUntilEnd returns what counts the goroutine until it ends, or nil.
func (c *check) countedUntilEnd(g *group, site *spawn.Site, target spawn.Target) *count {
	if args := site.Instr.Common().Args; site.Kind == spawn.WaitGroup && g.aliases[args[0]] {
		if p, ok := seenFrom(heap.PathOf(args[0]), target.Fn, target.Args); ok {
			return &count{p, site.Instr}
		}
		return nil
	}
	for _, done := range g.of("Done") {
		if done.deferred && done.fn() == target.Fn && site.Kind == spawn.GoStmt {
			return &count{heap.PathOf(done.call.Common().Args[0]), done.call}
		}
	}
	return nil
}

// seenFrom returns the path as it is named in a function that gets the arguments. What
// a literal captures has the same name there.
func seenFrom(p heap.Path, fn *ssa.Function, args []ssa.Value) (heap.Path, bool) {
	for i, arg := range args {
		if arg == nil || i >= len(fn.Params) {
			continue
		}
		if at := heap.PathOf(arg); p.Under(at) {
			return heap.Path{Root: fn.Params[i], Fields: strings.TrimPrefix(p.Fields, at.Fields)}, true
		}
	}
	return p, fn.Parent() != nil
}

// A selfWait is the search for the call with which a goroutine comes to a Wait.
type selfWait struct {
	*check
	wait    op
	counted *count
	seen    map[*ssa.Function]bool
}

// callIn returns the call in fn that leads to the Wait for the group that the path
// names in fn, or nil. What comes before a Done is deferred does not count.
func (w *selfWait) callIn(fn *ssa.Function, p heap.Path, depth int) *ssa.Call {
	if w.seen[fn] || depth >= maxWaitCalls {
		return nil
	}
	w.seen[fn] = true
	for _, b := range fn.Blocks {
		if at := w.counted.at; at.Parent() == fn && !at.Block().Dominates(b) {
			continue
		}
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && w.leads(call, p, depth) {
				return call
			}
		}
	}
	return nil
}

// leads reports whether the call leads to the Wait.
func (w *selfWait) leads(call *ssa.Call, p heap.Path, depth int) bool {
	for _, t := range w.flows.Targets(call) {
		at, ok := seenFrom(p, t.Fn, t.Args)
		if !ok {
			continue
		}
		if t.Fn == w.wait.fn() && heap.PathOf(w.wait.call.Common().Args[0]) == at || w.callIn(t.Fn, at, depth+1) != nil {
			return true
		}
	}
	return false
}

// reportSelf reports the goroutine of the site.
func (c *check) reportSelf(g *group, site *spawn.Site, call *ssa.Call, counted *count, wait op) {
	o := c.open(site.Pos(), wait.call.Pos(), g)
	o.By = call.Pos()
	o.Settle(selfLeak)
	waiter := source.FuncName(wait.fn())
	c.at(site.Pos(), fmt.Sprintf("goroutine comes to %s, which waits for %s and so for this goroutine itself: neither ever returns", waiter, g.name), []analysis.RelatedInformation{
		{Pos: call.Pos(), Message: "it is called here"},
		{Pos: wait.call.Pos(), Message: "it waits here"},
		{Pos: counted.at.Pos(), Message: "it is counted until it ends"},
	})
}

// takesFlag reports whether a parameter of the function is a bool.
func takesFlag(fn *ssa.Function) bool {
	for p := range fn.Signature.Params().Variables() {
		if basic, ok := p.Type().Underlying().(*types.Basic); ok && basic.Kind() == types.Bool {
			return true
		}
	}
	return false
}
