package driver

import (
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"golang.org/x/tools/go/analysis"
)

// addRule adds the rule of a check: what GitHub's code scanning shows and filters by,
// see https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning.
func addRule(run *sarif.Run, a *analysis.Analyzer) {
	title, page, _ := strings.Cut(a.Doc, "\n\n")
	first, _, _ := strings.Cut(page, "\n\n")
	run.AddRule(a.Name).
		WithName(a.Name).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(title)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(strings.Join(strings.Fields(first), " "))).
		WithHelp(sarif.NewMultiformatMessageString().WithText(page).WithMarkdown(markdown(page))).
		WithHelpURI(a.URL).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel("error")).
		WithProperties(sarif.NewPropertyBag().
			Add("precision", "high").
			Add("problem.severity", "error").
			WithTags([]string{"concurrency", "goroutine-leak", "reliability"}))
}

// markdown returns a page in the form of a Go doc comment (https://go.dev/doc/comment)
// as Markdown: an indented block is Go code.
func markdown(page string) string {
	var out strings.Builder
	var code string // a block that is not ended
	end := func() {
		if code != "" {
			out.WriteString("```go\n" + strings.TrimRight(code, "\n") + "\n```\n\n")
			code = ""
		}
	}
	for line := range strings.SplitSeq(strings.TrimRight(page, "\n"), "\n") {
		if text, indented := strings.CutPrefix(line, "\t"); indented || line == "" && code != "" {
			code += text + "\n"
			continue
		}
		end()
		out.WriteString(line + "\n")
	}
	end()
	return strings.TrimRight(out.String(), "\n") + "\n"
}
