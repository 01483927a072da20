package leaktest

import (
	"maps"

	"github.com/leaktight/leaktight/leaktest/goroutine"
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
	var at *goroutine.Frame
	if i := blockingFrame(r.Stack); i >= 0 {
		at = &r.Stack[i]
		l.Function, l.File, l.Line = at.Function, at.File, at.Line
	}
	src := sources.open(l.File)
	op, _ := src.blockingAt(l.Line)
	l.Kind = kindOf(&r.Goroutine, op)
	l.Hint = hintOf(r, l.Kind, op, src)
	return l
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
