package printable_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

func TestText(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"a/b c.go", "a/b c.go", "what everybody can read stays"},
		{"größe 大.go", "größe 大.go", "letters of all scripts stay"},
		{"\x1b[31mred", `\x1b[31mred`, "a terminal obeys escape sequences"},
		{"a\u009b31m", `a\u009b31m`, "so do some to the control of Latin-1"},
		{"one\ntwo\r\n", `one\ntwo\r\n`, "a part of a line has no line break"},
		{"a\x00\a\x7f\t", `a\x00\x07\x7f\t`, "the controls of ASCII"},
		{"a\xffb", `a\xffb`, "a file name need not be UTF-8"},
		{"a\u202egpj.exe", `a\u202egpj.exe`, "nothing turns the direction of writing"},
		{"\ufffd", "\ufffd", "the replacement character is a character"},
	}
	for _, tt := range tests {
		if got := printable.Text(tt.in); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q: %s", tt.in, got, tt.want, tt.reason)
		}
	}
}

func TestLine(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"\ta: b", "\ta: b", "tabs indent"},
		{"x::error", "x::error", "a mark inside a line is none"},
		{"::error::x", `\x3a:error::x`, "a workflow command"},
		{" \t ::error::x", " \t " + `\x3a:error::x`, "a runner trims white space first"},
		{"\u00a0::error::x", "\u00a0" + `\x3a:error::x`, "of any kind"},
		{"a ##[error]x", `a #\x23[error]x`, "an older workflow command, anywhere in a line"},
	}
	for _, tt := range tests {
		if got := printable.Line(tt.in); got != tt.want {
			t.Errorf("Line(%q) = %q, want %q: %s", tt.in, got, tt.want, tt.reason)
		}
	}
}

// TestWriter pins that lines come out whole however they are written.
func TestWriter(t *testing.T) {
	const in, want = "one\n\t\x1btwo\n::three\r\nfour", "one\n\t" + `\x1btwo` + "\n" + `\x3a:three` + "\r\nfour"
	for size := 1; size <= len(in); size++ {
		var out strings.Builder
		w := printable.NewWriter(&out)
		for i := 0; i < len(in); i += size {
			if _, err := w.Write([]byte(in[i:min(len(in), i+size)])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("in pieces of %d: %q, want %q", size, out.String(), want)
		}
	}
}

// TestWriterLong pins that a line without an end is bounded, and that a mark is
// seen where two of its parts meet.
func TestWriterLong(t *testing.T) {
	for filler := 64<<10 - 5; filler < 64<<10+5; filler++ {
		var out strings.Builder
		w := printable.NewWriter(&out)
		if _, err := w.Write([]byte(strings.Repeat("x", filler) + "##[error]")); err != nil {
			t.Fatal(err)
		}
		if out.Len() == 0 && filler > 64<<10 {
			t.Errorf("%d bytes are kept back", filler)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "##[") || out.Len() < filler {
			t.Errorf("behind %d bytes: %q", filler, out.String()[filler:])
		}
	}
}

// TestWriterError pins that a full disk or a closed pipe is noticed.
func TestWriterError(t *testing.T) {
	w := printable.NewWriter(failing{})
	if _, err := w.Write([]byte("line\n")); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
	if err := printable.NewWriter(failing{}).Flush(); err != nil {
		t.Errorf("error %v where nothing is left to write", err)
	}
}

var errFull = errors.New("no space left")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// FuzzWriter: whatever is written, and in whatever pieces, no control character
// and no mark of a workflow command comes out. Run it with
//
//	go test -run '^$' -fuzz FuzzWriter -fuzztime 2m ./cmd/leaklint/internal/printable
func FuzzWriter(f *testing.F) {
	f.Add([]byte("a\n::error::\x1b[0m\r\n##[x]"), 3)
	f.Add([]byte("\t ::\u202e\xff\n:"), 1)
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		if size < 1 {
			return
		}
		var out bytes.Buffer
		w := printable.NewWriter(&out)
		for rest := data; len(rest) > 0; {
			n := min(size, len(rest))
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(out.Bytes()) {
			t.Errorf("not UTF-8: %q", out.Bytes())
		}
		for line := range strings.Lines(out.String()) {
			text := strings.TrimRight(line, "\r\n")
			if strings.ContainsFunc(text, func(r rune) bool { return r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) }) {
				t.Errorf("a control character in %q", line)
			}
			if strings.HasPrefix(strings.TrimSpace(text), "::") || strings.Contains(text, "##[") {
				t.Errorf("a workflow command in %q", line)
			}
		}
	})
}
