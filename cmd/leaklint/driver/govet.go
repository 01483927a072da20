package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sort"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
)

// vetTree is what one tool run prints for go vet -json:
//
//	package ID -> analyzer -> []diagnostic or {"error": "..."}
//
// The go command prints one such object after the other, and exits 0 whatever
// they say; a package that does not build is not among them, but makes it exit 1.
type vetTree map[string]map[string]json.RawMessage

// A result is what a run of go vet came to.
type result struct {
	Findings []*finding // each once, in the order of their positions
	all      []*finding // with those that a baseline hides
	partial  bool       // some packages could not be analyzed
	answers  int        // of how many packages, or of tests beside one, there is an answer
}

// errVet says that the go command or an analyzer failed; what it had to say was
// printed already, or stands in the error.
var errVet = errors.New("some packages could not be analyzed (see above)")

// interrupted returns the error of a run whose context is done.
func interrupted(ctx context.Context) error {
	return fmt.Errorf("%w: the go command and its tools were ended, and no findings are shown", context.Cause(ctx))
}

// goVet runs go vet with ourselves as its tool, and with flags of its own beside
// those of the command line. The go command's messages go to stderr. The result is
// nil when nothing can be said about any package; it may be there together with an
// error.
func goVet(ctx context.Context, stderr io.Writer, o *options, extra ...string) (*result, error) {
	if on, _ := o.chosen(testFiles); on {
		return o.vetOnce(ctx, stderr, extra)
	}
	return o.vetWithoutBrokenTests(ctx, stderr, extra)
}

// overlayFile returns the overlay that a run of go vet with some flags would
// have: the last of the flags, else that of GOFLAGS.
func (o *options) overlayFile(ctx context.Context, flags []string) string {
	var goflags bytes.Buffer
	_ = command.Run(ctx, &goflags, io.Discard, "go", "env", "GOFLAGS") // without it, go vet does not run either
	for _, f := range slices.Backward(slices.Concat(strings.Fields(goflags.String()), flags)) {
		if file, ok := strings.CutPrefix(f, "-overlay="); ok {
			return file
		}
	}
	return ""
}

// vet runs go vet.
func (o *options) vet(ctx context.Context, stderr io.Writer, extra []string) (*result, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find my own executable: %w", err)
	}
	args := slices.Concat([]string{"vet", "-vettool=" + self, "-json", "-" + frontEnd.name},
		o.toolFlags, o.buildFlags, extra, []string{"--"}, o.packages)
	var stdout bytes.Buffer
	progress := startProgress(os.Stderr)
	messages := &crashes{w: progress.beside(stderr), tool: self}
	err = command.Run(ctx, &stdout, messages, "go", args...)
	progress.stop()
	if ctx.Err() == nil {
		messages.end()
	}
	var exit *exec.ExitError
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, interrupted(ctx)
	case err != nil && !errors.As(err, &exit):
		return nil, fmt.Errorf("cannot run the go command: %w", err)
	}
	res, readErr := readTrees(&stdout, o.shows)
	if exit != nil {
		return res, errVet
	}
	return res, readErr
}

// readTrees reads the objects that go vet -json prints, and keeps the findings that
// are shown.
func readTrees(r io.Reader, shown func(*finding) bool) (*result, error) {
	var all []*finding
	var failures []error
	answers := 0
	dec := json.NewDecoder(r)
	for {
		var tree vetTree
		err := dec.Decode(&tree)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the output of go vet -json: %w (leaklint needs Go 1.26 or later as the go command)", err)
		}
		answers++
		found, err := tree.findings()
		all = append(all, found...)
		failures = append(failures, err)
	}
	merged := merge(slices.DeleteFunc(all, func(f *finding) bool { return !shown(f) }))
	fingerprint(merged)
	return &result{Findings: merged, answers: answers}, errors.Join(failures...)
}

// findings returns what the tree holds, and the analyzers' errors, if any.
func (tree vetTree) findings() ([]*finding, error) {
	var found []*finding
	var failures []string
	for id, checks := range tree {
		for check, raw := range checks {
			var failed struct {
				Error string `json:"error"`
			}
			if json.Unmarshal(raw, &failed) == nil && failed.Error != "" {
				failures = append(failures, fmt.Sprintf("%s: %s: %s", id, check, failed.Error))
				continue
			}
			var list []*finding
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, fmt.Errorf("%s: %s: cannot read a finding: %w", id, check, err)
			}
			for _, f := range list {
				f.complete(id, check)
			}
			found = append(found, list...)
		}
	}
	if len(failures) == 0 {
		return found, nil
	}
	sort.Strings(failures)
	return found, errors.New(strings.Join(failures, "\n"))
}
