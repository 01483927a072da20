package leaktest

import (
	"maps"

	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// leak turns what a look found into what is reported of it.
func (r *remnant) leak() Leak {
	l := Leak{
		ID:      r.ID,
		State:   r.State,
		Verdict: StillRunning,
		OwnerID: r.ownerID,
		Owner:   ownerName(r.ownerID),
		Wait:    r.Wait,
		Labels:  withoutOwn(r.Labels),
		Stack:   r.Stack,
		Raw:     r.Raw,
	}
	if r.Leaked {
		l.Verdict = Proven
	}
	if r.CreatedBy != nil {
		l.CreatedBy, l.CreatedFile, l.CreatedLine = r.CreatedBy.Function, r.CreatedBy.File, r.CreatedBy.Line
	}
	f := report.FactsOf(&r.Goroutine, r.vanished)
	l.Kind, l.Function, l.File, l.Line, l.Hint = f.Kind, f.Function, f.File, f.Line, f.Hint
	return l
}

// reported returns what a report knows of remnants.
func reported(remnants []remnant) []report.Leak {
	type sameFacts struct {
		hash     uint64
		owner    string
		state    string
		vanished bool
	}
	facts := make(map[sameFacts]report.Facts)
	leaks := make([]report.Leak, len(remnants))
	for i := range remnants {
		r := &remnants[i]
		key := sameFacts{r.hash, ownerName(r.ownerID), r.State, r.vanished}
		f, ok := facts[key]
		if !ok {
			f = report.FactsOf(&r.Goroutine, r.vanished).Explained(&r.Goroutine, ownerName(r.ownerID))
			facts[key] = f
		}
		leaks[i] = report.Leak{Goroutine: r.Goroutine, Hash: r.hash, Owner: ownerName(r.ownerID), Facts: f}
	}
	return leaks
}

// leaksOf returns one Leak for each remnant.
func leaksOf(remnants []remnant) []Leak {
	leaks := make([]Leak, len(remnants))
	for i, l := range reported(remnants) {
		leaks[i] = remnants[i].leak()
		leaks[i].Hint = l.Hint
	}
	return leaks
}

func withoutOwn(labels map[string]string) map[string]string {
	if _, ok := labels[labelKey]; !ok {
		return labels
	}
	rest := maps.Clone(labels)
	delete(rest, labelKey)
	if len(rest) == 0 {
		return nil
	}
	return rest
}
