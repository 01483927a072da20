package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/replace"
)

// A change is the first suggested fix of one finding.
type change struct {
	finding *finding
	file    string
	edits   []edit.Edit
}

// A plan is which changes are made, and why the fixes of other findings are not.
type plan struct {
	changes []*change
	before  map[string][]byte // of the files that the changes are in, by name
	left    []leftOver
}

// A leftOver is a finding whose fix is not made, and the reason.
type leftOver struct {
	finding *finding
	reason  string
}

func (p *plan) leave(f *finding, format string, args ...any) {
	p.left = append(p.left, leftOver{f, fmt.Sprintf(format, args...)})
}

// leaveFile leaves a change because of the file that it is in, which is named where
// the finding stands in another one.
func (p *plan) leaveFile(c *change, reason error) {
	if c.file == c.finding.Posn.file {
		p.leave(c.finding, "%v", reason)
		return
	}
	p.leave(c.finding, "%s: %v", printable.Text(shownPath(c.file)), reason)
}

// makePlan chooses the fixes that are made: those that fit the files of the main
// module and each other, and with which leaklint, asked again, has nothing to say
// any more of what they fix and nothing new. Nothing is written.
func (o *options) makePlan(ctx context.Context, r *result) (*plan, error) {
	modules, err := o.mainModules(ctx)
	if err != nil {
		return nil, err
	}
	p := &plan{before: make(map[string][]byte)}
	chosen := make(map[string][]edit.Edit)
	for _, f := range r.Findings {
		c := p.candidate(f, modules)
		switch {
		case c == nil:
		case overlaps(chosen[c.file], c.edits):
			p.leave(f, "the fix overlaps another one; run leaklint -fix again")
		default:
			chosen[c.file] = append(chosen[c.file], c.edits...)
			p.changes = append(p.changes, c)
		}
	}
	v := &verifier{options: o, plan: p, result: r}
	p.changes, err = v.keep(ctx, p.changes)
	return p, err
}

// candidate returns the first suggested fix of a finding, or nil where there is
// none that can be made.
func (p *plan) candidate(f *finding, modules *modules) *change {
	if len(f.SuggestedFixes) == 0 {
		p.leave(f, "%s", cmp.Or(f.NoFix, "leaklint offers no fix; leaklint help "+f.check+" says what to do"))
		return nil
	}
	first := f.SuggestedFixes[0]
	c := &change{finding: f, file: first.Edits[0].Filename}
	for _, e := range first.Edits {
		if e.Filename != c.file {
			p.leave(f, "the fix changes several files")
			return nil
		}
		c.edits = append(c.edits, e.Edit)
	}
	if err := p.fits(c, first.sum, modules); err != nil {
		p.leaveFile(c, err)
		return nil
	}
	return c
}

// fits returns why a change cannot be made in its file, which it reads.
func (p *plan) fits(c *change, sum string, modules *modules) error {
	if !modules.hold(c.file) {
		return errors.New("it is not a file of the main module")
	}
	content, ok := p.before[c.file]
	if !ok {
		var err error
		if content, err = regular.ReadFile(c.file, largestSource); err != nil {
			return fmt.Errorf("it cannot be read: %w", withoutName(err))
		}
		p.before[c.file] = content
	}
	if edit.Sum(content) != sum {
		return errors.New("it has changed since it was analyzed")
	}
	if _, err := replace.Check(c.file, content); err != nil {
		return err
	}
	_, err := edit.Apply(content, c.edits)
	return err
}

// withoutName takes the name of the file out of an error.
func withoutName(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// overlaps reports whether one of the edits overlaps one of those that were chosen.
// The same edit may be part of two fixes.
func overlaps(chosen, edits []edit.Edit) bool {
	for _, e := range edits {
		for _, c := range chosen {
			if e.Overlaps(c) {
				return true
			}
		}
	}
	return false
}

// after returns the files as the changes leave them, by name.
func (p *plan) after(changes []*change) (map[string][]byte, error) {
	edits := make(map[string][]edit.Edit)
	for _, c := range changes {
		edits[c.file] = append(edits[c.file], c.edits...)
	}
	files := make(map[string][]byte)
	for name, list := range edits {
		content, err := edit.Apply(p.before[name], list)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", printable.Text(shownPath(name)), err)
		}
		files[name] = content
	}
	return files, nil
}

// applyFixes writes the fixed files, each whole or not at all, and returns the
// findings that were fixed. What was left, and why, stands on stderr at the end,
// also where an error or the end of ctx stopped it.
func (o *options) applyFixes(ctx context.Context, stderr io.Writer, r *result) (map[*finding]bool, error) {
	p, err := o.makePlan(ctx, r)
	if err != nil {
		return nil, err
	}
	files, err := p.after(p.changes)
	if err != nil {
		return nil, err
	}
	written, failure := p.write(ctx, stderr, files)
	fixed := make(map[*finding]bool)
	for _, c := range p.changes {
		if written[c.file] {
			fixed[c.finding] = true
		}
	}
	fmt.Fprintf(stderr, "leaklint: fixed %d of %s in %s\n", len(fixed), plural(len(r.Findings), "finding"), plural(len(written), "file"))
	p.reportLeft(stderr)
	return fixed, failure
}

// write replaces the files in the order of their names. One that is refused or
// cannot be written does not keep it from the others; the error is of the latter.
func (p *plan) write(ctx context.Context, stderr io.Writer, files map[string][]byte) (map[string]bool, error) {
	written := make(map[string]bool)
	var failures []error
	for _, name := range sortedKeys(files) {
		shown := printable.Text(shownPath(name))
		err := ctx.Err()
		if err == nil {
			err = replace.File(name, p.before[name], files[name], func(text string) {
				fmt.Fprintf(stderr, "leaklint: %s: %s\n", shown, text)
			})
		}
		if err == nil {
			written[name] = true
			continue
		}
		for _, c := range p.changes {
			if c.file == name {
				p.leaveFile(c, err)
			}
		}
		if !errors.As(err, new(replace.Refusal)) {
			failures = append(failures, fmt.Errorf("%s: not written: %w", shown, err))
		}
	}
	return written, errors.Join(failures...)
}

// reportLeft says which fixes were not made, and why.
func (p *plan) reportLeft(stderr io.Writer) {
	for _, l := range p.left {
		fmt.Fprintf(stderr, "leaklint: %s: not fixed: %s\n", l.finding.Posn, l.reason)
	}
}

// printDiff prints what applyFixes would change as a unified diff, which patch and
// git apply take: the lines of the files stand in it as they are.
func (o *options) printDiff(ctx context.Context, w, stderr io.Writer, r *result) error {
	p, err := o.makePlan(ctx, r)
	if err != nil {
		return err
	}
	files, err := p.after(p.changes)
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(files) {
		shown := shownPath(name)
		_, _ = w.Write(diff.Diff(patchName("a/", shown), p.before[name], patchName("b/", shown), files[name])) // the writer keeps its error
	}
	if len(r.Findings) == 0 {
		return nil
	}
	fmt.Fprintf(stderr, "leaklint: the diff fixes %d of %s in %s\n", len(p.changes), plural(len(r.Findings), "finding"), plural(len(files), "file"))
	p.reportLeft(stderr)
	return nil
}

// plural writes a number and its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
