package heapdump_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/heapdump"
)

func read(dump []byte, opts ...heapdump.Option) (*heapdump.Dump, error) {
	return heapdump.Read(bytes.NewReader(dump), int64(len(dump)), opts...)
}

// TestShared computes a dump whose objects are known to the byte.
func TestShared(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, word := range []int{4, 8} {
			d, err := read(sharedDump(order, word))
			if err != nil {
				t.Fatal(err)
			}
			h, err := d.Held([]uint64{1}, []uint64{2, 9})
			if err != nil {
				t.Fatal(err)
			}
			size := int64(word)
			want := heapdump.Holdings{
				Groups: []heapdump.Holding{
					{Objects: 2, Heap: 4 * size, Stack: 2048},
					{Objects: 1, Heap: 4 * size, Stack: 2 * size},
				},
				Joint: heapdump.Holding{Objects: 2, Heap: 10 * size},
			}
			if h.Groups[0] != want.Groups[0] || h.Groups[1] != want.Groups[1] || h.Joint != want.Joint {
				t.Errorf("%v, words of %d bytes: %+v, want %+v", order, word, h, want)
			}
			if got := h.Total(); got != (heapdump.Holding{Objects: 5, Heap: 18 * size, Stack: 2048 + 2*size}) {
				t.Errorf("%v, words of %d bytes: the total is %+v", order, word, got)
			}
		}
	}
}

// TestForget: what the stack of a forgotten goroutine refers to is no reason to keep it;
// a variable is one all the same.
func TestForget(t *testing.T) {
	d, err := read(sharedDump(binary.LittleEndian, 8))
	if err != nil {
		t.Fatal(err)
	}
	before, err := d.Held([]uint64{1})
	if err != nil {
		t.Fatal(err)
	}
	d.Forget(3, 9)
	after, err := d.Held([]uint64{1})
	if err != nil {
		t.Fatal(err)
	}
	if n, size := after.Groups[0].Objects-before.Groups[0].Objects, after.Groups[0].Heap-before.Groups[0].Heap; n != 1 || size != 16 {
		t.Errorf("%d more objects of %d bytes, want the one of 16 bytes that the forgotten goroutine refers to", n, size)
	}
}

