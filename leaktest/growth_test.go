package leaktest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// growth runs CheckGrowth as a test of the name TestGrowth would.
func growth(n int, f func(), opts ...leaktest.Option) *recorder {
	return record("TestGrowth", func(r *recorder) { leaktest.CheckGrowth(r, n, f, opts...) })
}

// tick starts a loop that ends when stop is closed.
func tick(stop <-chan struct{}) {
	go func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				runtime.Gosched()
			case <-stop:
				return
			}
		}
	}()
}

// serveUntil starts a goroutine that ends when one of two channels is closed.
func serveUntil(stop, last <-chan struct{}) {
	go func() {
		select {
		case <-stop:
		case <-last:
		}
	}()
}

// A poolOf starts a worker on each call, every few calls, until it has size.
func poolOf(size, every int, stop <-chan struct{}) func() {
	calls, workers := 0, 0
	return func() {
		if calls++; calls%every == 0 && workers < size {
			workers++
			start(stop)
		}
	}
}

func TestCheckGrowth(t *testing.T) {
	for _, test := range []struct {
		name string
		f    func(stop chan struct{}) func()
		n    int
		want string // of the first line; "" for silence
	}{
		{"one a run", func(stop chan struct{}) func() { return func() { start(stop) } }, 20,
			"goroutines grow with the runs: 20 more after 20 runs, one a run"},
		{"two a run", func(stop chan struct{}) func() { return func() { start(stop); start(stop) } }, 10,
			"goroutines grow with the runs: 20 more after 10 runs, 2 a run"},
		{"one in two runs", func(stop chan struct{}) func() { return poolOf(100, 2, stop) }, 18,
			"goroutines grow with the runs: 18 more after 36 runs, about one in 2.0 runs"},
		{"a loop that runs", func(stop chan struct{}) func() { return func() { tick(stop) } }, 6,
			"goroutines grow with the runs: 6 more after 6 runs, one a run"},
		{"below the function", func(stop chan struct{}) func() {
			return func() {
				var wg sync.WaitGroup
				wg.Go(func() { start(stop) })
				wg.Wait()
			}
		}, 8, "goroutines grow with the runs: 8 more after 8 runs, one a run"},

		{"nothing is started", func(chan struct{}) func() { return func() {} }, 20, ""},
		{"all end", func(chan struct{}) func() { return func() { go time.Sleep(time.Millisecond) } }, 20, ""},
		{"a pool of 8", func(stop chan struct{}) func() { return poolOf(8, 1, stop) }, 20, ""},
		{"a pool of 8 that fills slowly", func(stop chan struct{}) func() { return poolOf(8, 3, stop) }, 20, ""},
		{"started once", func(stop chan struct{}) func() { return poolOf(1, 5, stop) }, 20, ""},
		{"replaced each time", func(stop chan struct{}) func() {
			last := make(chan struct{})
			return func() {
				close(last)
				last = make(chan struct{})
				serveUntil(stop, last)
			}
		}, 20, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := test.f(newStop(t))
			if test.want == "" {
				growth(test.n, f).wantClean(t)
				return
			}
			report := growth(test.n, f, leaktest.MaxWait(100*time.Millisecond)).report(t)
			wantLines(t, report, "\nleaktest: TestGrowth: "+test.want+"\n")
		})
	}
}

// TestCheckGrowthReport: which goroutines, where they wait, who starts them, what
// to do.
func TestCheckGrowthReport(t *testing.T) {
	stop := newStop(t)
	report := growth(20, func() { start(stop) }).report(t)
	wantLines(t, report,
		": grew by 20 in 20 runs, one a run: each still waiting in a channel receive, leaktest_test.start.func1\n",
		"\n    started by leaktest_test.start at leaktest/recorder_test.go:",
		", from TestGrowth\n",
		" |     <-stop\n",
		"\n    hint: ",
		"\nmeant to live on? leaktest.IgnoreCreatedBy(\"github.com/leaktight/leaktight/leaktest_test.start\")\n")
	if n := strings.Count(report, "grew by"); n != 1 {
		t.Errorf("%d entries, want 1:\n%s", n, report)
	}
	growth(20, func() { start(stop) }, leaktest.IgnoreCreatedBy("github.com/leaktight/leaktight/leaktest_test.start")).wantClean(t)
}

// handler starts a server whose handler leaves a goroutine behind where leaky.
func handler(t *testing.T, leaky bool, stop <-chan struct{}) (get func(close bool) func()) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if leaky {
			start(stop)
		}
		_, _ = io.WriteString(w, strings.Repeat("answer", 10_000))
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return func(closes bool) func() {
		return func() {
			//leaklint:ignore httpleak one that is not closed is what the test is about
			resp, err := server.Client().Get(server.URL)
			if err != nil {
				t.Error(err)
				return
			}
			if closes {
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		}
	}
}

