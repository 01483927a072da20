// Package decision keeps why leaklint is silent and why it reports.
//
// What a goroutine waits for is an obligation: somebody else must answer it before
// the goroutine can end. Each rule that settles one has a name, a [Reason], and
// each [Obligation] keeps the reason that settled it. `leaklint exits` shows them.
//
// A rule asks its reason whether it applies, see [Reason.Holds], so that it can be
// switched off: what no fixture notices then has no test.
package decision

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A Kind is what a reason makes of an obligation.
type Kind string

// The kinds.
const (
	Ends      Kind = "ends"      // it is answered, or there is nothing to answer
	Undecided Kind = "undecided" // nothing can be said, so nothing is reported
	Doubtful  Kind = "doubtful"  // it is reported as advice
	Leaks     Kind = "leaks"     // it is reported
)

// A Reason is a rule that settles obligations.
type Reason struct {
	Name string // lower case, words joined by hyphens
	Kind Kind
	Text string // what the rule says, as a part of a sentence

	off atomic.Bool
}

// String returns the name of the rule.
func (r *Reason) String() string { return r.Name }

var (
	mu  sync.Mutex
	all = map[string]*Reason{}
)

// New registers a reason. It panics where the name is taken or the kind is none.
func New(kind Kind, name, text string) *Reason {
	if !slices.Contains([]Kind{Ends, Undecided, Doubtful, Leaks}, kind) {
		panic(fmt.Sprintf("decision: no kind %q", kind))
	}
	mu.Lock()
	defer mu.Unlock()
	if all[name] != nil {
		panic("decision: two reasons with the name " + name)
	}
	r := &Reason{Name: name, Kind: kind, Text: text}
	all[name] = r
	return r
}

// All returns the reasons, by name.
func All() []*Reason {
	mu.Lock()
	defer mu.Unlock()
	var list []*Reason
	for _, r := range all {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b *Reason) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Holds reports whether the rule applies: where its condition holds, unless it is
// switched off.
func (r *Reason) Holds(condition bool) bool { return condition && !r.off.Load() }

// Off switches the rule off until restore is called. It is for measuring what the
// rule does.
func (r *Reason) Off() (restore func()) {
	r.off.Store(true)
	return func() { r.off.Store(false) }
}

// First returns the first of the reasons whose condition holds, or nil.
func First(conditions ...Condition) *Reason {
	for _, c := range conditions {
		if !c.Reason.off.Load() && c.Holds() {
			return c.Reason
		}
	}
	return nil
}

// A Condition is when a reason applies. It is asked only when no earlier one does.
type Condition struct {
	Reason *Reason
	Holds  func() bool
}
