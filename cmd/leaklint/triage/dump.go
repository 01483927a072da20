package triage

import (
	"bytes"
	"fmt"
	"io"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// pprofLimit is where runtime/pprof ends a debug=2 text (writeGoroutineStacks in
// runtime/pprof/pprof.go).
const pprofLimit = 64 << 20

// A dumpReader groups the goroutines of a dump while it is read.
type dumpReader struct {
	capture
	choice  choice
	byStack map[splitStack]*group
	first   uint64 // number of the first goroutine
	doubled bool   // a goroutine stands in it twice
	sawMain bool
}

// readDump reads a debug=2 text, or the dump of a program that crashed.
func readDump(r io.Reader, lim limits, onGoroutines func(goroutines, groups int)) (*capture, error) {
	counted := &countingReader{r: r}
	d := &dumpReader{capture: capture{form: dumpText, room: room{lim.memory}}, choice: lim.choice, byStack: make(map[splitStack]*group)}
	stream := goroutine.NewStream(counted)
	var last []byte // the latest record, which alone can be cut
	var err error
	for {
		var rec goroutine.Record
		if rec, err = stream.Next(); err != nil {
			break
		}
		d.add(rec)
		last = append(last[:0], rec.Text()...)
		if d.total%1000 == 0 {
			onGoroutines(d.total, len(d.groups))
		}
	}
	outside := stream.Outside()
	if d.total == 0 {
		if err != io.EOF {
			return nil, readError(err)
		}
		return nil, fmt.Errorf("%w: no goroutine in it; it begins with %q", errForeign, start(outside.First))
	}
	d.ends(err, last, counted.n, outside)
	return &d.capture, nil
}

// add puts a goroutine into its group.
func (d *dumpReader) add(rec goroutine.Record) {
	id := rec.ID()
	if d.total == 0 {
		d.first = id
	} else if id == d.first || id == 1 && d.sawMain {
		d.doubled = true
	}
	d.sawMain = d.sawMain || id == 1
	d.total++
	var labels map[string]string
	if rec.HasLabels() {
		labels = rec.Labels()
	}
	if d.choice.takes(labels) {
		d.groupOf(rec, d.choice.splitOf(labels)).addRecord(rec, labels, &d.room)
	}
}

// A splitStack is the hash of a stack, and what else its group has in common.
type splitStack struct {
	hash  uint64
	split string
}

// groupOf returns the group of a goroutine.
func (d *dumpReader) groupOf(rec goroutine.Record, split string) *group {
	key := splitStack{rec.StackHash(), split}
	if g, ok := d.byStack[key]; ok {
		return g
	}
	if d.room.left < 0 {
		return d.further()
	}
	fresh := newGroup(rec)
	fresh.split = split
	g := d.admit(fresh)
	if !g.further {
		d.byStack[key] = g
	}
	return g
}

func newGroup(rec goroutine.Record) *group {
	parsed := rec.Parse()
	g := &group{
		states:    make(map[string]int),
		stack:     trimRuntime(parsed.Stack),
		createdBy: parsed.CreatedBy,
		elided:    parsed.Elided,
		shortest:  1<<63 - 1,
	}
	for i := range g.stack {
		g.stack[i].Args = "" // they differ within a group
	}
	return g
}

// askedParents is how many goroutines of a group are asked who started them, which takes
// as long as all else that is asked of one. Calls of which so many have one parent are
// taken for one.
const askedParents = 64

// noteParent notes the goroutine that started the one of the record, or that it is not
// the same for all.
func (g *group) noteParent(rec goroutine.Record) {
	switch {
	case g.count == 0:
		g.parent = rec.ParentID()
	case g.parent != 0 && g.count < askedParents && g.parent != rec.ParentID():
		g.parent = 0
	}
}

// addRecord counts a goroutine. What it waits for and its labels are counted where
// there is room for them.
func (g *group) addRecord(rec goroutine.Record, labels map[string]string, left *room) {
	g.noteParent(rec)
	g.count++
	if rec.Leaked() {
		g.proven++
	}
	if g.further {
		return
	}
	state := rec.State()
	if n, ok := g.states[string(state)]; ok || len(g.states) < 16 && left.take(int64(len(state))) {
		g.states[string(state)] = n + 1
	}
	wait := rec.Wait()
	g.longest = max(g.longest, wait)
	g.shortest = min(g.shortest, wait)
	g.addLabels(labels, 1, left)
}

// ends says what is wrong with how a dump ends and with what lies around it.
func (d *dumpReader) ends(err error, last []byte, size int64, outside goroutine.Outside) {
	if err != io.EOF {
		d.fault("%v", readError(err))
	}
	if size == pprofLimit {
		d.fault("it ends at 64 MiB, where net/http/pprof cuts a debug=2 text; debug=1 and the protobuf form count all goroutines")
	} else {
		for rec := range goroutine.Records(last) {
			if rec.Parse().Truncated {
				d.fault("it is cut off in goroutine %d", rec.ID())
			}
		}
	}
	if d.doubled {
		d.fault("goroutines stand in it twice: it holds more than one dump")
	}
	if isCountText(outside.First) || bytes.Contains(outside.First, []byte("goroutine profile: total ")) {
		d.fault("it holds a debug=1 profile beside the dump; only the dump was read")
	} else if outside.Bytes > 0 {
		d.notes = append(d.notes, fmt.Sprintf("skipped %s around the goroutines, beginning with %q", plural(int(outside.Bytes), "byte"), start(outside.First)))
	}
	if outside.Cut > 0 {
		d.fault("%s longer than a megabyte lost the end", plural(outside.Cut, "goroutine record"))
	}
}

// start shortens the beginning of a text to what a message has room for.
func start(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return line[:min(len(line), 60)]
}

// A countingReader counts what was read.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
