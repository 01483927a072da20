package triage

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf16"
)

// FuzzRead: no file makes the reader panic or lose count, with much room or little,
// and what is read can be shown in each form, of which no terminal and no runner
// obeys a part. Run it with
//
//	go test -run '^$' -fuzz FuzzRead -fuzztime 2m ./cmd/leaklint/triage
func FuzzRead(f *testing.F) {
	for _, data := range fuzzSeeds(f) {
		f.Add(data, uint32(1<<20), byte(0))
		f.Add(data[:len(data)/2], uint32(1<<20), byte(inGzip|inUTF16))
	}
	f.Add([]byte("goroutine profile: total 3\n3 @ 0x1\n#\t0x1\n"), uint32(100), byte(7))
	f.Add([]byte("\xff\xfeg\x00o\x00\x3d\xd8\x00\xde\x00\xd8\n"), uint32(1<<20), byte(0))
	f.Add([]byte("\xef\xbb\xbfgoroutine 7 [\x1b] {\x1b: \"::error::\"}:\n::error::\x1b()\n\t::a.go:1\n"), uint32(1<<20), byte(0))
	f.Add([]byte("\x0a\x04\x08\x01\x10\x02\x12\x06\x0a\x01\x01\x12\x01\x03\x22\x02\x08\x01\x32\x00\x32\x09goroutine\x32\x05count"), uint32(1<<20), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, room uint32, form byte) {
		lim := limits{bytes: 1 << 20, memory: int64(room)}
		if form&fewBytes != 0 {
			lim.bytes = int64(room)
		}
		data = encoded(t, data, form)
		c, err := readCapture(bytes.NewReader(data), lim, func(int, int) {})
		if err != nil {
			return
		}
		old, err := readCapture(bytes.NewReader(data), lim, func(int, int) {})
		if err != nil {
			t.Fatalf("the second time: %v", err)
		}
		who := &classifier{}
		c.complete(who)
		old.complete(who)
		sum := 0
		for _, g := range c.groups {
			sum += g.count
			if g.count <= 0 || g.proven > g.count {
				t.Errorf("a group of %d, %d of them proven", g.count, g.proven)
			}
		}
		if sum != c.total {
			t.Errorf("%d goroutines in the groups, %d in all", sum, c.total)
		}
		mustShow(t, &view{capture: c, who: who})
		for _, captures := range [][]*capture{{c}, {old, c}, {old, old, c}} {
			s := seriesOf(captures)
			now := s.newest()
			s.compare(now)
			now.arrange(s)
			mustShow(t, &view{capture: now, series: s, who: who})
		}
	})
}

// What a fuzzed capture goes through.
const (
	inUTF16 = 1 << iota
	inGzip
	fewBytes
)

// encoded returns what is read as data.
func encoded(t *testing.T, data []byte, form byte) []byte {
	t.Helper()
	if form&inUTF16 != 0 {
		text := []byte("\xff\xfe")
		for _, unit := range utf16.Encode([]rune(string(data))) {
			text = binary.LittleEndian.AppendUint16(text, unit)
		}
		data = text
	}
	if form&inGzip != 0 {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(data)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		data = b.Bytes()
	}
	return data
}

// fuzzSeeds returns the captures of testdata.
func fuzzSeeds(f *testing.F) (seeds [][]byte) {
	for _, pattern := range []string{"*.txt", "*.gz"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil || len(files) == 0 {
			f.Fatalf("no captures: %v", err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			seeds = append(seeds, data)
		}
	}
	return seeds
}

// seriesOf makes a series of captures that were read already.
func seriesOf(captures []*capture) *series {
	t := &taken{}
	for i, c := range captures {
		t.add(c, "", time.Unix(int64(60*i), 0))
	}
	t.order()
	return &series{instances: []*taken{t}}
}

// mustShow shows a capture in each form.
func mustShow(t *testing.T, v *view) {
	t.Helper()
	text := v.text()
	MustBeTame(t, "the text", text)
	var out bytes.Buffer
	if err := writeJSON(&out, v); err != nil {
		t.Error(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Errorf("not JSON: %s", out.Bytes())
	}
	MustBeTame(t, "JSON", out.String())
	out.Reset()
	if err := page().Execute(&out, v.page()); err != nil {
		t.Error(err)
	}
	MustBeTame(t, "the page", out.String())
}
