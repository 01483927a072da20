package leakwatch

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"
)

// A history is what is known of the groups: their counts in the last samples.
type history struct {
	options
	times  []time.Time // of the samples, at most a window of them
	totals []int       // all goroutines, of each
	groups map[string]*group
}

// A group is the goroutines with one stack.
type group struct {
	id      string
	frames  []Frame
	counts  []int // as many as there are samples
	labels  []Label
	suspect bool
	since   time.Time // of the suspicion
}

func newHistory(o options) *history {
	return &history{options: o, groups: make(map[string]*group)}
}

// add adds a sample and returns the groups that have become suspect by it.
func (h *history) add(at time.Time, stacks []stack) []*group {
	h.times = last(append(h.times, at), h.window)
	total := 0
	now := make(map[string]int)
	labels := make(map[string][]Label)
	for _, s := range stacks {
		total += s.count
		if h.ignores(s.frames) {
			continue
		}
		id := identify(s.frames)
		now[id] += s.count
		labels[id] = append(labels[id], s.labels...)
		if h.groups[id] == nil {
			h.groups[id] = &group{id: id, frames: s.frames, counts: make([]int, len(h.totals))}
		}
	}
	h.totals = last(append(h.totals, total), h.window)
	var fresh []*group
	for id, g := range h.groups {
		g.counts = last(append(g.counts, now[id]), h.window)
		g.labels = sum(labels[id])
		switch suspect := len(g.counts) == h.window && suspicious(g.counts); {
		case suspect && !g.suspect:
			g.suspect, g.since = true, at
			fresh = append(fresh, g)
		case g.suspect && !suspect && flat(lastThird(g.counts)):
			g.suspect, g.since = false, time.Time{}
		}
		if !slices.ContainsFunc(g.counts, func(n int) bool { return n > 0 }) {
			delete(h.groups, id)
		}
	}
	slices.SortFunc(fresh, func(a, b *group) int { return cmp.Compare(a.id, b.id) })
	return fresh
}

// ignores reports whether a stack has a function that was to be left out.
func (h *history) ignores(frames []Frame) bool {
	return slices.ContainsFunc(frames, func(f Frame) bool { return h.ignored[f.Function] })
}

func lastThird(counts []int) []int {
	_, _, last := thirds(counts)
	return last
}

// last returns at most the last n of a list, in room of its own when it was longer, so
// that the list does not grow forever.
func last[T any](list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	copy(list, list[len(list)-n:])
	return list[:n]
}

// identify returns a name for a stack that is the same in every process of the same
// build.
func identify(frames []Frame) string {
	hash := sha256.New()
	for _, f := range frames {
		fmt.Fprintf(hash, "%s\x00%s\x00%d\x00", f.Function, f.File, f.Line)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// mostLabels is how many labels of a group are kept.
const mostLabels = 10

// sum returns the labels with their counts, the most frequent first.
func sum(labels []Label) []Label {
	counts := make(map[Label]int)
	for _, l := range labels {
		counts[Label{Key: l.Key, Value: l.Value}] += l.Count
	}
	var all []Label
	for l, n := range maps.All(counts) {
		l.Count = n
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b Label) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value))
	})
	return all[:min(len(all), mostLabels)]
}
