package tryout

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// A creation is what all packages say of the goroutines of one go statement that
// wait in one place.
type creation struct {
	leak
	tests    map[string][]string // by package; a goroutine of no known test adds none
	packages []string
}

// creations merges leaks, those with the most goroutines first.
func creations(leaks []*leak) []*creation {
	type key struct {
		createdBy, createdIn string
		createdAt            int
		function, file       string
		line                 int
		state                string
	}
	byKey := make(map[key]*creation)
	var all []*creation
	for _, l := range leaks {
		k := key{l.CreatedBy, l.CreatedIn, l.CreatedAt, l.Function, l.File, l.Line, l.State}
		c := byKey[k]
		if c == nil {
			c = &creation{leak: *l, tests: make(map[string][]string)}
			c.Count = 0
			byKey[k] = c
			all = append(all, c)
		}
		c.Count += l.Count
		if !slices.Contains(c.packages, l.pkg) {
			c.packages = append(c.packages, l.pkg)
		}
		if l.Owner != "" && !slices.Contains(c.tests[l.pkg], l.Owner) {
			c.tests[l.pkg] = append(c.tests[l.pkg], l.Owner)
		}
	}
	slices.SortStableFunc(all, func(a, b *creation) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.CreatedBy, b.CreatedBy), cmp.Compare(a.CreatedAt, b.CreatedAt))
	})
	return all
}

// A summary is what is said when go test is through.
type summary struct {
	plans    []*plan
	all      []*creation
	anyKnown bool // there is a list of known leaks
}

// write writes the summary for people.
func (s *summary) write(w io.Writer) {
	lines := printable.NewWriter(w)
	defer func() { _ = lines.Flush() }() // each line has ended
	fmt.Fprintf(lines, "\n%s\n", s.headline())
	for _, c := range s.all {
		c.write(lines)
	}
	if len(s.all) > 0 {
		s.advise(lines)
	}
	for _, p := range s.plans {
		if p.reason != "" && p.reason != noTests {
			fmt.Fprintf(lines, "not wrapped: %s: %s\n", p.pkg.ImportPath, p.reason)
		}
	}
}

func (s *summary) headline() string {
	wrapped := 0
	for _, p := range s.plans {
		if p.reason == "" {
			wrapped++
		}
	}
	if len(s.all) == 0 {
		return fmt.Sprintf("leaklint test: no leak seen; %s wrapped", plural(wrapped, "package"))
	}
	goroutines := 0
	packages := make(map[string]bool)
	for _, c := range s.all {
		goroutines += c.Count
		for _, p := range c.packages {
			packages[p] = true
		}
	}
	return fmt.Sprintf("leaklint test: %s, %s, in %d of %s", plural(len(s.all), "distinct leak"), plural(goroutines, "goroutine"), len(packages), plural(wrapped, "package"))
}

// write writes what is known of one creation.
func (c *creation) write(w io.Writer) {
	fmt.Fprintf(w, "\n  %s %s\n", plural(c.Count, "goroutine"), c.origin())
	if c.File != "" {
		fmt.Fprintf(w, "      waiting in %s, %s at %s:%d%s\n", cmp.Or(c.State, "nothing"), lastName(c.Function), shownPath(c.File), c.Line, c.proof())
	}
	for _, p := range c.packages {
		fmt.Fprintf(w, "      left by %s\n", c.leavers(p))
	}
	if c.Hint != "" {
		fmt.Fprintf(w, "      hint: %s\n", c.Hint)
	}
	if c.Kind != "" {
		fmt.Fprintf(w, "      leaklint help %s shows a wrong and a right program\n", c.Kind)
	}
}

func (c *creation) origin() string {
	if c.CreatedBy == "" {
		return "started by the runtime"
	}
	return fmt.Sprintf("started by %s at %s:%d", lastName(c.CreatedBy), shownPath(c.CreatedIn), c.CreatedAt)
}

func (c *creation) proof() string {
	if c.Verdict == "proven" {
		return " (proven: nothing can wake it)"
	}
	return ""
}

// mostTests is how many tests of a package are named.
const mostTests = 5

func (c *creation) leavers(pkg string) string {
	tests := slices.Sorted(slices.Values(c.tests[pkg])) // goroutines come in no order
	text := strings.Join(tests[:min(len(tests), mostTests)], ", ")
	switch {
	case len(tests) == 0:
		text = "no test that is known"
	case len(tests) > mostTests:
		text += fmt.Sprintf(" and %d more tests", len(tests)-mostTests)
	}
	if pkg == "" {
		return text
	}
	return text + " in " + pkg
}

// advise says what to do with leaks.
func (s *summary) advise(w io.Writer) {
	if !s.anyKnown {
		fmt.Fprint(w, "\nTo live with them for now, put these lines into a file and name it with -known:\n")
		for _, line := range s.knownLines() {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	fmt.Fprint(w, "\nFor each: let the test stop what it started (Close, cancel, t.Cleanup), or fix the\ncode that cannot be stopped. The reports above have the source and the whole story.\n")
}

// lastName shortens the name of a function to the last element of its path.
func lastName(function string) string { return function[strings.LastIndexByte(function, '/')+1:] }

// shownPath returns a name relative to the current folder where it is below that.
func shownPath(name string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return name
	}
	if rest, err := filepath.Rel(here, name); err == nil && filepath.IsLocal(rest) {
		return filepath.ToSlash(rest)
	}
	return name
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
