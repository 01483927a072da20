package goroutine_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// readStream parses all goroutines of a stream.
func readStream(r io.Reader) (all []goroutine.Goroutine, outside goroutine.Outside, err error) {
	s := goroutine.NewStream(r)
	for {
		rec, err := s.Next()
		if err == io.EOF {
			return all, s.Outside(), nil
		}
		if err != nil {
			return all, s.Outside(), err
		}
		all = append(all, rec.Parse())
	}
}

// TestStreamCaptures: a stream gives what Parse gives, however few bytes come at
// a time.
func TestStreamCaptures(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := goroutine.Parse(text)
		for name, r := range map[string]io.Reader{
			"whole":          strings.NewReader(string(text)),
			"a byte a time":  iotest.OneByteReader(strings.NewReader(string(text))),
			"end with data":  iotest.DataErrReader(strings.NewReader(string(text))),
			"half of a read": iotest.HalfReader(strings.NewReader(string(text))),
		} {
			got, _, err := readStream(r)
			if err != nil {
				t.Fatalf("%s: %s: %v", file, name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s: the stream differs from Parse (-Parse +stream):\n%s", file, name, diff)
			}
		}
	}
}

const streamDump = `panic: oops

goroutine 1 [running]:
main.main()
	/src/a.go:3 +0x1d

goroutine 7 [select]:
main.f()
	/src/a.go:9 +0x1d
created by main.main in goroutine 1
	/src/a.go:2 +0x1d
exit status 2
`

// TestStreamOutside: the text around the goroutines is counted, and its
// beginning is kept.
func TestStreamOutside(t *testing.T) {
	got, outside, err := readStream(strings.NewReader("\n\n" + streamDump + "\nbye\n"))
	if err != nil || len(got) != 2 {
		t.Fatalf("%d goroutines and %v, want 2", len(got), err)
	}
	if want := "panic: oopsbye"; string(outside.First) != want || outside.Bytes != int64(len(want)) {
		t.Errorf("outside is %q, %d bytes, want %q", outside.First, outside.Bytes, want)
	}
}

// TestStreamError: what came before the error is given, and the last goroutine
// is marked as cut.
func TestStreamError(t *testing.T) {
	broken := errors.New("broken")
	cut := streamDump[:strings.Index(streamDump, "/src/a.go:9")]
	got, _, err := readStream(io.MultiReader(strings.NewReader(cut), iotest.ErrReader(broken)))
	if err != broken || len(got) != 2 || !got[1].Truncated {
		t.Errorf("%d goroutines, the last one %+v, and %v, want 2, the last one cut", len(got), got[len(got)-1], err)
	}
}

// TestStreamLongLines: lines of 10 MB take no memory, and what follows them is
// read.
func TestStreamLongLines(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	for name, text := range map[string]string{
		"before a header":  long + "\n" + streamDump,
		"in a record":      strings.Replace(streamDump, "main.f()", "main.f("+long+")", 1) + "\ngoroutine 8 [select]:\nmain.g()\n\t/src/a.go:9 +0x1d\n",
		"without an end":   streamDump + "\n" + long,
		"many short lines": strings.Replace(streamDump, "main.f()", strings.Repeat("main.f(0x1)\n", 1<<20), 1),
	} {
		got, outside, err := readStream(strings.NewReader(text))
		if err != nil || len(got) < 2 {
			t.Errorf("%s: %d goroutines and %v, want 2 or more", name, len(got), err)
		}
		if name == "in a record" && (len(got) != 3 || outside.Cut != 1) {
			t.Errorf("%s: %d goroutines and %d cut ones, want 3 and 1", name, len(got), outside.Cut)
		}
		for _, g := range got {
			if len(g.Raw) > 2<<20 {
				t.Errorf("%s: a record of %d bytes", name, len(g.Raw))
			}
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add([]byte(streamDump), 3)
	f.Add([]byte("goroutine 1 [running]:\n\n\ngoroutine 2 [\r\n"), 1)
	f.Fuzz(func(t *testing.T, text []byte, size int) {
		want := goroutine.Parse(text)
		got, _, err := readStream(&chunks{text, size%64 + 64})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the stream differs from Parse (-Parse +stream):\n%s", diff)
		}
	})
}

// chunks gives a few bytes in each read.
type chunks struct {
	text []byte
	size int
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.text) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.text[:min(max(1, c.size), len(c.text))])
	c.text = c.text[n:]
	return n, nil
}

// TestRecordAttributes: what a record looks up by itself is what Parse reads.
func TestRecordAttributes(t *testing.T) {
	for _, text := range []string{
		"goroutine 7 [select, 3 minutes, locked to thread]:\nmain.f()\n\t/a.go:1 +0x1\n",
		"goroutine 7 [chan receive (leaked), 12 minutes] {k: \"v w\", l: m}:\nmain.f()\n\t/a.go:1 +0x1\n",
		"goroutine 7 [chan receive, 99999999999999999999 minutes, odd]:\n",
		"goroutine 7 [running]:\n",
	} {
		for rec := range goroutine.Records([]byte(text)) {
			g := rec.Parse()
			if got := rec.Wait(); got != g.Wait {
				t.Errorf("%q: Wait() = %v, want %v", text, got, g.Wait)
			}
			if diff := cmp.Diff(g.Labels, rec.Labels()); diff != "" {
				t.Errorf("%q: labels (-Parse +Record):\n%s", text, diff)
			}
		}
	}
}
