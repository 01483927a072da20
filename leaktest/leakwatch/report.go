package leakwatch

import (
	"cmp"
	"slices"
	"time"
)

// A Report is what a [Watcher] knows at one moment. Its JSON form is stable; fields
// may be added.
type Report struct {
	Samples    int           `json:"samples"`         // in the window
	Window     int           `json:"window"`          // how many samples make a full one
	Every      time.Duration `json:"every_ns"`        // between two samples
	First      time.Time     `json:"first,omitzero"`  // when the oldest sample was taken
	Last       time.Time     `json:"last,omitzero"`   // when the newest was
	Goroutines int           `json:"goroutines"`      // all of the program, in the newest sample
	Totals     []int         `json:"totals"`          // the same for each sample, the oldest first
	Error      string        `json:"error,omitempty"` // why the newest sample could not be taken

	// Groups are suspect ones first, then growing ones, then the others, each by their
	// slope and then by their count.
	Groups []Group `json:"groups"`
}

// A Group is the goroutines that have one stack.
type Group struct {
	ID      string  `json:"id"`       // of the stack, the same in all processes of one build
	Count   int     `json:"count"`    // in the newest sample
	Counts  []int   `json:"counts"`   // in each sample, the oldest first
	PerHour float64 `json:"per_hour"` // slope over the window, by least squares

	Growing bool      `json:"growing"`        // a trend, see the package's documentation
	Suspect bool      `json:"suspect"`        // a verdict, see there
	Since   time.Time `json:"since,omitzero"` // when it became suspect

	Stack  []Frame `json:"stack"`            // innermost frame first
	Labels []Label `json:"labels,omitempty"` // the ten most frequent of the newest sample
}

// A Label is a runtime/pprof label and the number of goroutines of a group that have
// it.
type Label struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Count int    `json:"goroutines"`
}

// report returns the report of the history.
func (h *history) report() Report {
	r := Report{Samples: len(h.times), Window: h.window, Every: h.every, Totals: slices.Clone(h.totals), Groups: []Group{}}
	if len(h.times) > 0 {
		r.First, r.Last = h.times[0], h.times[len(h.times)-1]
		r.Goroutines = h.totals[len(h.totals)-1]
	}
	for _, g := range h.groups {
		r.Groups = append(r.Groups, h.public(g))
	}
	rank := func(g Group) int {
		switch {
		case g.Suspect:
			return 0
		case g.Growing:
			return 1
		}
		return 2
	}
	slices.SortFunc(r.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(slope(b), slope(a)), cmp.Compare(b.Count, a.Count), cmp.Compare(a.ID, b.ID))
	})
	return r
}

// slope returns how a group grows, as far as that is a trend.
func slope(g Group) float64 {
	if g.Growing || g.Suspect {
		return g.PerHour
	}
	return 0
}

func (h *history) public(g *group) Group {
	return Group{
		ID: g.id, Count: g.counts[len(g.counts)-1], Counts: slices.Clone(g.counts), PerHour: perHour(g.counts, h.every),
		Growing: growing(g.counts), Suspect: g.suspect, Since: g.since, Stack: slices.Clone(g.frames), Labels: slices.Clone(g.labels),
	}
}

// Place returns the frame that says most about the group: the innermost one outside of
// the standard library, or the innermost one.
func (g Group) Place() Frame {
	for _, f := range g.Stack {
		if !standard(f.Function) {
			return f
		}
	}
	if len(g.Stack) == 0 {
		return Frame{Function: "unknown"}
	}
	return g.Stack[0]
}
