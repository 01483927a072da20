package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// printText prints each finding as go vet does, file:line:col: message, and below
// it the related positions. Those have no such prefix: one line per finding
// looks like a finding to the tools that read such lines. No line is a workflow
// command, whatever the files are called.
func printText(w io.Writer, findings []*finding) {
	lines := printable.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(lines, "%s: %s\n", f.Posn, printable.Text(f.Message))
		for _, r := range f.Related {
			fmt.Fprintf(lines, "\t%s: %s\n", printable.Text(r.Message), r.Posn)
		}
	}
	_ = lines.Flush() // each line has ended, and the writer below keeps its error
}

// printJSON prints one object in the form of go vet -json:
//
//	package -> check -> findings
//
// with positions relative to the current directory, each finding once, and
// fingerprints. Nothing found is the empty object.
func printJSON(w io.Writer, r *result) {
	tree := make(map[string]map[string][]*finding)
	for _, f := range r.Findings {
		if tree[f.pkg] == nil {
			tree[f.pkg] = make(map[string][]*finding)
		}
		tree[f.pkg][f.check] = append(tree[f.pkg][f.check], f)
		for _, fix := range f.SuggestedFixes {
			for i := range fix.Edits {
				fix.Edits[i].Filename = shownPath(fix.Edits[i].Filename)
			}
		}
	}
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(tree)                                    // the types all marshal
	_, _ = io.WriteString(w, printable.JSON(text.String())) // the writer keeps its error
}

// printGitHub prints each finding as a workflow command, which GitHub Actions
// shows as an annotation of the line. The paths are relative to the base.
func printGitHub(w io.Writer, findings []*finding, base base) {
	for _, f := range findings {
		message := []string{f.Message}
		for _, r := range f.Related {
			message = append(message, printable.Text(r.Message)+": "+r.Posn.place(printable.Text(base.Path(r.Posn.file))))
		}
		level := "error"
		if f.Category == "advice" {
			level = "warning"
		}
		fmt.Fprintln(w, printable.Annotation(level, base.Path(f.Posn.file), f.Posn.line, max(1, f.Posn.col), f.check, message...))
	}
}
