package edit_test

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// FuzzApply: whatever the edits are, they are refused, or their result is a Go
// file: formatted where the file was, and else the same outside of the edits. Run
// it with
//
//	go test -run '^$' -fuzz FuzzApply -fuzztime 2m ./cmd/leaklint/internal/edit
func FuzzApply(f *testing.F) {
	own, err := os.ReadFile("edit.go")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(own), uint16(700), uint16(0), ", 1", uint16(900), uint16(4), "")
	f.Add(strings.ReplaceAll(file, "\n", "\r\n"), uint16(60), uint16(3), "x", uint16(80), uint16(0), "\n\tdefer close(ch)")
	f.Add("\ufeff"+file, uint16(0), uint16(1), "/*", uint16(20), uint16(2), "*/")
	f.Fuzz(func(t *testing.T, content string, start1, length1 uint16, new1 string, start2, length2 uint16, new2 string) {
		inside := func(start, length uint16, text string) edit.Edit {
			from := int(start) % (len(content) + 1)
			return edit.Fit([]byte(content), edit.Edit{Start: from, End: min(len(content), from+int(length)%8), New: text})
		}
		edits := []edit.Edit{inside(start1, length1, new1), inside(start2, length2, new2)}
		got, err := edit.Apply([]byte(content), edits)
		if err != nil {
			return
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "", got, parser.SkipObjectResolution); err != nil {
			t.Errorf("the result does not parse: %v", err)
		}
		if isFormatted([]byte(content)) {
			if !isFormatted(got) && !strings.Contains(new1+new2, "\r") {
				t.Errorf("the file was formatted, and is not any more:\n%s", got)
			}
			return
		}
		first := min(edits[0].Start, edits[1].Start)
		last := len(content) - max(edits[0].End, edits[1].End)
		if !bytes.HasPrefix(got, []byte(content[:first])) || !bytes.HasSuffix(got, []byte(content[len(content)-last:])) {
			t.Errorf("changed outside of the edits:\n%s", got)
		}
	})
}

// isFormatted reports whether gofmt leaves a text as it is.
func isFormatted(text []byte) bool {
	formatted, err := format.Source(text)
	return err == nil && bytes.Equal(formatted, text)
}
