package driver

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// A finding is one diagnostic of go vet -json, with what the front end adds. Its
// JSON form is go vet's with further fields, so that whoever reads the one can
// read the other.
type finding struct {
	Category       string    `json:"category,omitempty"`
	Posn           posn      `json:"posn"`
	End            posn      `json:"end"`
	Message        string    `json:"message"`
	SuggestedFixes []fix     `json:"suggested_fixes,omitempty"`
	Related        []related `json:"related,omitempty"`

	// Added by the front end.
	NoFix       string `json:"no_fix,omitempty"`      // why a fix is not offered
	Function    string `json:"function,omitempty"`    // that it stands in, for instance (*T).Run
	Fingerprint string `json:"fingerprint,omitempty"` // the same when the code has only moved

	check string
	pkg   string // import path, without the test variant's suffix
}

// A related is a second position that tells part of a finding's story.
type related struct {
	Posn    posn   `json:"posn"`
	End     posn   `json:"end"`
	Message string `json:"message"`
}

// A fix is one way to mend a finding: all edits, or none.
type fix struct {
	Message string     `json:"message"`
	Edits   []fileEdit `json:"edits"`

	sum string // of the file that the edits were made for, see [edit.Sum]
}

// A fileEdit is an edit and the file that it is for.
type fileEdit struct {
	Filename string `json:"filename"`
	edit.Edit
}

// A posn is a position in the form file:line:col.
type posn struct {
	file      string
	line, col int
}

// UnmarshalText parses file:line:col; the file may hold colons itself (C:\x.go).
// A position without line or column keeps zero there.
func (p *posn) UnmarshalText(text []byte) error {
	p.file = string(text)
	for _, n := range []*int{&p.col, &p.line} {
		i := strings.LastIndexByte(p.file, ':')
		if i < 0 {
			break
		}
		v, err := strconv.Atoi(p.file[i+1:])
		if err != nil {
			break
		}
		*n, p.file = v, p.file[:i]
	}
	if p.line == 0 { // file:line
		p.line, p.col = p.col, 0
	}
	return nil
}

// MarshalText is the opposite of UnmarshalText, with the path as shown.
func (p posn) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String returns file:line:col with the file relative to the current directory
// where it lies below it. A //line directive without a column leaves it unknown:
// then it is file:line, as in the messages of the go command.
func (p posn) String() string {
	if p.file == "" {
		return ""
	}
	s := p.path() + ":" + strconv.Itoa(p.line)
	if p.col > 0 {
		s += ":" + strconv.Itoa(p.col)
	}
	return s
}

// path returns the file as it is shown to people and to other tools: relative to
// the current directory and with forward slashes where it lies below it.
func (p posn) path() string { return shownPath(p.file) }

func shownPath(file string) string {
	wd, err := os.Getwd()
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(wd, file)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return file
	}
	return filepath.ToSlash(rel)
}

func (p posn) compare(q posn) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line), cmp.Compare(p.col, q.col))
}

// complete adds what the tree says beside the diagnostic.
func (f *finding) complete(id, check string) {
	f.check = check
	f.pkg, _, _ = strings.Cut(id, " ") // "p [p.test]" is a variant of p
	f.readBasis()
}

// merge sorts findings by position and drops those that stand there twice, as
// one in package p and again in its test variant does.
func merge(all []*finding) []*finding {
	slices.SortStableFunc(all, func(a, b *finding) int {
		return cmp.Or(a.Posn.compare(b.Posn), cmp.Compare(a.check, b.check), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(all, func(a, b *finding) bool {
		return a.Posn == b.Posn && a.check == b.check && a.Message == b.Message
	})
}

// without returns the findings that are not in gone, in their order.
func without(all []*finding, gone map[*finding]bool) []*finding {
	var kept []*finding
	for _, f := range all {
		if !gone[f] {
			kept = append(kept, f)
		}
	}
	return kept
}
