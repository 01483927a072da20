package driver

import (
	"cmp"
	"fmt"
	"go/format"
	"io"
	"os"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
)

// A patch is what the first suggested fixes of some findings make of the files.
type patch struct {
	before, after map[string][]byte // by file name
	fixed         map[*finding]bool
}

// newPatch merges the first suggested fix of each finding, in the order of the
// findings. A fix that overlaps an earlier one is left out and said: it may be
// applied by the next run. Nothing is written.
func newPatch(stderr io.Writer, findings []*finding) (*patch, error) {
	p := &patch{make(map[string][]byte), make(map[string][]byte), make(map[*finding]bool)}
	chosen := make(map[string][]edit)
	for _, f := range findings {
		if len(f.SuggestedFixes) == 0 {
			continue
		}
		edits := f.SuggestedFixes[0].Edits
		if slices.ContainsFunc(edits, func(e edit) bool { return conflicts(chosen[e.Filename], e) }) {
			fmt.Fprintf(stderr, "leaklint: %s: the fix overlaps another one; run leaklint -fix again\n", f.Posn)
			continue
		}
		for _, e := range edits {
			if !slices.Contains(chosen[e.Filename], e) { // two findings may share an edit, such as an import
				chosen[e.Filename] = append(chosen[e.Filename], e)
			}
		}
		p.fixed[f] = true
	}
	for name, edits := range chosen {
		if err := p.edit(name, edits); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// conflicts reports whether e overlaps one of the edits without being the same.
func conflicts(edits []edit, e edit) bool {
	return slices.ContainsFunc(edits, func(o edit) bool {
		if o == e {
			return false
		}
		return o.Start < e.End && e.Start < o.End || o.Start == e.Start
	})
}

// edit applies the edits, which do not overlap, to the named file in memory.
func (p *patch) edit(name string, edits []edit) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.Start, b.Start) })
	var out []byte
	last := 0
	for _, e := range edits {
		if e.Start < last || e.End < e.Start || e.End > len(src) {
			return fmt.Errorf("%s: a suggested fix does not fit the file; has it changed meanwhile?", shownPath(name))
		}
		out = append(append(out, src[last:e.Start]...), e.New...)
		last = e.End
	}
	out = append(out, src[last:]...)
	formatted, err := format.Source(out)
	if err != nil {
		return fmt.Errorf("%s: a suggested fix would not compile: %w", shownPath(name), err)
	}
	p.before[name], p.after[name] = src, formatted
	return nil
}

// files returns the names of the changed files in order.
func (p *patch) files() []string {
	var names []string
	for name := range p.after {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// applyFixes writes the fixed files and returns the findings that were fixed.
func applyFixes(stderr io.Writer, findings []*finding) (map[*finding]bool, error) {
	p, err := newPatch(stderr, findings)
	if err != nil {
		return nil, err
	}
	for _, name := range p.files() {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, p.after[name], info.Mode().Perm()); err != nil {
			return nil, err
		}
	}
	fmt.Fprintf(stderr, "leaklint: fixed %d of %d findings in %d files\n", len(p.fixed), len(findings), len(p.after))
	return p.fixed, nil
}

// printDiff prints what applyFixes would change as a unified diff.
func printDiff(w, stderr io.Writer, findings []*finding) error {
	p, err := newPatch(stderr, findings)
	if err != nil {
		return err
	}
	for _, name := range p.files() {
		shown := shownPath(name)
		_, _ = w.Write(diff.Diff("a/"+shown, p.before[name], "b/"+shown, p.after[name])) // the writer keeps its error
	}
	return nil
}