// TestCheckGrowthServer: the goroutines that a handler starts are not started by
// the function, but grow with its runs.
func TestCheckGrowthServer(t *testing.T) {
	t.Run("handler", func(t *testing.T) {
		report := growth(20, handler(t, true, newStop(t))(true)).report(t)
		wantLines(t, report,
			"\nleaktest: TestGrowth: goroutines grow with the runs: 20 more after 20 runs, one a run\n",
			"\n    started by leaktest_test.start at ")
	})
	t.Run("handler in use beside", func(t *testing.T) {
		get := handler(t, true, newStop(t))(true)
		r := record("TestGrowth", func(r *recorder) {
			leaktest.Check(r)
			leaktest.CheckGrowth(r, 12, get)
		})
		wantLines(t, r.report(t), "12 more after 12 runs, one a run\n")
	})
	t.Run("fixed", func(t *testing.T) { growth(20, handler(t, false, nil)(true)).wantClean(t) })
	t.Run("body", func(t *testing.T) {
		report := growth(10, handler(t, false, nil)(false)).report(t)
		wantLines(t, report, "in select, http.(*persistConn).readLoop\n", "\n    hint: a response body was not read to its end and closed: defer resp.Body.Close()\n")
	})
}

// TestCheckGrowthInParallel: what tests beside it start, all the time and with
// no label, is not the function's; what the function and its server start is.
func TestCheckGrowthInParallel(t *testing.T) {
	stop := newStop(t)
	var done atomic.Int32
	var checks int32
	for range 2 {
		t.Run("neighbor", func(t *testing.T) {
			t.Parallel()
			for i := 0; done.Load() < checks && i < 200; i++ {
				var wg sync.WaitGroup
				wg.Go(func() { serveUntil(stop, nil) }) // nobody can tell whose it is
				start(stop)
				wg.Wait()
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	check := func(name string, setup func(*testing.T) func(), want string) {
		checks++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer done.Add(1)
			ours := &keeper{TB: t}
			leaktest.CheckGrowth(ours, 10, setup(t))
			if got := strings.Join(ours.errors, "\n"); !strings.Contains(got, want) || want == "" && got != "" {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	const onceARun = "goroutines grow with the runs: 10 more after 10 runs, one a run\n"
	check("clean", func(*testing.T) func() { return func() { go time.Sleep(time.Microsecond) } }, "")
	check("leaky", func(*testing.T) func() { return func() { start(stop) } }, onceARun)
	check("leaky server", func(t *testing.T) func() { return handler(t, true, stop)(true) }, onceARun)
	check("server", func(t *testing.T) func() { return handler(t, false, nil)(true) }, "")
}

// A keeper is a test that keeps the errors that it is told.
type keeper struct {
	testing.TB
	errors []string
}

func (k *keeper) Errorf(format string, args ...any) {
	k.errors = append(k.errors, fmt.Sprintf(format, args...))
}

// TestCheckGrowthBesideCheck: a Check of the same test reports what did not grow,
// and does not repeat what did.
func TestCheckGrowthBesideCheck(t *testing.T) {
	stop := newStop(t)
	once := poolOf(1, 1, stop)
	r := record("TestGrowth", func(r *recorder) {
		leaktest.Check(r)
		leaktest.CheckGrowth(r, 10, once)
	})
	wantLines(t, r.report(t), "leaktest: TestGrowth left 1 goroutine behind (still running)\n")

	r = record("TestGrowth", func(r *recorder) {
		leaktest.Check(r)
		leaktest.CheckGrowth(r, 10, func() { start(stop) })
	})
	wantLines(t, r.report(t), "leaktest: TestGrowth: goroutines grow with the runs: ")

	r = record("TestGrowth", func(r *recorder) {
		leaktest.Check(r)
		func() {
			defer func() { recover() }()
			leaktest.CheckGrowth(r, 10, func() { panic("boom") })
		}()
		start(stop)
	})
	wantLines(t, r.report(t), "leaktest: TestGrowth left 1 goroutine behind (still running)\n")
}

func TestCheckGrowthInBenchmark(t *testing.T) {
	stop := newStop(t)
	for want, f := range map[bool]func(){true: func() {}, false: func() { start(stop) }} {
		rounds := 0
		testing.Benchmark(func(b *testing.B) {
			leaktest.CheckGrowth(b, 5, f)
			if b.Failed() == want {
				t.Errorf("failed: %t", b.Failed())
			}
			for b.Loop() {
				if rounds++; b.Elapsed() > time.Second {
					break
				}
			}
		})
		if want && rounds == 0 {
			t.Error("the benchmark did not run")
		}
	}
}

func TestCheckGrowthMisuse(t *testing.T) {
	for want, check := range map[string]func(*recorder){
		"leaktest: CheckGrowth was asked for 4 runs in TestGrowth, too few to tell growth from a pool that fills up; give it at least 5, and more than the largest pool holds": func(r *recorder) {
			leaktest.CheckGrowth(r, 4, func() {})
		},
		"leaktest: CheckGrowth was given no function in TestGrowth; give it the one whose goroutines may not add up": func(r *recorder) {
			leaktest.CheckGrowth(r, 20, nil)
		},
		`leaktest: IgnoreTopFunction("time.Sleep") would hide every sleeping goroutine, yours included; name who starts the one that you mean: leaktest.IgnoreCreatedBy("example.com/pkg.Func")`: func(r *recorder) {
			leaktest.CheckGrowth(r, 20, func() {}, leaktest.IgnoreTopFunction("time.Sleep"))
		},
	} {
		if got := record("TestGrowth", check).report(t); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ours := &keeper{TB: t}
		leaktest.CheckGrowth(ours, 20, func() {})
		if got := strings.Join(ours.errors, "\n"); !strings.Contains(got, "CheckGrowth was called inside a synctest bubble of TestCheckGrowthMisuse, where time stands still while it waits; call it outside of synctest.Test") {
			t.Errorf("got %q", got)
		}
	})
}
