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
// shows as an annotation of the line:
//
//	::error file=app.go,line=1,col=5,title=sendleak::message
//
// Lines count from 1, columns too, and a file without a name is left out. The paths
// are relative to the base. See
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func printGitHub(w io.Writer, findings []*finding, base base) {
	for _, f := range findings {
		message := printable.Text(f.Message)
		for _, r := range f.Related {
			message += "\n" + printable.Text(r.Message) + ": " + r.Posn.place(printable.Text(base.path(r.Posn.file)))
		}
		level := "error"
		if f.Category == "advice" {
			level = "warning"
		}
		place := ""
		if f.Posn.file != "" {
			place = fmt.Sprintf("file=%s,line=%d,col=%d,", githubProperty.Replace(printable.Text(base.path(f.Posn.file))),
				max(1, f.Posn.line), max(1, f.Posn.col))
		}
		fmt.Fprintf(w, "::%s %stitle=%s::%s\n", level, place,
			githubProperty.Replace(printable.Text(f.check)), githubData.Replace(message))
	}
}

// A runner decodes these, in the text and in what stands before it. It looks for
// the mark of an older kind of command anywhere in a line.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", `#\x23[`)
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C", "##[", `#\x23[`)
)
