package leaktest

import (
	"context"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// labelKey is the runtime/pprof label by which goroutines inherit their owner.
// It shows in CPU and goroutine profiles too, where it tells tests apart.
const labelKey = "leaktest"

// A run is one execution of a test, benchmark, fuzz target or example, or the
// part of one that a Check covers. It owns the goroutines that carry its id.
type run struct {
	id        string           // label value: the name, '#', and a number that is unique in the process
	name      string           // as in the output of go test -v
	goroutine uint64           // the goroutine that runs it; 0 where it is only followed
	starter   uint64           // the goroutine that started that one, of a run that is followed
	born      goroutine.Counts // when it began
	children  map[uint64]bool  // what its goroutine had started before; nil where nobody has looked
	whole     bool             // it has been the owner since the first statement of its goroutine
	previous  *run             // what its goroutine was labelled with before
	part      bool             // it is a stretch of the run before it, and of the same test
	within    *run             // the run that shows its leaks, of a benchmark whose output goes nowhere
	reported  atomic.Bool      // its leaks were reported by a Check
	skipped   atomic.Bool      // the test was skipped
}

var lastRun atomic.Uint64

func newRun(name string, self uint64) *run {
	return &run{
		id:        name + "#" + strconv.FormatUint(lastRun.Add(1), 10),
		name:      name,
		goroutine: self,
	}
}

// ownerName returns the name in a label value.
func ownerName(id string) string {
	if i := strings.LastIndexByte(id, '#'); i >= 0 {
		return id[:i]
	}
	return id
}

// label makes r the owner of what the calling goroutine starts from now on.
// The goroutine's other labels are those of ctx: the runtime has no way to read
// the ones that it carries.
func (r *run) label(ctx context.Context) { pprof.SetGoroutineLabels(r.context(ctx)) }

// context returns ctx with the label of r.
func (r *run) context(ctx context.Context) context.Context {
	return pprof.WithLabels(ctx, pprof.Labels(labelKey, r.id))
}

// unlabel gives the calling goroutine back to the owner that it had before.
func (r *run) unlabel(ctx context.Context) {
	if r.previous != nil {
		r.previous.label(ctx)
		return
	}
	pprof.SetGoroutineLabels(ctx)
}

// owners knows the runs that may still have goroutines.
var owners ownerRegistry

type ownerRegistry struct {
	mu          sync.Mutex
	byID        map[string]*run
	byGoroutine map[uint64]*run
	followed    map[string]*run // by name, the latest of those that are followed
}

// follow makes known a run whose goroutine is about to start.
func (o *ownerRegistry) follow(r *run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.register(r)
	if o.followed == nil {
		o.followed = make(map[string]*run)
	}
	o.followed[r.name] = r
}

// found says in which goroutine the run of that name goes on that is followed.
// Where there is none, or the goroutine has a run, that changes nothing.
func (o *ownerRegistry) found(name string, id uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r := o.followed[name]; r != nil && o.byGoroutine[id] == nil {
		o.byGoroutine[id] = r
	}
}

func (o *ownerRegistry) register(r *run) {
	if o.byID == nil {
		o.byID = make(map[string]*run)
		o.byGoroutine = make(map[uint64]*run)
	}
	o.byID[r.id] = r
}

// begin makes r the current run of its goroutine.
func (o *ownerRegistry) begin(r *run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.register(r)
	r.previous = o.byGoroutine[r.goroutine]
	o.byGoroutine[r.goroutine] = r
}

// leave makes the run that came before r the current one of its goroutine
// again. r stays known, since it may still have goroutines.
func (o *ownerRegistry) leave(r *run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byGoroutine[r.goroutine] != r {
		return
	}
	if r.previous == nil {
		delete(o.byGoroutine, r.goroutine)
	} else {
		o.byGoroutine[r.goroutine] = r.previous
	}
}

// forget drops a run that has no goroutines left.
func (o *ownerRegistry) forget(r *run) {
	o.leave(r)
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.byID, r.id)
}

func (o *ownerRegistry) withID(id string) *run {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byID[id]
}

func (o *ownerRegistry) onGoroutine(id uint64) *run {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byGoroutine[id]
}

// named returns the latest run of a whole test with that name, or nil.
func (o *ownerRegistry) named(name string) *run {
	o.mu.Lock()
	defer o.mu.Unlock()
	var latest *run
	for _, r := range o.byID {
		if r.name == name && !r.part && (latest == nil || r.number() > latest.number()) {
			latest = r
		}
	}
	return latest
}

// partsOf returns the ids of the stretches of a run whose goroutines nobody has
// reported; nil where there are none.
func (o *ownerRegistry) partsOf(whole *run) map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	var parts map[string]bool
	for id, r := range o.byID {
		if (r.part && r.previous == whole || r.within == whole) && !r.reported.Load() {
			if parts == nil {
				parts = make(map[string]bool)
			}
			parts[id] = true
		}
	}
	return parts
}

func (r *run) number() uint64 {
	n, _ := strconv.ParseUint(r.id[strings.LastIndexByte(r.id, '#')+1:], 10, 64)
	return n
}
