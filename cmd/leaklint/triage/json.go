package triage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/heapdump"
)

// The JSON form. Its names are stable; fields may be added.
type jsonCapture struct {
	Form       form        `json:"form"`
	Goroutines int         `json:"goroutines"`
	Proven     int         `json:"proven"`
	Before     *int        `json:"goroutines_before,omitempty"` // in the first captures of a series, or of -diff
	Held       *jsonHeld   `json:"held,omitempty"`              // by all groups together, with -heap
	Faults     []string    `json:"faults,omitempty"`
	Groups     []jsonGroup `json:"groups"` // in the order of the text, all of them
}

type jsonGroup struct {
	Goroutines   int               `json:"goroutines"`
	Proven       int               `json:"proven"`
	Before       *int              `json:"goroutines_before,omitempty"`
	Grown        *int              `json:"grown,omitempty"`    // by the line that fits all counts best
	Trends       []jsonTrend       `json:"trends,omitempty"`   // in each instance
	With         string            `json:"with,omitempty"`     // of -by
	Evidence     string            `json:"evidence,omitempty"` // proven, growth or finding
	Held         *jsonHeld         `json:"held,omitempty"`     // by it alone, with -heap
	Purpose      string            `json:"purpose,omitempty"`  // what it waits for by right
	Kind         string            `json:"kind"`
	State        string            `json:"state"`
	MinMinutes   int               `json:"min_wait_minutes"`
	MaxMinutes   int               `json:"max_wait_minutes"`
	Message      string            `json:"message"`
	Position     string            `json:"posn"`
	CreatedBy    *goroutine.Frame  `json:"created_by,omitempty"`
	Stack        []goroutine.Frame `json:"stack"`
	Labels       []jsonLabel       `json:"labels,omitempty"`
	Findings     []jsonFinding     `json:"findings,omitempty"`
	StandardOnly bool              `json:"standard_only,omitempty"`
}

type jsonHeld struct {
	Bytes      int64 `json:"bytes"` // of objects and stacks that nothing else refers to, about
	Objects    int   `json:"objects"`
	HeapBytes  int64 `json:"heap_bytes"`
	StackBytes int64 `json:"stack_bytes"`
}

func heldJSON(h heapdump.Holding) *jsonHeld {
	return &jsonHeld{h.Bytes(), h.Objects, h.Heap, h.Stack}
}

type jsonTrend struct {
	Instance string   `json:"instance,omitempty"`
	Counts   []int    `json:"counts"`
	Times    []string `json:"times,omitempty"` // RFC 3339
	PerHour  float64  `json:"per_hour,omitempty"`
}

type jsonLabel struct {
	Key        string `json:"key"`
	Value      string `json:"value"`
	Goroutines int    `json:"goroutines"`
}

type jsonFinding struct {
	Check    string        `json:"check"`
	Package  string        `json:"package"`
	Category string        `json:"category"`
	Position string        `json:"posn"`
	Message  string        `json:"message"`
	Match    string        `json:"match"` // statement, operation or function
	Related  []jsonRelated `json:"related,omitempty"`
}

type jsonRelated struct {
	Position string `json:"posn"`
	Message  string `json:"message"`
}

var reasonNames = map[reason]string{sameStatement: "statement", sameOperation: "operation", sameFunction: "function"}

func writeJSON(w io.Writer, v *view) error {
	out := jsonCapture{Form: v.form, Goroutines: v.total, Proven: v.proven, Faults: v.faults, Groups: []jsonGroup{}}
	if v.series.goesOn() {
		before := v.series.before()
		out.Before = &before
	}
	if v.heap != nil {
		out.Held = heldJSON(v.heap.held.Total())
	}
	for _, g := range v.groups {
		out.Groups = append(out.Groups, v.jsonGroup(g))
		for _, other := range g.company {
			out.Groups = append(out.Groups, v.jsonGroup(other))
		}
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := w.Write(tame(text.Bytes()))
	return err
}

// tame escapes in JSON what a terminal or a runner of workflows obeys and JSON
// lets stand in a string. Programs read the same as before.
func tame(text []byte) []byte {
	var out []byte
	for len(text) > 0 {
		i := bytes.IndexFunc(text, isObeyed)
		if i < 0 {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		out = fmt.Appendf(append(out, text[:i]...), `\u%04x`, r)
		text = text[i+size:]
	}
	return bytes.ReplaceAll(append(out, text...), []byte("##["), []byte(`#\u0023[`))
}

func isObeyed(r rune) bool { return r >= 0x7f && printable.Text(string(r)) != string(r) }

func (t *trend) json() jsonTrend {
	out := jsonTrend{Instance: shownInstance(t.instance), Counts: t.counts, PerHour: t.perHour()}
	for _, at := range t.times {
		out.Times = append(out.Times, at.UTC().Format(time.RFC3339))
	}
	return out
}

func (v *view) jsonGroup(g *group) jsonGroup {
	out := jsonGroup{
		Goroutines: g.count, Proven: g.proven, Kind: g.shownKind(), State: g.state,
		MinMinutes: int(g.shortest.Minutes()), MaxMinutes: int(g.longest.Minutes()),
		Message: g.sentence(), CreatedBy: g.createdBy, Stack: g.stack, StandardOnly: g.standard,
		With: g.split, Evidence: g.evidence(), Purpose: g.purpose,
	}
	if g.holds != nil {
		out.Held = heldJSON(g.holds.Holding)
	}
	if v.series.goesOn() {
		before, grown := g.before(), g.grown()
		out.Before, out.Grown = &before, &grown
		for i := range g.trends {
			out.Trends = append(out.Trends, g.trends[i].json())
		}
	}
	if f := g.place(v.who); f != nil && f.File != "" {
		out.Position = v.module.place(*f)
	}
	for _, l := range g.sortedLabels() {
		out.Labels = append(out.Labels, jsonLabel{l.key, l.value, g.labels[l]})
	}
	for _, f := range g.findings {
		found := jsonFinding{Check: f.Check, Package: f.Package, Category: f.Category, Position: f.Posn.String(), Message: f.Message, Match: reasonNames[f.why]}
		for _, r := range f.Related {
			found.Related = append(found.Related, jsonRelated{r.Posn.String(), r.Message})
		}
		out.Findings = append(out.Findings, found)
	}
	return out
}
