package leaktest

import (
	"maps"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// leakOf turns what a look found into what is reported of it.
func leakOf(r *engine.Candidate) Leak {
	l := Leak{
		ID:      r.ID,
		State:   r.State,
		Verdict: StillRunning,
		OwnerID: r.OwnerID,
		Owner:   engine.OwnerName(r.OwnerID),
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
	f := report.FactsOf(&r.Goroutine, r.Vanished)
	l.Kind, l.Function, l.File, l.Line, l.Hint = f.Kind, f.Function, f.File, f.Line, f.Hint
	return l
}

// reported returns what a report knows of candidates.
func reported(candidates []engine.Candidate) []report.Leak {
	type sameFacts struct {
		hash     uint64
		owner    string
		state    string
		vanished bool
	}
	facts := make(map[sameFacts]report.Facts)
	leaks := make([]report.Leak, len(candidates))
	for i := range candidates {
		r := &candidates[i]
		key := sameFacts{r.Hash, engine.OwnerName(r.OwnerID), r.State, r.Vanished}
		f, ok := facts[key]
		if !ok {
			f = report.FactsOf(&r.Goroutine, r.Vanished).Explained(&r.Goroutine, engine.OwnerName(r.OwnerID))
			facts[key] = f
		}
		leaks[i] = report.Leak{Goroutine: r.Goroutine, Hash: r.Hash, Owner: engine.OwnerName(r.OwnerID), Facts: f}
	}
	return leaks
}

// leaksOf returns one Leak for each candidate.
func leaksOf(candidates []engine.Candidate) []Leak {
	leaks := make([]Leak, len(candidates))
	for i, l := range reported(candidates) {
		leaks[i] = leakOf(&candidates[i])
		leaks[i].Hint = l.Hint
	}
	return leaks
}

func withoutOwn(labels map[string]string) map[string]string {
	if _, ok := labels[engine.LabelKey]; !ok {
		return labels
	}
	rest := maps.Clone(labels)
	delete(rest, engine.LabelKey)
	if len(rest) == 0 {
		return nil
	}
	return rest
}