// TestSize: a number that people read.
func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 26_214_400: "26.2 MB", 3_000_000_000: "3.0 GB"} {
		if got := heapdump.Size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestTwice: a goroutine in two groups would be two answers.
func TestTwice(t *testing.T) {
	d, err := read(sharedDump(binary.LittleEndian, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Held([]uint64{1}, []uint64{2, 1}); err == nil || !strings.Contains(err.Error(), "goroutine 1 is listed twice") {
		t.Errorf("error %v, want that goroutine 1 is listed twice", err)
	}
}

// TestGoroutines: names and states are those that a stack dump has.
func TestGoroutines(t *testing.T) {
	d, err := read(sharedDump(binary.LittleEndian, 8))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range d.Goroutines {
		line := g.State
		for _, f := range g.Stack {
			line += " " + f.Function
		}
		got = append(got, line)
	}
	want := "chan receive main.one; select main.two[...]; waiting"
	if strings.Join(got, "; ") != want {
		t.Errorf("goroutines %q, want %q", got, want)
	}
	if d.GoVersion != "go1.26.8" || d.Arch != "amd64" || d.Objects() != 7 || d.HeapBytes != 8*22 {
		t.Errorf("%s on %s with %d objects of %d bytes", d.GoVersion, d.Arch, d.Objects(), d.HeapBytes)
	}
}

// TestCut refuses each beginning of a dump, and says that it ends there.
func TestCut(t *testing.T) {
	real, err := os.ReadFile(writeDump(t, "local"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dump := range [][]byte{sharedDump(binary.LittleEndian, 8), real} {
		step := max(1, len(dump)/97)
		for n := 0; n < len(dump); n += step {
			checkCut(t, dump, n)
			checkCut(t, dump, len(dump)-1-n/step)
		}
		if _, err := read(dump); err != nil {
			t.Errorf("the whole dump: %v", err)
		}
	}
}

func checkCut(t *testing.T, dump []byte, n int) {
	t.Helper()
	_, err := read(dump[:n])
	var format *heapdump.FormatError
	if !errors.As(err, &format) || format.Offset != int64(n) || !strings.Contains(err.Error(), "is cut") {
		t.Errorf("cut after %d of %d bytes: error %v, want that the dump is cut there", n, len(dump), err)
	}
}

// TestDamaged: what is wrong is named, with its place.
func TestDamaged(t *testing.T) {
	valid := sharedDump(binary.LittleEndian, 8)
	start := len(newMaker(binary.LittleEndian, 8).Bytes())
	with := func(records ...uint64) []byte {
		m := newMaker(binary.LittleEndian, 8)
		m.uints(records...)
		return m.Bytes()
	}
	for _, c := range []struct {
		reason string
		dump   []byte
		offset int
		want   string
	}{
		{"no dump", []byte("goroutine 1 [running]:\nmain.main()\n"), 0, "not a heap dump"},
		{"an older format", []byte("go1.5 heap dump\nabc"), 0, `the format is "go1.5 heap dump"`},
		{"more after the end", append(bytes.Clone(valid), "abc"...), len(valid), "3 bytes follow the end mark"},
		{"an unknown tag", with(99), start, "no record has the tag 99"},
		{"no parameters", []byte("go1.7 heap dump\n\x01"), 16, "the parameters do not come first"},
		{"parameters twice", with(tagParams), start, "the parameters are there twice"},
		{"an end too early", with(0), start, "the end mark comes before"},
		{"an empty object", with(tagObject, 0x1000, 0, 0), start, "no object has 0 bytes"},
		{"an odd object", append(with(tagObject, 0x1000, 3), 1, 2, 3, 0), start, "no object has 3 bytes"},
		{"a pointer outside", append(with(tagObject, 0x1000, 8), 1, 2, 3, 4, 5, 6, 7, 8, fieldPointer, 4), start + 12, "a pointer at 4"},
		{"an unknown field", append(with(tagObject, 0x1000, 8), 1, 2, 3, 4, 5, 6, 7, 8, 9), start + 12, "a field of the kind 9"},
		{"a number of 70 bits", append(with(tagObject), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"...), start + 1, "more than 64 bits"},
		{"a frame of nobody", append(with(tagFrame), make([]byte, 10)...), start, "before the first goroutine"},
		{"a long name", with(2, 1<<40), start + 1, "a name of 1099511627776 bytes"},
	} {
		_, err := read(c.dump)
		var format *heapdump.FormatError
		if !errors.As(err, &format) || format.Offset != int64(c.offset) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q at byte %d", c.reason, err, c.want, c.offset)
		}
	}
}

// TestOverlap: objects that share bytes are no heap.
func TestOverlap(t *testing.T) {
	m := newMaker(binary.LittleEndian, 8)
	m.object(0x1008, false, 0)
	m.object(0x1000, false, 0, 0)
	if _, err := read(m.end()); err == nil || !strings.Contains(err.Error(), "two objects overlap") {
		t.Errorf("error %v, want that two objects overlap", err)
	}
}

// TestFileChanges: a file that is cut between the passes is an error, not a result.
func TestFileChanges(t *testing.T) {
	dump := sharedDump(binary.LittleEndian, 8)
	r := &shrinking{dump: dump}
	d, err := heapdump.Read(r, int64(len(dump)))
	if err != nil {
		t.Fatal(err)
	}
	r.dump = dump[:100]
	if _, err := d.Held([]uint64{1}); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

type shrinking struct{ dump []byte }

func (s *shrinking) ReadAt(b []byte, off int64) (int, error) {
	return bytes.NewReader(s.dump).ReadAt(b, off)
}

// TestNoFile: a pipe cannot be read twice.
func TestNoFile(t *testing.T) {
	if _, err := heapdump.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("error %v, want that a folder is not a regular file", err)
	}
}

// TestProgress: both stages are told about, each going forward.
func TestProgress(t *testing.T) {
	last := make(map[string]int64)
	d, err := read(sharedDump(binary.LittleEndian, 8), heapdump.Progress(func(stage string, done, total int64) {
		if before, ok := last[stage]; ok && done <= before || done > total {
			t.Errorf("%s: %d of %d after %d", stage, done, total, before)
		}
		last[stage] = done
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Held([]uint64{1}); err != nil {
		t.Fatal(err)
	}
	if len(last) != 2 || last["reading"] == 0 || last["marking"] == 0 {
		t.Errorf("the last of each stage: %v", last)
	}
}
