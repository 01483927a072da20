package triage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/heapdump"
)

// A heap is what the goroutines of a heap dump hold, by the functions of their stacks: a
// dump has neither files nor lines, and no calls that were inlined.
type heap struct {
	groups  []*group // of the dump, as those of a capture
	byStack map[string]*group
	held    heapdump.Holdings
}

// A holding is what the goroutines of a group hold, as a heap dump tells.
type holding struct {
	heapdump.Holding
	goroutines int // in the dump
	shared     int // other groups of the capture with the same functions, of which it tells too
}

// readHeap reads the dump of -heap, and finds out what each group of it holds.
func (o *options) readHeap(ctx context.Context) (*heap, error) {
	f, size, err := regular.Open(o.heap)
	var irregular regular.Irregular
	switch {
	case errors.As(err, &irregular):
		return nil, fmt.Errorf("%s: it %w", shownName(o.heap), irregular)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", shownName(o.heap), withoutPath(err))
	}
	defer f.Close()
	p := newProgress(o.terminal, &source{})
	defer p.end()
	dump, err := heapdump.Read(f, size, heapdump.Progress(p.stage))
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownName(o.heap), err)
	}
	h := &heap{byStack: make(map[string]*group)}
	dump.Forget(dumpers(dump)...)
	ids := h.group(dump)
	if h.held, err = dump.Held(ids...); err != nil {
		return nil, fmt.Errorf("%s: %w", shownName(o.heap), err)
	}
	for i, g := range h.groups {
		g.holds = &holding{Holding: h.held.Groups[i], goroutines: g.count}
	}
	return h, nil
}

// dumpers returns the goroutines that have called WriteHeapDump.
func dumpers(dump *heapdump.Dump) (ids []uint64) {
	for _, g := range dump.Goroutines {
		if wroteDump(g) {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

func wroteDump(g heapdump.Goroutine) bool {
	return slices.ContainsFunc(g.Stack, func(f goroutine.Frame) bool { return f.Function == "runtime/debug.WriteHeapDump" })
}

// group puts the goroutines of a dump into groups, and returns their numbers. What the
// runtime has started for itself is none.
func (h *heap) group(dump *heapdump.Dump) (ids [][]uint64) {
	index := make(map[string]int)
	for _, g := range dump.Goroutines {
		if g.System {
			continue
		}
		stack := trimRuntime(g.Stack)
		key := functionsOf(stack, nil)
		i, known := index[key]
		if !known {
			i = len(h.groups)
			index[key] = i
			h.groups = append(h.groups, &group{stack: stack, states: make(map[string]int)})
			h.byStack[key] = h.groups[i]
			ids = append(ids, nil)
		}
		h.groups[i].count++
		h.groups[i].states[g.State]++
		if !wroteDump(g) {
			ids[i] = append(ids[i], g.ID)
		}
	}
	return ids
}

// functionsOf names a stack by its functions, without what a heap dump does not have,
// inlined calls, and without what no other capture has, the functions that the compiler
// makes of go statements with arguments. Where nothing else is left, the function with
// the go statement tells.
func functionsOf(stack []goroutine.Frame, createdBy *goroutine.Frame) string {
	var b strings.Builder
	starter := ""
	if createdBy != nil {
		starter = createdBy.Function
	}
	for _, f := range stack {
		if i := strings.LastIndex(f.Function, ".gowrap"); i >= 0 {
			starter = f.Function[:i]
		} else if !f.Inlined {
			b.WriteString(f.Function + "\n")
		}
	}
	if b.Len() == 0 {
		return "started by " + starter
	}
	return b.String()
}

// capture is the dump as a capture, which is enough where there is no other.
func (h *heap) capture() *capture {
	return &capture{form: heapDump, groups: h.groups, room: room{stackMemory}}
}

// tell tells the groups of a capture of the same process what they hold.
func (h *heap) tell(c *capture) {
	same := make(map[string][]*group)
	for _, g := range c.groups {
		key := functionsOf(g.stack, g.createdBy)
		same[key] = append(same[key], g)
	}
	for key, groups := range same {
		of := h.byStack[key]
		if of == nil {
			continue
		}
		holds := &holding{Holding: of.holds.Holding, goroutines: of.holds.goroutines, shared: len(groups) - 1}
		for _, g := range groups {
			g.holds = holds
		}
	}
}

// heldBytes is what a group and those in its entry hold, 0 where no dump tells. Groups
// that the dump does not tell apart have one holding.
func (g *group) heldBytes() int64 {
	if len(g.company) == 0 && g.holds == nil {
		return 0
	}
	holdings := make(map[*holding]bool)
	n := int64(0)
	for _, one := range append([]*group{g}, g.company...) {
		if h := one.holds; h != nil && !holdings[h] {
			holdings[h] = true
			n += h.Bytes()
		}
	}
	return n
}

// holdsLine says what a group holds, "" where no dump tells.
func (g *group) holdsLine() string {
	h := g.holds
	if h == nil {
		return ""
	}
	s := fmt.Sprintf("holds about %s that nothing else refers to: %s of %s, and %s of stacks", h, plural(h.Objects, "object"), heapdump.Size(h.Heap), heapdump.Size(h.Stack))
	if h.goroutines != g.count {
		s += fmt.Sprintf(" (%s in the heap dump)", plural(h.goroutines, "goroutine"))
	}
	if h.shared > 0 {
		s += fmt.Sprintf(", together with %s", verbed(h.shared, "other group that has the same functions", "other groups that have the same functions"))
	}
	return s
}

// heldText is the first line's part about what is held.
func (v *view) heldText() string {
	if v.heap == nil {
		return ""
	}
	s := fmt.Sprintf(", which hold about %s", v.heap.held.Total())
	if joint := v.heap.held.Joint; joint.Objects > 0 {
		s += fmt.Sprintf(" (%s of it only jointly)", joint)
	}
	return s
}

// stage says on a terminal how far a heap dump is read.
func (p *progress) stage(stage string, done, total int64) {
	if p.terminal != nil && time.Since(p.shown) >= progressEvery {
		p.shown = time.Now()
		p.draw(fmt.Sprintf("%s the heap dump: %d %%", stage, 100*done/max(1, total)))
	}
}
