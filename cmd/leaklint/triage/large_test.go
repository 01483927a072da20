package triage

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// A dumpOf writes a dump of n goroutines, a hundred groups, without holding it.
type dumpOf struct {
	n, next int
	left    string
	bytes   int64
}

func (d *dumpOf) Read(p []byte) (int, error) {
	if d.left == "" {
		if d.next == d.n {
			return 0, io.EOF
		}
		d.next++
		var b strings.Builder
		fmt.Fprintf(&b, "goroutine %d [chan send, %d minutes]:\n", d.next, d.next%60)
		for i := range 12 {
			fmt.Fprintf(&b, "example.com/shop/internal/orders.(*Service).step%d(0xc%08x, {0x%x, 0x2})\n\t/build/shop/internal/orders/service.go:%d +0x%x\n", i, d.next, i, i*10+d.next%100, i)
		}
		fmt.Fprintf(&b, "created by example.com/shop/internal/orders.(*Service).Start in goroutine 1\n\t/build/shop/internal/orders/service.go:%d +0x12\n\n", d.next%100)
		d.left = b.String()
	}
	n := copy(p, d.left)
	d.left = d.left[n:]
	d.bytes += int64(n)
	return n, nil
}

// TestLarge reads a dump of 100,000 goroutines, more than 100 MB, while the heap
// stays small.
func TestLarge(t *testing.T) {
	longtest.Skip(t, "reads more than 100 MB")
	const most = 16 << 20
	r := &dumpOf{n: 100_000}
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	peak, calls := uint64(0), 0
	c, err := readCapture(r, limits{bytes: defaultMaxBytes, memory: stackMemory}, func(goroutines, groups int) {
		if calls++; calls%10 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc-min(now.HeapAlloc, start.HeapAlloc))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	c.complete(&classifier{})
	if r.bytes < 100<<20 || c.total != r.n || len(c.groups) != 100 || len(c.faults) > 0 {
		t.Errorf("of %d MiB: %d goroutines in %d groups, %q, want 100 MiB or more, %d in 100", r.bytes>>20, c.total, len(c.groups), c.faults, r.n)
	}
	if calls != r.n/1000 {
		t.Errorf("%d words on the progress, want %d", calls, r.n/1000)
	}
	if peak == 0 || peak > most {
		t.Errorf("%d bytes of heap, want at most %d", peak, most)
	}
	if g := c.groups[0]; g.count != 1000 || g.kind != "sendleak" || g.age() == "" {
		t.Errorf("the first group has %d, %s,%s", g.count, g.kind, g.age())
	}
}

// TestRank: proven leaks first, then many, then old ones.
func TestRank(t *testing.T) {
	text := ""
	add := func(n int, function, header string) {
		for range n {
			text += fmt.Sprintf("goroutine 9%d [%s]:\nmain.%s()\n\t/a/a.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/a/a.go:2 +0x1\n\n", len(text), header, function)
		}
	}
	add(2, "young", "chan receive, 2 minutes")
	add(2, "old", "chan receive, 70 minutes")
	add(3, "many", "select")
	add(1, "proven", "chan send (leaked), 1 minutes")
	c, err := readCapture(strings.NewReader(text), limits{bytes: defaultMaxBytes, memory: stackMemory}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	c.complete(&classifier{})
	var got []string
	for _, g := range c.groups {
		got = append(got, g.sentence())
	}
	want := []string{
		"1 goroutine stuck forever for 1 minute in a channel send, main.proven: nobody else holds the channel (proven) (sendleak)",
		"3 goroutines waiting in select, main.many (selectleak, if it is a leak)",
		"2 goroutines waiting for 70 minutes in a channel receive, main.old (recvleak, if it is a leak)",
		"2 goroutines waiting for 2 minutes in a channel receive, main.young (recvleak, if it is a leak)",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("ranked as\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
