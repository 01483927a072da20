// Package edit changes a Go file in a few places and leaves the rest of it as it
// is, byte for byte: line ends, a byte order mark, and whatever gofmt would do
// otherwise.
//
// It is used on both sides of a suggested fix. The analysis gives the edits the
// form in which they fit the file ([Fit]) and says which text they were made for
// ([Basis]); the front end asks for the same text and applies them ([Apply]).
package edit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
)

// An Edit replaces the bytes [Start, End) of a file by New.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Overlaps reports whether both edits cannot be made in either order: they change
// a byte that both hold, or insert at one place. An edit does not overlap itself.
func (e Edit) Overlaps(o Edit) bool {
	if e == o {
		return false
	}
	return o.Start < e.End && e.Start < o.End || o.Start == e.Start
}

// Apply returns the Go file with the edits made, in any order. A file that was
// formatted by gofmt is so afterwards, with its line ends and its byte order mark
// as they were; any other is the same outside of the edits, byte for byte.
//
// It refuses, with an error that says why and without the file's name, edits that
// overlap or lie outside of the file, that begin or end inside of a word, a literal
// or a comment, that would lose a comment or change a word beside them, and those
// whose result does not parse. So it does with any edit of a file that did not parse
// before. Whether the result compiles is more than it can tell.
func Apply(content []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	edits = slices.Compact(edits)
	if err := checkBounds(content, edits); err != nil {
		return nil, err
	}
	if err := parses(content); err != nil {
		return nil, fmt.Errorf("the file does not parse: %w", err)
	}
	if err := checkTokens(content, edits); err != nil {
		return nil, err
	}
	after := Splice(content, edits)
	if err := parses(after); err != nil {
		return nil, fmt.Errorf("the result would not parse: %w", err)
	}
	if err := checkKept(content, after, edits); err != nil {
		return nil, err
	}
	return format(content, after), nil
}

// errOutside says that edits were made for another text, or not for a text at all.
var errOutside = errors.New("the edit does not fit the file")

// checkBounds refuses edits, which are sorted, that do not lie in the file one
// behind the other.
func checkBounds(content []byte, edits []Edit) error {
	last := 0
	for i, e := range edits {
		if e.Start < last || e.End < e.Start || e.End > len(content) {
			return errOutside
		}
		if i > 0 && e.Overlaps(edits[i-1]) {
			return errors.New("two edits overlap")
		}
		last = e.End
	}
	return nil
}

// Splice makes edits that are sorted and do not overlap, and checks nothing: what the
// file becomes is the caller's to know.
func Splice(content []byte, edits []Edit) []byte {
	var out bytes.Buffer
	last := 0
	for _, e := range edits {
		out.Write(content[last:e.Start])
		out.WriteString(e.New)
		last = e.End
	}
	out.Write(content[last:])
	return out.Bytes()
}

// parses returns what keeps a text from being a Go file. It asks for the place in
// the text itself, whatever //line directives say.
func parses(content []byte) error {
	_, err := parser.ParseFile(token.NewFileSet(), "", content, parser.SkipObjectResolution)
	return err
}
