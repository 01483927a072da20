package triage

import (
	"bytes"
	_ "embed"
	"html/template"
	"os"
	"sync"
)

//go:embed page.html
var pageText string

var page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

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
// from anywhere. It is written whole or not at all.
func writePage(name string, v *view) error {
	var b bytes.Buffer
	if err := page().Execute(&b, v.page()); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}

func (v *view) page() pageView {
	p := pageView{Title: "Goroutines in " + shownName(v.name), Summary: v.summary(), Diff: v.old != nil, Faults: v.faults}
	shown, more := v.rows()
	p.More = more
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
		Count: g.count, Proven: g.proven, Grown: g.grown, Minutes: int(g.longest.Minutes()),
		CountText: thousands(g.count), GrownText: signed(g.grown),
		Kind: g.shownKind(), Message: g.sentence(), Position: "(no position)",
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
