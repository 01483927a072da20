package triage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// evidence is what speaks for a group being a leak beside its state and its size: the
// collector's proof, growth over a series, or a finding of leaklint that is no doubtful
// one. "" is none.
func (g *group) evidence() string {
	switch {
	case g.proven > 0:
		return "proven"
	case g.growing() > 0:
		return "growth"
	case slices.ContainsFunc(g.findings, func(f match) bool { return f.Category != "advice" }):
		return "finding"
	}
	return ""
}

// arrange finds out which groups wait for work as their purpose, which belong together,
// and puts those first that have evidence, in the order of its strength, and those with
// a purpose last. Where a heap dump tells what they hold, that comes first, in a series
// among those that grow.
func (c *capture) arrange(s *series) {
	c.groups = together(c.groups)
	for _, g := range c.groups {
		if g.evidence() == "" {
			g.purpose = g.purposeAmong(len(s.instances))
		}
	}
	slices.SortStableFunc(c.groups, func(a, b *group) int {
		return cmp.Or(
			compareBool(a.purpose != "", b.purpose != ""),
			compareBool(a.growing() == 0, b.growing() == 0),
			cmp.Compare(b.heldBytes(), a.heldBytes()),
			cmp.Compare(b.growing(), a.growing()),
			cmp.Compare(b.grown(), a.grown()),
			cmp.Compare(b.proven, a.proven),
			compareBool(a.evidence() == "", b.evidence() == ""))
	})
}

// purposeAmong says what a group without evidence waits for by right, "" where nothing
// tells that it does.
//
// Its limit: one goroutine that leaked once looks like one that lives as long as its
// process. A finding, a proof or growth tell them apart, and come first.
func (g *group) purposeAmong(instances int) string {
	switch {
	case g.further:
		return ""
	case g.writesCapture():
		return "it was asked for"
	case g.isMain():
		return "main"
	}
	if what := standardPurpose(g); what != "" {
		return what
	}
	if max(g.count, g.alike) <= instances && len(g.company) == 0 && !g.waitsToGoOn() {
		return "one in the process"
	}
	return ""
}

// waitsToGoOn reports whether a group waits for others in the midst of its work, to send
// or for a lock: work that is to come is received.
func (g *group) waitsToGoOn() bool { return g.kind == leakkind.Send || g.kind == leakkind.Lock }

// A work is what a function of the standard library does for as long as its process or
// its connection lives.
type work struct {
	function string // a part of its full name
	state    string // in which it has nothing to do, "" for any
	what     string
}

var works = []work{
	{"os/signal.", "", "it waits for signals"},
	{"net/http.(*persistConn).readLoop", "IO wait", "idle connections of an HTTP client"},
	{"net/http.(*persistConn).writeLoop", "select", "idle connections of an HTTP client"},
	{"net/http.(*connReader).backgroundRead", "IO wait", "watches a connection while its request is served"},
	{"net/http.(*conn).readRequest", "IO wait", "idle connections of an HTTP server"},
	{"net/http.(*conn).serve", "IO wait", "idle connections of an HTTP server"},
	{"net/http.(*http2ClientConn).readLoop", "IO wait", "idle connections of an HTTP client"},
	{"net/http.(*http2serverConn).readFrames", "IO wait", "idle connections of an HTTP server"},
	{"net/http.(*http2serverConn).serve", "select", "idle connections of an HTTP server"},
}

// standardPurpose says what a group does that runs nothing but the standard library.
func standardPurpose(g *group) string {
	if g.calls("internal/poll.(*FD).Accept") { // whoever wrote the loop
		return "it accepts connections"
	}
	if !g.onlyStandard {
		return ""
	}
	for _, w := range works {
		if strings.HasPrefix(g.state, w.state) && g.calls(w.function) {
			return w.what
		}
	}
	return ""
}

// calls reports whether a function whose name begins so is in the stack.
func (g *group) calls(function string) bool {
	return slices.ContainsFunc(g.stack, func(f goroutine.Frame) bool { return strings.HasPrefix(f.Function, function) })
}

// together makes one entry of the groups that the calls of one function started: those
// whose go statements stand in the same function, and whose numbers are multiples of the
// smallest. The first, which is the likeliest leak, is the entry. A group with a finding
// of its own is an entry of its own.
//
// Its limit: of a single call that is known only where debug=2 tells which goroutine it
// was made in, and a function of package main that main's goroutine runs may start all
// that the program has.
func together(groups []*group) []*group {
	byCreator := make(map[string][]*group)
	for _, g := range groups {
		if name := g.creator(); name != "" && name != "main.main" && !g.standard && !g.further {
			byCreator[name] = append(byCreator[name], g)
		}
	}
	follows := make(map[*group]bool)
	for _, started := range byCreator {
		least := slices.MinFunc(started, func(a, b *group) int { return cmp.Compare(a.count, b.count) }).count
		lead := started[0]
		if lead.count%least != 0 {
			continue
		}
		for _, g := range started[1:] {
			if g.count%least == 0 && (least > 1 || isOneCall(lead, g)) && g.split == lead.split && isOneCause(lead, g) {
				lead.company = append(lead.company, g)
				follows[g] = true
			}
		}
	}
	return slices.DeleteFunc(groups, func(g *group) bool { return follows[g] })
}

// mainGoroutine is the number of the goroutine that runs main.
const mainGoroutine = 1

// isOneCall reports whether one call started the goroutines of both groups.
func isOneCall(lead, g *group) bool {
	if lead.parent == 0 || lead.parent != g.parent {
		return false
	}
	isMethod := strings.Contains(lead.creator(), ".(*")
	return lead.parent != mainGoroutine || isMethod || !strings.HasPrefix(lead.creator(), "main.")
}

// isOneCause reports whether a group has no evidence that the leading one has not.
func isOneCause(lead, g *group) bool {
	return !slices.ContainsFunc(g.findings, func(f match) bool {
		return !slices.ContainsFunc(lead.findings, func(l match) bool { return l.finding == f.finding })
	})
}
