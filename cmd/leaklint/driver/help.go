package driver

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// help prints the list of checks, or the page of each check that args names.
func help(w io.Writer, args []string, analyzers []*analysis.Analyzer) error {
	out := &failWriter{w: w}
	if len(args) == 0 {
		helpList(out, analyzers)
	}
	for i, name := range args {
		a := lookup(analyzers, name)
		if a == nil {
			return fmt.Errorf("no check named %q; leaklint help lists them", name)
		}
		if i > 0 {
			fmt.Fprintln(out)
		}
		title, page, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(out, "%s: %s\n\n%s\n", a.Name, title, strings.TrimSpace(page))
	}
	return out.err
}

func helpList(w io.Writer, analyzers []*analysis.Analyzer) {
	fmt.Fprint(w, "Leaklint reports go statements whose goroutine has no way to end. Its checks:\n\n")
	width := 0
	for _, a := range analyzers {
		width = max(width, len(a.Name))
	}
	for _, a := range analyzers {
		title, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(w, "  %-*s  %s\n", width, a.Name, title)
	}
	fmt.Fprint(w, `
leaklint help CHECK shows a wrong and a right program; leaklint -h the flags.
leaklint help exits, test, triage: the other commands.
leaklint help production: from a service whose goroutines climb to the fix.
`)
}

func lookup(analyzers []*analysis.Analyzer, name string) *analysis.Analyzer {
	for _, a := range analyzers {
		if a.Name == name {
			return a
		}
	}
	return nil
}
