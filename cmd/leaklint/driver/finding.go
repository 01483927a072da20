package driver

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/checkout"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
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

	check               string
	pkg                 string // import path, without the test variant's suffix
	testFile, generated bool   // that it stands in such a file
}

// A related is a second position that tells part of a finding's story.
type related struct {
	Posn    posn   `json:"posn"`
	End     posn   `json:"end"`
	Message string `json:"message"`
}

// A fix is one way to be rid of a finding: all edits, or none.
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

// A posn is a position in the form file:line:col. A //line directive may leave
// out the column or the file, which are zero then.
type posn struct {
	file      string
	line, col int
}

// UnmarshalText parses what [go/token.Position.String] writes: file:line:col,
// file:line, line:col, line, or - for no position. The file may hold colons
// itself (C:\x.go). What is no number from 1 on belongs to the file.
func (p *posn) UnmarshalText(text []byte) error {
	*p = posn{file: string(text)}
	var last []int // from the right
	for len(last) < 2 {
		i := strings.LastIndexByte(p.file, ':')
		n, ok := number(p.file[i+1:])
		if !ok {
			break
		}
		last = append(last, n)
		p.file = p.file[:max(0, i)]
		if i < 0 {
			break
		}
	}
	switch len(last) {
	case 1:
		p.line = last[0]
	case 2:
		p.line, p.col = last[1], last[0]
	}
	if p.file == noFile {
		p.file = ""
	}
	return nil
}

// number parses a line or a column.
func number(s string) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 31)
	return int(n), err == nil && n > 0
}

// noFile stands for a file without a name.
const noFile = "-"

// MarshalText is the opposite of UnmarshalText, with the path as shown, and with
// a line and a column always: other tools look for both, and count from 1.
func (p posn) MarshalText() ([]byte, error) { return []byte(p.place(p.path())), nil }

// String returns the position as MarshalText does, for people: the path is
// printable.
func (p posn) String() string { return p.place(printable.Text(p.path())) }

func (p posn) place(path string) string {
	return fmt.Sprintf("%s:%d:%d", cmp.Or(path, noFile), max(1, p.line), max(1, p.col))
}

// path returns the file as it is shown to other tools: relative to the current
// directory and with forward slashes where it lies below it. It is empty where
// the file has no name.
func (p posn) path() string {
	return shownPath(p.file)
}

func shownPath(file string) string {
	wd, err := os.Getwd()
	if err != nil {
		return file
	}
	return checkout.Base(wd).Path(file)
}

func (p posn) compare(q posn) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line), cmp.Compare(p.col, q.col))
}

// complete adds what the tree says beside the diagnostic.
func (f *finding) complete(id, check string) {
	f.check = check
	f.pkg, _, _ = strings.Cut(id, " ") // "p [p.test]" is a variant of p
	f.readMarks()
	f.readBasis()
}

// readMarks takes out of the category what the analysis says there of the file.
func (f *finding) readMarks() {
	f.Category, f.generated = strings.CutSuffix(f.Category, report.GeneratedMark)
	f.Category, f.testFile = strings.CutSuffix(f.Category, report.TestFileMark)
}

// merge sorts findings by position and drops those that stand there twice, as
// one in package p and again in its test variant does, and advice where the check
// has found a leak.
func merge(all []*finding) []*finding {
	type place struct {
		posn  posn
		check string
	}
	leaks := make(map[place]bool)
	for _, f := range all {
		leaks[place{f.Posn, f.check}] = leaks[place{f.Posn, f.check}] || f.Category != advice
	}
	all = slices.DeleteFunc(all, func(f *finding) bool { return f.Category == advice && leaks[place{f.Posn, f.check}] })
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
