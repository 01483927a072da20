package engine

import (
	"context"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// LabelKey is the runtime/pprof label by which goroutines inherit their owner.
// It shows in CPU and goroutine profiles too, where it tells tests apart.
const LabelKey = "leaktest"

// A Run is one execution of a test, benchmark, fuzz target or example, or the
// part of one that a Check covers. It owns the goroutines that carry its id.
type Run struct {
	ID        string           // label value: the name, '#', and a number that is unique in the process
	Name      string           // as in the output of go test -v
	Goroutine uint64           // the goroutine that runs it; 0 where it is only followed
	Starter   uint64           // the goroutine that started that one, of a run that is followed
	Born      goroutine.Counts // when it began
	Children  map[uint64]bool  // what its goroutine had started before; nil where nobody has looked
	Whole     bool             // it has been the owner since the first statement of its goroutine
	previous  *Run             // what its goroutine was labeled with before
	Part      bool             // it is a stretch of the run before it, and of the same test
	Within    *Run             // the run that shows its leaks, of a benchmark whose output goes nowhere
	Reported  atomic.Bool      // its leaks were reported by a Check
	Skipped   atomic.Bool      // the test was skipped
}

var lastRun atomic.Uint64

// NewRun returns a run of the test with that name, in the goroutine with the number
// self.
func NewRun(name string, self uint64) *Run {
	return &Run{
		ID:        name + "#" + strconv.FormatUint(lastRun.Add(1), 10),
		Name:      name,
		Goroutine: self,
	}
}

// OwnerName returns the name in a label value.
func OwnerName(id string) string {
	if i := strings.LastIndexByte(id, '#'); i >= 0 {
		return id[:i]
	}
	return id
}

// Label makes r the owner of what the calling goroutine starts from now on.
// The goroutine's other labels are those of ctx: the runtime has no way to read
// the ones that it carries.
func (r *Run) Label(ctx context.Context) { pprof.SetGoroutineLabels(r.Context(ctx)) }

// Context returns ctx with the label of r.
func (r *Run) Context(ctx context.Context) context.Context {
	return pprof.WithLabels(ctx, pprof.Labels(LabelKey, r.ID))
}

// Unlabel gives the calling goroutine back to the owner that it had before.
func (r *Run) Unlabel(ctx context.Context) {
	if r.previous != nil {
		r.previous.Label(ctx)
		return
	}
	pprof.SetGoroutineLabels(ctx)
}

// Owners knows the runs that may still have goroutines.
var Owners ownerRegistry

type ownerRegistry struct {
	mu          sync.Mutex
	byID        map[string]*Run
	byGoroutine map[uint64]*Run
	followed    map[string]*Run // by name, the latest of those that are followed
}

// follow makes known a run whose goroutine is about to start.
func (o *ownerRegistry) follow(r *Run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.register(r)
	if o.followed == nil {
		o.followed = make(map[string]*Run)
	}
	o.followed[r.Name] = r
}

// Found says in which goroutine the run of that name goes on that is followed.
// Where there is none, or the goroutine has a run, that changes nothing.
func (o *ownerRegistry) Found(name string, id uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r := o.followed[name]; r != nil && o.byGoroutine[id] == nil {
		o.byGoroutine[id] = r
	}
}

func (o *ownerRegistry) register(r *Run) {
	if o.byID == nil {
		o.byID = make(map[string]*Run)
		o.byGoroutine = make(map[uint64]*Run)
	}
	o.byID[r.ID] = r
}

// Begin makes r the current run of its goroutine.
func (o *ownerRegistry) Begin(r *Run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.register(r)
	r.previous = o.byGoroutine[r.Goroutine]
	o.byGoroutine[r.Goroutine] = r
}

// Leave makes the run that came before r the current one of its goroutine
// again. r stays known, since it may still have goroutines.
func (o *ownerRegistry) Leave(r *Run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byGoroutine[r.Goroutine] != r {
		return
	}
	if r.previous == nil {
		delete(o.byGoroutine, r.Goroutine)
	} else {
		o.byGoroutine[r.Goroutine] = r.previous
	}
}

// Forget drops a run that has no goroutines left.
func (o *ownerRegistry) Forget(r *Run) {
	o.Leave(r)
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.byID, r.ID)
}

// WithID returns the run with an id, or nil.
func (o *ownerRegistry) WithID(id string) *Run {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byID[id]
}

// OnGoroutine returns the current run of a goroutine, or nil.
func (o *ownerRegistry) OnGoroutine(id uint64) *Run {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byGoroutine[id]
}

// Named returns the latest run of a whole test with that name, or nil.
func (o *ownerRegistry) Named(name string) *Run {
	o.mu.Lock()
	defer o.mu.Unlock()
	var latest *Run
	for _, r := range o.byID {
		if r.Name == name && !r.Part && (latest == nil || r.number() > latest.number()) {
			latest = r
		}
	}
	return latest
}

// partsOf returns the ids of the stretches of a run whose goroutines nobody has
// reported; nil where there are none.
func (o *ownerRegistry) partsOf(whole *Run) map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	var parts map[string]bool
	for id, r := range o.byID {
		if (r.Part && r.previous == whole || r.Within == whole) && !r.Reported.Load() {
			if parts == nil {
				parts = make(map[string]bool)
			}
			parts[id] = true
		}
	}
	return parts
}

func (r *Run) number() uint64 {
	n, _ := strconv.ParseUint(r.ID[strings.LastIndexByte(r.ID, '#')+1:], 10, 64)
	return n
}

// IsSkipped reports whether the test was skipped, or the part of it that a Check
// covers.
func (r *Run) IsSkipped() bool {
	return r.Skipped.Load() || r.previous != nil && r.Part && r.previous.IsSkipped()
}
