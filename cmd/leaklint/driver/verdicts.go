package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/suite/verdict"
)

// An exitVerdict is what is known of the goroutines of one start. The JSON form is
// stable; fields may be added.
type exitVerdict struct {
	Posn posn `json:"posn"`
	verdict.Exit
	Waits []*exitWait `json:"waits,omitempty"`
}

// An exitWait is an operation at which the goroutine may block.
type exitWait struct {
	Posn posn `json:"posn"`
	verdict.Exit
	By posn `json:"by,omitzero"` // where it is answered
}

// readVerdicts reads the diagnostics of the analyzer.
func readVerdicts(findings []*finding) ([]*exitVerdict, error) {
	var list []*exitVerdict
	for _, f := range findings {
		if len(list) > 0 && list[len(list)-1].Posn == f.Posn {
			continue // of a package and of its test variant, which says the same with more waits
		}
		v := &exitVerdict{Posn: f.Posn}
		if err := json.Unmarshal([]byte(f.Message), &v.Exit); err != nil {
			return nil, fmt.Errorf("cannot read a verdict: %w", err)
		}
		for _, r := range f.Related {
			if r.Message == "" && len(v.Waits) > 0 {
				v.Waits[len(v.Waits)-1].By = r.Posn
				continue
			}
			w := &exitWait{Posn: r.Posn}
			if err := json.Unmarshal([]byte(r.Message), &w.Exit); err != nil {
				return nil, fmt.Errorf("cannot read a verdict: %w", err)
			}
			v.Waits = append(v.Waits, w)
		}
		list = append(list, v)
	}
	return list, nil
}

// print prints the verdicts that were asked for, and in the text counts them.
func (e *exitsOptions) print(w io.Writer, all []*exitVerdict) {
	shown := slices.DeleteFunc(slices.Clone(all), func(v *exitVerdict) bool {
		return len(e.only) > 0 && !slices.Contains(e.only, v.Ends)
	})
	if e.json {
		if shown == nil {
			shown = []*exitVerdict{}
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", "\t")
		enc.SetEscapeHTML(false)
		_ = enc.Encode(shown) // the writer keeps its error, and the types all marshal
		return
	}
	out := printable.NewWriter(w)
	defer out.Flush()
	for _, v := range shown {
		fmt.Fprintf(out, "%s: %s\n", v.Posn, sentence(v.Exit))
		if e.why.file != "" {
			v.explain(out)
		}
	}
	if e.why.file == "" {
		fmt.Fprintln(out, counted(all))
	}
}

// sentence words what ends a goroutine or a wait.
func sentence(e verdict.Exit) string {
	s := e.Ends + ": " + printable.Text(e.Text)
	if e.If != "" {
		s += ", if " + printable.Text(e.If)
	}
	return s
}

// explain prints the waits of a goroutine, each with the rule that decided.
func (v *exitVerdict) explain(w io.Writer) {
	fmt.Fprintf(w, "\tstarted by %s\n", printable.Text(v.In))
	if len(v.Waits) == 0 {
		fmt.Fprintln(w, "\tit waits for nothing")
	}
	for _, wait := range v.Waits {
		fmt.Fprintf(w, "\t%s at %s\n\t\t%s\n", printable.Text(wait.What), wait.Posn, sentence(wait.Exit))
		if wait.By != (posn{}) {
			fmt.Fprintf(w, "\t\tthere: %s\n", wait.By)
		}
		if wait.Reason != "" {
			fmt.Fprintf(w, "\t\trule %s: %s\n", wait.Reason, verdict.Rule(wait.Reason))
		}
	}
}

// counted is the last line.
func counted(all []*exitVerdict) string {
	var proven, conditional, undecided, leaks int
	for _, v := range all {
		switch {
		case v.Ends == "leaks":
			leaks++
		case v.Ends == "undecided":
			undecided++
		case v.If != "" || v.Ends == "io":
			conditional++
		default:
			proven++
		}
	}
	return fmt.Sprintf("%s: %d proven, %d conditional, %d undecided, %d leaks", plural(len(all), "goroutine"), proven, conditional, undecided, leaks)
}
