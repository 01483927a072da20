package leakwatch

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// ServeHTTP shows the report: as a page, or in the form that the query names, ?format=
// json, text, or metrics, which is OpenMetrics text for Prometheus
// (https://prometheus.io/docs/specs/om/open_metrics_spec/).
//
// It shows names of functions and files and the labels of goroutines, so it belongs
// where operators get to and nobody else. Nothing in it is from outside: the page has
// no scripts, and loads nothing.
func (w *Watcher) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	form, ok := forms[r.FormValue("format")]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		rw.Header().Set("Allow", "GET, HEAD")
		http.Error(rw, "the report can only be read: use GET", http.StatusMethodNotAllowed)
		return
	case !ok:
		http.Error(rw, "unknown format; there are json, text and metrics, and without one the page", http.StatusBadRequest)
		return
	}
	var body bytes.Buffer
	if err := form.write(&body, w.Report()); err != nil {
		http.Error(rw, "the report cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", form.contentType)
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = body.WriteTo(rw) // the client may be gone
}

// A form is one way to show a report.
type form struct {
	contentType string
	write       func(io.Writer, Report) error
}

var forms = map[string]form{
	"":        {"text/html; charset=utf-8", writePage},
	"json":    {"application/json", writeJSON},
	"text":    {"text/plain; charset=utf-8", writeText},
	"metrics": {"application/openmetrics-text; version=1.0.0; charset=utf-8", writeMetrics},
}

func writeJSON(w io.Writer, r Report) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	return enc.Encode(r)
}

//go:embed page.html
var pageText string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"line": line, "summary": Report.summary, "trend": Group.trend, "bars": bars,
	}).Parse(pageText))
})

func writePage(w io.Writer, r Report) error { return page().Execute(w, r) }

// writeText writes the summary and, for each group, a line and its stack.
func writeText(w io.Writer, r Report) error {
	var b strings.Builder
	fmt.Fprintln(&b, r.summary())
	for _, g := range r.Groups {
		p := g.Place()
		fmt.Fprintf(&b, "\n%d in %s at %s:%d: %s\n", g.Count, line(p.Function), line(p.File), p.Line, g.trend())
		for _, l := range g.Labels {
			fmt.Fprintf(&b, "\t%d labeled %s=%s\n", l.Count, line(l.Key), line(l.Value))
		}
		for _, f := range g.Stack {
			fmt.Fprintf(&b, "\t%s at %s:%d\n", line(f.Function), line(f.File), f.Line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// summary says first what an operator needs first.
func (r Report) summary() string {
	var suspect, growing int
	for _, g := range r.Groups {
		if g.Suspect {
			suspect++
		} else if g.Growing {
			growing++
		}
	}
	text := fmt.Sprintf("%d goroutines", r.Goroutines)
	switch {
	case r.Error != "":
		text += ", of an older sample: " + line(r.Error)
	case r.Samples == 0:
		text = "no sample was taken yet"
	case suspect == 1:
		text += ", and 1 group is suspect: it grew over the whole window"
	case suspect > 1:
		text += fmt.Sprintf(", and %d groups are suspect: they grew over the whole window", suspect)
	case r.Samples < r.Window:
		text += fmt.Sprintf("; no verdict before %s, when there are %d samples", r.First.Add(time.Duration(r.Window-1)*r.Every).UTC().Format(time.DateTime+" MST"), r.Window)
	default:
		text += ", and no group is suspect"
	}
	if growing > 0 {
		text += fmt.Sprintf("; %d growing", growing)
	}
	return text
}

// trend says how a group changes.
func (g Group) trend() string {
	slope := fmt.Sprintf("%+.0f an hour", g.PerHour)
	switch {
	case g.Suspect:
		return "suspect since " + g.Since.UTC().Format(time.DateTime+" MST") + ", " + slope
	case g.Growing:
		return "growing, " + slope
	}
	return "not growing"
}

// A bar is one count in the picture of a group, in percent of the greatest.
type bar struct{ Top, Height int }

func bars(counts []int) []bar {
	most := max(1, slices.Max(counts))
	all := make([]bar, len(counts))
	for i, n := range counts {
		height := 100 * n / most
		all[i] = bar{Top: 100 - height, Height: height}
	}
	return all
}

// line makes a text one printable line: labels are what the program has put there.
func line(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
