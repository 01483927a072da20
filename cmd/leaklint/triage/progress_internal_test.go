package triage

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// TestProgress: on a terminal a line says how far the reading is, a shorter one
// covers the one before, and in the end nothing of it is left.
func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	p := newProgress(io.Discard, &source{ReadCloser: io.NopCloser(strings.NewReader(strings.Repeat("x", 3_000_000))), size: 12_000_000})
	p.terminal = &terminal
	p.shown = time.Time{} // long ago
	p.goroutines(12_000, 17)
	buf := make([]byte, 1_500_000)
	for range 2 {
		if _, err := io.ReadFull(p, buf); err != nil {
			t.Fatal(err)
		}
	}
	want := "\rread 1.5 MB of 12.0 MB: 12,000 goroutines in 17 groups"
	if got := terminal.String(); got != want {
		t.Errorf("the line is %q, want %q, once in 200 ms", got, want)
	}
	terminal.Reset()
	p.end()
	if got, want := terminal.String(), "\r"+strings.Repeat(" ", len(want)-1)+"\r"; got != want {
		t.Errorf("in the end it writes %q, want %q", got, want)
	}
}

// TestNoProgress: a file or a pipe is no terminal.
func TestNoProgress(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for name, stderr := range map[string]io.Writer{"a pipe": w, "a buffer": &bytes.Buffer{}} {
		if p := newProgress(stderr, &source{}); p.terminal != nil {
			t.Errorf("%s is taken for a terminal", name)
		}
	}
}
