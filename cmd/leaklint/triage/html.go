package triage

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"sync"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

//go:embed page.html
var pageText string

// page is the template. Each text in it is one line, with nothing that a terminal
// would obey, and html/template makes it no HTML.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"line": printable.Line}).Parse(pageText))
})

// A pageView is what the template shows.
type pageView struct {
	Title, Summary, More string
	Diff                 bool
	Faults               []string
	Rows                 []pageRow
}

type pageRow struct {
	Count, Proven, Grown, Minutes int
	CountText, GrownText          string
	Kind, Position, Message       string
	Width                         int // of the bar, percent of the largest group
	Findings                      []pageFinding
	Details                       []string
	Stack                         []string
	Open                          bool
}

type pageFinding struct {
	Message, Position string
	Related           []string
}

// writePage writes a page that needs nothing else: no script, font or picture
// from anywhere.
func writePage(name string, v *view) error {
	var b bytes.Buffer
	err := page().Execute(&b, v.page())
	if err == nil {
		err = writeWhole(name, b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("the page %s was not written: %w", shownName(name), err)
	}
	return nil
}

func (v *view) page() pageView {
	p := pageView{Title: "Goroutines in " + shownName(v.name), Summary: v.summary(), Diff: v.series.goesOn(), Faults: v.faults}
	shown, more := v.rows()
	p.More = more
	shown = slices.Clone(shown)
	for _, g := range v.groups {
		if g.purpose != "" && !v.series.goesOn() {
			shown = append(shown, g)
		}
	}
	largest := 1
	for _, g := range shown {
		largest = max(largest, g.count)
	}
	for i, g := range shown {
		row := v.pageRow(g)
		row.Width = max(1, 100*g.count/largest)
		row.Open = i == 0
		p.Rows = append(p.Rows, row)
	}
	return p
}

func (v *view) pageRow(g *group) pageRow {
	row := pageRow{
		Count: g.count, Proven: g.proven, Grown: g.grown(), Minutes: int(g.longest.Minutes()),
		CountText: thousands(g.count), GrownText: signed(g.grown()),
		Kind: g.shownKind(), Message: g.sentence(), Position: "(no position)",
	}
	if g.purpose != "" {
		row.Message += ": " + g.purpose
	}
	if f := g.place(v.who); f != nil {
		row.Position = v.module.place(*f)
	}
	for _, f := range g.findings {
		found := pageFinding{Message: f.Message, Position: f.Posn.String()}
		for _, r := range f.Related {
			found.Related = append(found.Related, r.Message+": "+r.Posn.String())
		}
		row.Findings = append(row.Findings, found)
	}
	row.Details = append(v.beginning(g), v.facts(g)...)
	for _, f := range g.stack {
		row.Stack = append(row.Stack, f.DisplayName()+" at "+v.module.place(f))
	}
	return row
}

// signed writes how much a group grew.
func signed(n int) string {
	if n > 0 {
		return "+" + thousands(n)
	}
	return thousands(n)
}
