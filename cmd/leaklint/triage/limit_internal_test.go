package triage

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/pprof/profile"
)

// TestBounded: what fits is read whole, whatever the pieces; of more, what fits
// and an error that stays.
func TestBounded(t *testing.T) {
	for _, text := range []string{"", "abc", "abcd", "abcde", "abcdefgh"} {
		b := newBounded(iotest.OneByteReader(strings.NewReader(text)), 4)
		got, err := io.ReadAll(b)
		if want := text[:min(len(text), 4)]; string(got) != want || (err != nil) != (len(text) > 4) {
			t.Errorf("of %q: %q and %v", text, got, err)
		}
		if _, again := b.Read(make([]byte, 1)); again == nil || err != nil && again != err {
			t.Errorf("of %q: the error is %v first and %v then", text, err, again)
		}
	}
}

// An endless reader repeats a text.
type endless struct {
	text  string
	bytes int64
}

func (e *endless) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = e.text[int(e.bytes)%len(e.text)]
		e.bytes++
	}
	return len(p), nil
}

// TestEndless: a stream without an end is read up to the limit, in each form, and
// what was read of a text is there.
func TestEndless(t *testing.T) {
	const most = 4 << 20
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	io.CopyN(z, &endless{text: "goroutine 7 [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n"}, 2*most)
	z.Close()
	for name, test := range map[string]struct {
		r     io.Reader
		shown bool
	}{
		"zeros":                 {&endless{text: "\x00"}, false},
		"prose":                 {&endless{text: "all is well\n"}, false},
		"one line":              {&endless{text: "x"}, false},
		"a dump":                {&endless{text: "goroutine 7 [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n"}, true},
		"a stack":               {io.MultiReader(strings.NewReader("goroutine 7 [select]:\n"), &endless{text: "main.f()\n\t/a.go:1 +0x1\n"}), true},
		"debug=1":               {io.MultiReader(strings.NewReader("goroutine profile: total 9\n"), &endless{text: "1 @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n"}), true},
		"a stack of debug=1":    {io.MultiReader(strings.NewReader("goroutine profile: total 9\n1 @ 0x1\n"), &endless{text: "#\t0x1\tmain.f+0x1\t/a.go:1\n"}), true},
		"UTF-16":                {io.MultiReader(strings.NewReader("\xff\xfe"), &endless{text: "x\x00\n\x00"}), false},
		"gzip":                  {&bomb, true},
		"members of gzip":       {&endless{text: emptyGzip()}, false},
		"protobuf":              {io.MultiReader(strings.NewReader("\x0a\x04\x08\x01\x10\x02"), &endless{text: "\x12\x00"}), false},
		"protobuf of one field": {strings.NewReader("\x0a\x04\x08\x01\x10\x02\x32\xff\xff\xff\xff\x0f" + strings.Repeat("x", most)), false},
	} {
		c, err := readCapture(test.r, limits{bytes: most, memory: stackMemory}, func(int, int) {})
		said := fmt.Sprint(err)
		if c != nil {
			said = strings.Join(c.faults, "\n")
		}
		if (c != nil) != test.shown || !strings.Contains(said, "larger than 4,194,304 bytes") && !strings.Contains(said, "as protobuf it is larger than 131,072 bytes, a 32nd of -max-bytes") {
			t.Errorf("%s: shown is %v, want %v; it says %q", name, c != nil, test.shown, said)
		}
	}
}

func emptyGzip() string {
	var b bytes.Buffer
	gzip.NewWriter(&b).Close()
	return b.String()
}

// TestFurther: without room for more stacks, the goroutines are counted all the
// same, memory stays bounded, and the fault says it.
func TestFurther(t *testing.T) {
	const n, memory = 30_000, 1 << 20
	long := strings.Repeat("long", 2000)
	for name, text := range map[string]io.Reader{
		"debug=2":    &manyStacks{n: n, entry: "goroutine %d [select] {k: \"v\"}:\nmain.f%d(0x1)\n\t/src/a.go:1 +0x1\n\n"},
		"debug=1":    io.MultiReader(strings.NewReader(fmt.Sprintf("goroutine profile: total %d\n", n)), &manyStacks{n: n, entry: "1 @ 0x%x\n# labels: {\"k\":\"v\"}\n#\t0x1\tmain.f%d+0x1\t/src/a.go:1\n\n"}),
		"protobuf":   bytes.NewReader(protobufOf(t, n)),
		"long names": &manyStacks{n: n / 100, entry: "goroutine %d [select]:\nmain." + long + "%d(0x1)\n\t/src/a.go:1 +0x1\n\n"},
	} {
		want := n
		if name == "long names" {
			want = n / 100
		}
		c, grown := measured(t, text, memory)
		if grown > 2*memory {
			t.Errorf("%s: the capture takes %d bytes, want about %d", name, grown, memory)
		}
		c.complete(&classifier{})
		last := c.groups[len(c.groups)-1]
		fault := fmt.Sprintf("it has more different stacks than there is room for: the first %s are shown, and %s goroutines of further stacks are counted together", thousands(len(c.groups)-1), thousands(last.count))
		if c.total != want || !last.further || len(c.faults) != 1 || c.faults[0] != fault {
			t.Errorf("%s: %d goroutines, and it says %q, want %d and %q", name, c.total, c.faults, want, fault)
		}
		if got, want := last.sentence(), thousands(last.count)+" goroutines, of further stacks"; got != want {
			t.Errorf("%s: the last group is %q, want %q", name, got, want)
		}
	}
}

