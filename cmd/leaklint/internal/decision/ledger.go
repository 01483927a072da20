package decision

import (
	"cmp"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// Analyzer gives the analyses of one package a ledger in common. Its result is a
// [*Ledger].
var Analyzer = &analysis.Analyzer{
	Name:       "decision",
	Doc:        "collect why obligations are reported or not",
	Run:        func(*analysis.Pass) (any, error) { return new(Ledger), nil },
	ResultType: reflect.TypeFor[*Ledger](),
}

// A Ledger collects the obligations and the findings of one package. The analyses write into it at
// the same time; what requires all of them reads it.
type Ledger struct {
	mu       sync.Mutex
	list     []*Obligation
	findings []*Finding
}

// An Obligation is what a goroutine waits for.
type Obligation struct {
	Check  string    // the leak kind that speaks of it
	Site   token.Pos // where the goroutine is started; invalid where that does not matter
	At     token.Pos // the operation that waits
	Object any       // what it waits on, such as a channel; nil where it has no identity
	By     token.Pos // what answers it, or the path that does not; may be invalid

	reason *Reason
}

// Open adds an obligation. It is open until a reason settles it.
func (l *Ledger) Open(o Obligation) *Obligation {
	added := &o
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, added)
	return added
}

// Settled reports whether the rule applies to the obligation, and notes it where it
// is the first that does.
func (o *Obligation) Settled(r *Reason, condition bool) bool {
	if !r.Holds(condition) {
		return false
	}
	o.Settle(r)
	return true
}

// Settle notes the reason where it is the first.
func (o *Obligation) Settle(r *Reason) {
	if o.reason == nil {
		o.reason = r
	}
}

// Reason returns what settled the obligation, or nil.
func (o *Obligation) Reason() *Reason { return o.reason }

// Obligations returns what was collected, sorted by place and check. It is to be
// called when the analyses are over.
func (l *Ledger) Obligations() []*Obligation {
	l.mu.Lock()
	defer l.mu.Unlock()
	sorted := slices.Clone(l.list)
	slices.SortStableFunc(sorted, func(a, b *Obligation) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.At, b.At), strings.Compare(a.Check, b.Check),
			strings.Compare(name(a.reason), name(b.reason)))
	})
	return sorted
}

func name(r *Reason) string {
	if r == nil {
		return ""
	}
	return r.Name
}

// A Finding is what a check reports, whether it is shown or not.
type Finding struct {
	Check    string
	Pos      token.Pos
	Others   []token.Pos // other go statements whose goroutines stay for the same cause
	Message  string      // with the name of the check
	Doubtful bool        // advice
}

// SpeaksOf reports whether the finding is about the go statement.
func (f *Finding) SpeaksOf(site token.Pos) bool {
	return f.Pos == site || slices.Contains(f.Others, site)
}

// Report adds a finding.
func (l *Ledger) Report(f Finding) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.findings = append(l.findings, &f)
}

// Findings returns what was reported, sorted by place and check.
func (l *Ledger) Findings() []*Finding {
	l.mu.Lock()
	defer l.mu.Unlock()
	sorted := slices.Clone(l.findings)
	slices.SortStableFunc(sorted, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), strings.Compare(a.Check, b.Check), strings.Compare(a.Message, b.Message))
	})
	return sorted
}
