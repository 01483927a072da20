package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// printText prints each finding as go vet does, file:line:col: message, and below
// it the related positions. Those have no such prefix: one line per finding
// looks like a finding to the tools that read such lines.
func printText(w io.Writer, findings []*finding) {
	for _, f := range findings {
		fmt.Fprintf(w, "%s: %s\n", f.Posn, f.Message)
		for _, r := range f.Related {
			fmt.Fprintf(w, "\t%s: %s\n", r.Message, r.Posn)
		}
	}
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
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(tree) // the writer keeps its error, and the types all marshal
}

// printGitHub prints each finding as a workflow command, which GitHub Actions
// shows as an annotation of the line:
//
//	::error file=app.go,line=1,col=5,title=sendleak::message
//
// See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func printGitHub(w io.Writer, findings []*finding) {
	for _, f := range findings {
		message := f.Message
		for _, r := range f.Related {
			message += "\n" + r.Message + ": " + r.Posn.String()
		}
		level := "error"
		if f.Category == "advice" {
			level = "warning"
		}
		fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", level,
			githubProperty.Replace(f.Posn.path()), f.Posn.line, f.Posn.col,
			githubProperty.Replace(f.check), githubData.Replace(message))
	}
}

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
