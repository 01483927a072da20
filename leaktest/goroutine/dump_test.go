package goroutine_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// park starts n goroutines that are labeled with their index and wait until
// the test has ended. It returns the index by goroutine.
func park(t testing.TB, n int) map[uint64]string {
	t.Helper()
	var started, ended sync.WaitGroup
	stop := make(chan struct{})
	var mu sync.Mutex
	index := make(map[uint64]string, n)
	started.Add(n)
	for i := range n {
		key := fmt.Sprint(i)
		ended.Go(func() {
			pprof.Do(context.Background(), pprof.Labels("index", key), func(context.Context) {
				mu.Lock()
				index[goroutine.Current().ID] = key
				mu.Unlock()
				started.Done()
				<-stop
			})
		})
	}
	started.Wait()
	t.Cleanup(func() { close(stop); ended.Wait() })
	return index
}

// indices returns the index labels in a dump, by goroutine.
func indices(dump []byte) map[uint64]string {
	index := make(map[uint64]string)
	for r := range goroutine.Records(dump) {
		if v, ok := r.Label("index"); ok {
			index[r.ID()] = string(v)
		}
	}
	return index
}

func TestDump(t *testing.T) {
	want := park(t, 3)
	var d goroutine.Dumper
	if diff := cmp.Diff(want, indices(d.Dump())); diff != "" {
		t.Errorf("labels of goroutines (-want +got):\n%s", diff)
	}
}

func TestDumpBeginsWithTheCaller(t *testing.T) {
	var d goroutine.Dumper
	for r := range goroutine.Records(d.Dump()) {
		if self := goroutine.Current().ID; r.ID() != self {
			t.Errorf("first is goroutine %d, want the calling one, %d", r.ID(), self)
		}
		break
	}
}

// TestDumpLabels: labels are shown whatever GODEBUG says, and afterwards it
// says what it said.
func TestDumpLabels(t *testing.T) {
	want := park(t, 1)
	for _, tt := range []struct{ name, value string }{
		{"empty", ""},
		{"another setting", "madvdontneed=1"},
		{"on", "tracebacklabels=1"},
		{"off", "tracebacklabels=0"},
		{"on, then off", "tracebacklabels=1,madvdontneed=1,tracebacklabels=0"},
		{"off, then on", "tracebacklabels=0,tracebacklabels=1"},
		{"nonsense", "tracebacklabels=yes,=,,tracebacklabels"},
		{"another setting's end", "xtracebacklabels=1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("GODEBUG", tt.value)
			checkDumpLabels(t, want)
		})
	}
	t.Run("unset", func(t *testing.T) {
		t.Setenv("GODEBUG", "") // restores it after the test
		os.Unsetenv("GODEBUG")
		checkDumpLabels(t, want)
	})
}

func checkDumpLabels(t *testing.T, want map[uint64]string) {
	t.Helper()
	before, wasSet := os.LookupEnv("GODEBUG")
	var d goroutine.Dumper
	for range 2 {
		if diff := cmp.Diff(want, indices(d.Dump())); diff != "" {
			t.Errorf("labels (-want +got):\n%s", diff)
		}
		if after, isSet := os.LookupEnv("GODEBUG"); after != before || isSet != wasSet {
			t.Errorf("GODEBUG is %q (set: %v) after the dump, was %q (set: %v)", after, isSet, before, wasSet)
		}
	}
}

// TestDumpAtOnce: several Dumpers at once all show labels and restore GODEBUG.
func TestDumpAtOnce(t *testing.T) {
	want := park(t, 10)
	before, wasSet := os.LookupEnv("GODEBUG")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var d goroutine.Dumper
			for range 20 {
				if diff := cmp.Diff(want, indices(d.Dump())); diff != "" {
					t.Errorf("labels (-want +got):\n%s", diff)
				}
			}
		})
	}
	wg.Wait()
	if after, isSet := os.LookupEnv("GODEBUG"); after != before || isSet != wasSet {
		t.Errorf("GODEBUG is %q (set: %v), was %q (set: %v)", after, isSet, before, wasSet)
	}
}

// TestDumpGrows: stacks that take much more than the first guess come whole.
func TestDumpGrows(t *testing.T) {
	const deep = 90
	n := 50
	var started, ended sync.WaitGroup
	stop := make(chan struct{})
	started.Add(n)
	for range n {
		ended.Go(func() { descend(deep, started.Done, stop) })
	}
	started.Wait()
	defer func() { close(stop); ended.Wait() }()

	var d goroutine.Dumper
	for range 2 { // the second time the buffer fits at once
		whole := 0
		dump := d.Dump()
		for _, g := range goroutine.Parse(dump) {
			if g.Truncated {
				t.Errorf("goroutine %d is cut", g.ID)
			}
			if len(g.Stack) >= deep && g.CreatedBy != nil && g.CreatedBy.Function == "sync.(*WaitGroup).Go" {
				whole++
			}
		}
		if whole != n {
			t.Errorf("%d whole deep stacks in %d bytes, want %d", whole, len(dump), n)
		}
	}
}

//go:noinline
func descend(n int, ready func(), stop chan struct{}) int {
	if n == 0 {
		ready()
		<-stop
		return 0
	}
	return descend(n-1, ready, stop) + 1
}

// TestDumpOf100000 is the size at which a fixed buffer of 2 MiB sees a tenth.
func TestDumpOf100000(t *testing.T) {
	n := 100_000
	if raceEnabled {
		n = 5_000 // the race detector allows 8,128
	}
	if !longtest.Enabled() {
		n = 5_000
	}
	want := park(t, n)
	var d goroutine.Dumper
	dump := d.Dump()
	if got := indices(dump); !maps.Equal(got, want) {
		t.Errorf("%d of the %d goroutines in the dump with their labels", len(got), len(want))
	}
	hashes := make(map[uint64]int)
	for r := range goroutine.Records(dump) {
		if r.HasLabels() {
			hashes[r.StackHash()]++
		}
	}
	if len(hashes) != 1 {
		t.Errorf("%d stacks, want 1: %v", len(hashes), hashes)
	}
}

// TestDumpKeepsItsBuffer: the third dump of the same goroutines allocates
// nothing that grows with them. The second may still make room for what the
// first one measured.
func TestDumpKeepsItsBuffer(t *testing.T) {
	park(t, 1000)
	var d goroutine.Dumper
	d.Dump()
	d.Dump()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d.Dump()
	runtime.ReadMemStats(&after)
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 10_000 {
		t.Errorf("%d bytes allocated for a dump of 1000 goroutines, want less than 10 each", bytes)
	}
}
