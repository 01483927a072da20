package tryout

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// A knownList is a list of known leaks, in the form of leaktest.Known: kind, creator
// and blocked function a line. Here one list is that of all packages.
type knownList struct {
	name string
	text string
}

func readKnown(name string) (*knownList, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file; LEAKTEST_UPDATE=1 leaklint test -known %s ./... writes it", name, name)
	}
	if err != nil {
		return nil, err
	}
	return &knownList{name: name, text: string(text)}, nil
}

// updating reports whether a list of known leaks is written. The packages tolerate
// nothing then, so that all that is left is seen.
func updating() bool { return os.Getenv("LEAKTEST_UPDATE") == "1" }

// knownLines are the lines of a list that would tolerate what was found, sorted.
func (s *summary) knownLines() []string {
	var lines []string
	for _, c := range s.all {
		lines = append(lines, printable.Text(fmt.Sprintf("%s %s %s", cmp.Or(c.Kind, "-"), cmp.Or(c.CreatedBy, "-"), cmp.Or(c.Function, "-"))))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// updateKnown writes the list anew: what was found is in it, with the comments that
// were there. What was not found is taken out, as fixed, where all tests of all
// packages below the current folder were run.
func (s *session) updateKnown(w io.Writer, sum *summary) error {
	name := s.options.known
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	whole := !s.options.part && slices.Contains(s.options.packages, "./...")
	after, added, fixed := updatedKnown(string(text), sum.knownLines(), whole)
	if err := os.WriteFile(name, []byte(after), 0o666); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s added, %d fixed and taken out\n", printable.Text(name), plural(added, "known leak"), fixed)
	return nil
}

// knownHead stands above a list that has no comment of its own.
const knownHead = "# Goroutine leaks that are known: kind, function with the go statement, function that blocks.\n"

// updatedKnown returns the text of a list with the lines that were found.
func updatedKnown(text string, found []string, whole bool) (after string, added, fixed int) {
	head, entries := knownHead, make(map[string]string)
	var comments strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		entry, _, _ := strings.Cut(line, "#")
		switch entry = strings.Join(strings.Fields(entry), " "); {
		case entry != "":
			entries[entry] = line
		case line != "" && len(entries) == 0:
			comments.WriteString(line + "\n")
		}
	}
	for entry := range entries {
		if whole && !slices.Contains(found, entry) {
			delete(entries, entry)
			fixed++
		}
	}
	for _, entry := range found {
		if entries[entry] == "" {
			entries[entry] = entry
			added++
		}
	}
	var lines []string
	for _, line := range entries {
		lines = append(lines, line+"\n")
	}
	slices.Sort(lines)
	return cmp.Or(comments.String(), head) + strings.Join(lines, ""), added, fixed
}
