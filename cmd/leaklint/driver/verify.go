package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// A verifier tries changes before anything is written: it runs the go command with
// an overlay, in which the files are as the changes leave them. A change is kept
// where the packages compile then, its finding is gone, and no other has come.
type verifier struct {
	*options
	plan   *plan
	result *result
}

// keep returns the changes that can be made together, and leaves the others with a
// reason. Mostly that is one run. Where it is not, halves are tried by themselves,
// down to the single change that is to blame.
func (v *verifier) keep(ctx context.Context, changes []*change) ([]*change, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	reason, err := v.try(ctx, changes)
	switch {
	case err != nil:
		return nil, err
	case reason == "":
		return changes, nil
	case len(changes) == 1:
		v.plan.leave(changes[0].finding, "%s", reason)
		return nil, nil
	}
	first, err := v.keep(ctx, changes[:len(changes)/2])
	if err != nil {
		return nil, err
	}
	second, err := v.keep(ctx, changes[len(changes)/2:])
	if err != nil || len(first) == 0 || len(second) == 0 {
		return slices.Concat(first, second), err
	}
	both := slices.Concat(first, second)
	if reason, err = v.try(ctx, both); err != nil || reason == "" {
		return both, err
	}
	for _, c := range second {
		v.plan.leave(c.finding, "not together with the fixes before it (%s); run leaklint -fix again", reason)
	}
	return first, nil
}

// try returns what speaks against making the changes, or nothing.
func (v *verifier) try(ctx context.Context, changes []*change) (reason string, err error) {
	files, err := v.plan.after(changes)
	if err != nil {
		return err.Error(), nil
	}
	dir, err := os.MkdirTemp("", "leaklint-fix-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	overlay, err := writeOverlay(dir, files)
	if err != nil {
		return "", err
	}
	var messages bytes.Buffer
	after, failure := goVet(ctx, &messages, v.packagesOf(changes), "-overlay="+overlay)
	if ctx.Err() != nil {
		return "", failure
	}
	if failure != nil {
		return "the result would not compile: " + firstError(messages.String(), failure, files), nil
	}
	placeTried(after.Findings, files)
	return v.compare(changes, after.Findings), nil
}

// placeTried gives findings their functions that the go command has kept of an earlier
// try of the same text: they stand in a file of that try, which is gone.
func placeTried(findings []*finding, files map[string][]byte) {
	for _, f := range findings {
		if _, err := os.Lstat(f.Posn.file); f.Function != "" || err == nil {
			continue
		}
		for _, name := range sortedKeys(files) {
			if filepath.Base(name) != filepath.Base(f.Posn.file) {
				continue
			}
			f.Function = newSource(name, files[name]).function(f.Posn.line)
			if filepath.Base(filepath.Dir(name)) == path.Base(f.pkg) {
				break
			}
		}
	}
}

// writeOverlay writes the files below dir, and the file that tells the go command
// to read them in place of those that they are named after.
func writeOverlay(dir string, files map[string][]byte) (string, error) {
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	for i, name := range sortedKeys(files) {
		folder := filepath.Join(dir, strconv.Itoa(i))
		written := filepath.Join(folder, filepath.Base(name))
		if err := os.Mkdir(folder, 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(written, files[name], 0o600); err != nil {
			return "", err
		}
		overlay.Replace[name] = written
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, data, 0o600)
}

// packagesOf returns the options with the packages that have to be looked at: all,
// since a change may concern those that import it. Where some could not be analyzed
// in the first place, only those that the changes are in can be compared.
func (v *verifier) packagesOf(changes []*change) *options {
	if !v.result.partial {
		return v.options
	}
	o := *v.options
	o.packages = nil
	for _, c := range changes {
		if pkg := c.finding.pkg; pkg == "command-line-arguments" {
			return v.options
		} else if !slices.Contains(o.packages, pkg) {
			o.packages = append(o.packages, pkg)
		}
	}
	return &o
}

// compare returns which finding speaks against the changes: one of theirs that is
// still there, or one that was not there before.
func (v *verifier) compare(changes []*change, after []*finding) string {
	expected := make(map[string]int)
	for _, f := range v.result.all {
		expected[f.defect()]++
	}
	for _, c := range changes {
		expected[c.finding.defect()]--
	}
	for _, f := range after {
		if expected[f.defect()]--; expected[f.defect()] < 0 {
			return "leaklint would then report: " + f.Message
		}
	}
	return ""
}

// defect names what a finding says of which function. Unlike its fingerprint it is
// the same when the line itself has changed.
func (f *finding) defect() string {
	return strings.Join([]string{f.pkg, f.check, f.Function, f.Message}, "\x00")
}

// firstError returns the first message about one of the files in what the go
// command says, with the file's own name; else the failure.
func firstError(messages string, failure error, files map[string][]byte) string {
	for line := range strings.Lines(messages) {
		for _, name := range sortedKeys(files) {
			base := filepath.Base(name) + ":"
			if i := strings.Index(line, base); i >= 0 {
				return printable.Text(fmt.Sprintf("%s:%s", shownPath(name), strings.TrimSpace(line[i+len(base):])))
			}
		}
	}
	return failure.Error()
}
