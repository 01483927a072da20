package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sort"
	"strings"
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
}

// errVet says that the go command or an analyzer failed; what it had to say was
// printed already, or stands in the error.
var errVet = errors.New("some packages could not be analyzed (see above)")

// goVet runs go vet with ourselves as its tool. The go command's messages go to
// stderr. The result is nil when nothing can be said about any package; it may
// be there together with an error. The extra flags are go vet's.
func goVet(ctx context.Context, stderr io.Writer, o *options, extra ...string) (*result, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find my own executable: %w", err)
	}
	args := append([]string{"vet", "-vettool=" + self, "-json", "-basis"}, o.vetFlags...)
	args = append(args, extra...)
	args = append(args, "--")
	args = append(args, o.packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot run the go command: %w", err)
	}
	res, readErr := readTrees(stdout)
	if readErr != nil {
		// Let the go command finish: its message may say why.
		_, _ = io.Copy(io.Discard, stdout)
	}
	if err := cmd.Wait(); err != nil {
		return res, errVet
	}
	return res, readErr
}

// readTrees reads the objects that go vet -json prints.
func readTrees(r io.Reader) (*result, error) {
	var all []*finding
	var failures []error
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
		found, err := tree.findings()
		all = append(all, found...)
		failures = append(failures, err)
	}
	merged := merge(all)
	fingerprint(merged)
	return &result{Findings: merged}, errors.Join(failures...)
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
