package driver

import (
	"bytes"
	"strings"
	"testing"
)

// TestProgressLine pins what is said of a run that goes on, in a line that fits.
func TestProgressLine(t *testing.T) {
	tests := map[string]string{
		"":                         "leaklint: the go command builds what the packages import",
		"errors\nnet/http\n":       "leaklint: analyzing package 2: net/http",
		"example.com/\x1b[2Jodd\n": `leaklint: analyzing package 1: example.com/\x1b[2Jodd`,
	}
	for file, want := range tests {
		if got := progressLine([]byte(file)); got != want {
			t.Errorf("progressLine(%q) = %q, want %q", file, got, want)
		}
	}
	if got := progressLine([]byte(strings.Repeat("long/", 100) + "\n")); len(got) > progressWidth {
		t.Errorf("a line of %d columns, want at most %d", len(got), progressWidth)
	}
}

// TestProgressBeside pins that a message begins on a line of its own, and that
// nothing of the progress is left.
func TestProgressBeside(t *testing.T) {
	var terminal bytes.Buffer
	p := &progress{terminal: &terminal}
	p.show("12345")
	if _, err := p.beside(&terminal).Write([]byte("message\n")); err != nil {
		t.Fatal(err)
	}
	p.show("6")
	p.show("")
	if got, want := terminal.String(), "\r\r12345"+"\r     \r"+"message\n"+"\r\r6"+"\r \r"; got != want {
		t.Errorf("the terminal got %q, want %q", got, want)
	}
}

// TestMergeAdvice pins that advice gives way to what the same check has found at the
// same place, and to nothing else.
func TestMergeAdvice(t *testing.T) {
	at, other := posn{"a.go", 1, 2}, posn{"a.go", 2, 2}
	merged := merge([]*finding{
		{Posn: at, check: "sendleak", Category: advice, Message: "hidden"},
		{Posn: at, check: "sendleak", Category: "leak", Message: "leak"},
		{Posn: at, check: "recvleak", Category: advice, Message: "another check"},
		{Posn: other, check: "sendleak", Category: advice, Message: "another place"},
	})
	var got []string
	for _, f := range merged {
		got = append(got, f.Message)
	}
	if got, want := strings.Join(got, ", "), "another check, leak, another place"; got != want {
		t.Errorf("merge kept %q, want %q", got, want)
	}
}
