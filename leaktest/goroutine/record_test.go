package goroutine_test

import (
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

const sample = `goroutine 7 [chan receive (leaked), 3 minutes] {test: "a\tb", "the id": 17}:
main.(*T).f(0x1, {0x2, 0x3})
	C:/x y/a.go:3 +0x1d
main.g(...)
	C:/x y/a.go:9
...23 frames elided...
main.h()
	C:/x y/a.go:12 +0x20 fp=0x1 sp=0x2 pc=0x3
created by main.Start in goroutine 5
	C:/x y/a.go:31 +0x2d
[originating from goroutine 5]:
main.Start(...)
	C:/x y/a.go:31 +0x2d
created by main.main
	C:/x y/a.go:60 +0x2d
`

func TestRecord(t *testing.T) {
	r := recordOf(t, sample)
	value, ok := r.Label("the id")
	if string(value) != "17" || !ok {
		t.Errorf(`Label("the id") = %q, %v, want "17", true`, value, ok)
	}
	if value, ok := r.Label("test"); string(value) != "a\tb" || !ok {
		t.Errorf(`Label("test") = %q, %v, want "a\tb", true`, value, ok)
	}
	for _, key := range []string{"", "tes", "testx", "id", "17"} {
		if value, ok := r.Label(key); ok {
			t.Errorf("Label(%q) = %q, want none", key, value)
		}
	}
	for _, got := range []struct{ what, got, want string }{
		{"State", string(r.State()), "chan receive"},
		{"CreatedBy", string(r.CreatedBy()), "main.Start"},
		{"Top", string(r.Top()), "main.(*T).f"},
		{"Text", string(r.Text()), sample},
	} {
		if got.got != got.want {
			t.Errorf("%s = %q, want %q", got.what, got.got, got.want)
		}
	}
	if r.ID() != 7 || r.ParentID() != 5 || !r.Leaked() || !r.HasLabels() {
		t.Errorf("ID %d, ParentID %d, Leaked %v, HasLabels %v, want 7, 5, true, true", r.ID(), r.ParentID(), r.Leaked(), r.HasLabels())
	}
}

func TestRecordWithNothing(t *testing.T) {
	r := recordOf(t, "goroutine 7 [running]:\n")
	if _, ok := r.Label(""); ok || r.HasLabels() || r.Leaked() || r.CreatedBy() != nil || r.Top() != nil || r.ParentID() != 0 {
		t.Errorf("a header alone has labels, a mark, a creator, a parent or a function")
	}
	r = recordOf(t, "goroutine 7 [running]:\n...3 frames elided...\nmain.f()\n\t/a.go:3 +0x1\n")
	if r.Top() != nil {
		t.Errorf("Top = %q where the innermost frames are left out, want nil", r.Top())
	}
}

func TestRecordsStops(t *testing.T) {
	n := 0
	for range goroutine.Records([]byte(strings.Repeat(sample+"\n", 3))) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d records before the break, want 2", n)
	}
}

// TestStackHash changes one thing at a time.
func TestStackHash(t *testing.T) {
	want := recordOf(t, sample).StackHash()
	for _, tt := range []struct {
		what, old, new string
		equal          bool
	}{
		{"goroutine number", "goroutine 7 ", "goroutine 8 ", true},
		{"state", "chan receive", "select", true},
		{"mark", " (leaked)", "", true},
		{"minutes", "3 minutes", "4 minutes", true},
		{"labels", `"a\tb"`, "x", true},
		{"arguments", "0x1, {0x2, 0x3}", "0x4", true},
		{"offset", "+0x1d", "+0x1e", true},
		{"addresses", " fp=0x1 sp=0x2 pc=0x3", "", true},
		{"parent", "main.Start in goroutine 5", "main.Start in goroutine 6", true},
		{"no parent", "main.Start in goroutine 5", "main.Start", true},
		{"ancestor", "main.Start(...)", "main.Other(...)", true},
		{"line breaks", "\n", "\r\n", true},
		{"function", "main.g(", "main.k(", false},
		{"receiver", "(*T)", "(*U)", false},
		{"line", "a.go:9\n", "a.go:8\n", false},
		{"file", "a.go:9\n", "b.go:9\n", false},
		{"frames left out", "...23", "...24", false},
		{"creator", "created by main.Start in", "created by main.Begin in", false},
		{"line of the go statement", "a.go:31 +0x2d\n[orig", "a.go:32 +0x2d\n[orig", false},
		{"order", "main.(*T).f(0x1, {0x2, 0x3})\n\tC:/x y/a.go:3 +0x1d\nmain.g(...)\n\tC:/x y/a.go:9\n", "main.g(...)\n\tC:/x y/a.go:9\nmain.(*T).f(0x1, {0x2, 0x3})\n\tC:/x y/a.go:3 +0x1d\n", false},
		{"a line that is not understood", "...23 frames elided...\n", "...23 frames elided...\nhere be dragons\n", false},
	} {
		changed := strings.ReplaceAll(sample, tt.old, tt.new)
		if changed == sample {
			t.Fatalf("%s: nothing to change", tt.what)
		}
		if got := recordOf(t, changed).StackHash(); (got == want) != tt.equal {
			t.Errorf("%s differs: equal hashes %v, want %v", tt.what, got == want, tt.equal)
		}
	}
}

// TestNoAllocation holds the records' methods to what their comments promise.
func TestNoAllocation(t *testing.T) {
	dump := []byte(strings.Repeat(sample+"\n", 20))
	var sink int
	for _, tt := range []struct {
		what string
		f    func(goroutine.Record)
	}{
		{"walking", func(goroutine.Record) {}},
		{"ID", func(r goroutine.Record) { sink += int(r.ID()) }},
		{"ParentID", func(r goroutine.Record) { sink += int(r.ParentID()) }},
		{"State", func(r goroutine.Record) { sink += len(r.State()) }},
		{"Leaked", func(r goroutine.Record) { sink += btoi(r.Leaked()) }},
		{"HasLabels", func(r goroutine.Record) { sink += btoi(r.HasLabels()) }},
		{"Label", func(r goroutine.Record) { v, _ := r.Label("the id"); sink += len(v) }},
		{"Label that is not there", func(r goroutine.Record) { v, _ := r.Label("none"); sink += len(v) }},
		{"CreatedBy", func(r goroutine.Record) { sink += len(r.CreatedBy()) }},
		{"Top", func(r goroutine.Record) { sink += len(r.Top()) }},
		{"Text", func(r goroutine.Record) { sink += len(r.Text()) }},
		{"StackHash", func(r goroutine.Record) { sink += int(r.StackHash() & 1) }},
	} {
		allocs := testing.AllocsPerRun(10, func() {
			for r := range goroutine.Records(dump) {
				tt.f(r)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations for 20 records, want 0", tt.what, allocs)
		}
	}
	if sink == 0 {
		t.Error("nothing was read")
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestCurrentAndReadCountsDoNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops values at random under the race detector")
	}
	if n := testing.AllocsPerRun(100, func() { goroutine.Current() }); n != 0 {
		t.Errorf("Current: %v allocations, want 0", n)
	}
	if n := testing.AllocsPerRun(100, func() { goroutine.ReadCounts() }); n != 0 {
		t.Errorf("ReadCounts: %v allocations, want 0", n)
	}
}
