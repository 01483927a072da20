package triage

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead: no file makes the reader panic or lose count, and what is read can
// be shown in each form. Run it with
//
//	go test -run '^$' -fuzz FuzzRead -fuzztime 2m ./cmd/leaklint/triage
func FuzzRead(f *testing.F) {
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
			f.Add(data)
			f.Add(data[:len(data)/2])
		}
	}
	f.Add([]byte("goroutine profile: total 3\n3 @ 0x1\n#\t0x1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := readCapture(bytes.NewReader(data), limits{bytes: 1 << 20, memory: 1 << 20}, func(int, int) {})
		if err != nil {
			return
		}
		who := &classifier{}
		c.complete(who)
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
		compare(c, c)
		v := &view{capture: c, old: c, who: who}
		if v.text() == "" {
			t.Error("no text")
		}
		if err := writeJSON(&bytes.Buffer{}, v); err != nil {
			t.Error(err)
		}
		if err := page().Execute(&bytes.Buffer{}, v.page()); err != nil {
			t.Error(err)
		}
	})
}