// TestLongLabels: labels that there is no room for are left out, and their
// goroutines are counted.
func TestLongLabels(t *testing.T) {
	const n, memory = 300, 100_000
	long := strings.Repeat("long", 2000)
	c, grown := measured(t, &manyStacks{n: n, entry: "goroutine %d [select] {k: \"" + long + "%d\"}:\nmain.f(0x1)\n\t/src/a.go:1 +0x1\n\n"}, memory)
	if grown > 3*memory || len(c.groups) != 1 || c.groups[0].count != n || len(c.groups[0].labels) == 0 {
		t.Errorf("%d bytes, %d groups, the first of %d goroutines with %d labels", grown, len(c.groups), c.groups[0].count, len(c.groups[0].labels))
	}
}

// measured reads a capture, and returns how many bytes the heap has grown by.
func measured(t *testing.T, r io.Reader, memory int64) (*capture, int64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c, err := readCapture(r, limits{bytes: defaultMaxBytes, memory: memory}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	return c, int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// A manyStacks writes n entries that hold their number twice.
type manyStacks struct {
	n, next int
	entry   string
	left    string
}

func (m *manyStacks) Read(p []byte) (int, error) {
	if m.left == "" {
		if m.next == m.n {
			return 0, io.EOF
		}
		m.next++
		m.left = fmt.Sprintf(m.entry, m.next, m.next)
	}
	n := copy(p, m.left)
	m.left = m.left[n:]
	return n, nil
}

// protobufOf returns a profile of n goroutines with different stacks.
func protobufOf(t *testing.T, n int) []byte {
	t.Helper()
	p := &profile.Profile{SampleType: []*profile.ValueType{{Type: "goroutine", Unit: "count"}}}
	for i := range n {
		f := &profile.Function{ID: uint64(i + 1), Name: fmt.Sprint("main.f", i), Filename: "/src/a.go"}
		loc := &profile.Location{ID: uint64(i + 1), Line: []profile.Line{{Function: f, Line: 1}}}
		p.Function, p.Location = append(p.Function, f), append(p.Location, loc)
		p.Sample = append(p.Sample, &profile.Sample{Location: []*profile.Location{loc}, Value: []int64{1}})
	}
	var b bytes.Buffer
	if err := p.WriteUncompressed(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLongStack: a sample that repeats a location does not become a stack without
// bounds.
func TestLongStack(t *testing.T) {
	f := &profile.Function{ID: 1, Name: strings.Repeat("f", 100_000)}
	loc := &profile.Location{ID: 1}
	for range 5000 {
		loc.Line = append(loc.Line, profile.Line{Function: f})
	}
	s := &profile.Sample{Value: []int64{3}}
	for range 5000 {
		s.Location = append(s.Location, loc)
	}
	p := &profile.Profile{SampleType: []*profile.ValueType{{Type: "goroutine"}}, Sample: []*profile.Sample{s}}
	c, err := captureOf(p, limits{memory: stackMemory})
	if err != nil {
		t.Fatal(err)
	}
	if g := c.groups[0]; len(g.stack) != 10 || g.elided != 5000 || g.count != 3 {
		t.Errorf("a stack of %d frames and %d left out, count %d", len(g.stack), g.elided, g.count)
	}
}

// TestManyFields: a profile whose bytes are all fields is refused before it is
// held in memory.
func TestManyFields(t *testing.T) {
	const head = "\x0a\x04\x08\x01\x10\x02"
	for name, text := range map[string]string{
		"samples": head + strings.Repeat("\x12\x00", protobufFields+1),
		"labels":  head + "\x12\x82\x80\x80\x04" + strings.Repeat("\x1a\x00", protobufFields+1),
	} {
		_, err := readCapture(strings.NewReader(text), limits{bytes: defaultMaxBytes, memory: stackMemory}, func(int, int) {})
		if err == nil || !strings.HasPrefix(err.Error(), "as protobuf it has 4,194,30") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
