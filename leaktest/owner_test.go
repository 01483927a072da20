package leaktest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// TestOnlyTheLeakingTestFails runs tests side by side, of which one leaks.
func TestOnlyTheLeakingTestFails(t *testing.T) {
	stop := newStop(t)
	recorders := make([]*recorder, 20)
	var wg sync.WaitGroup
	for i := range recorders {
		wg.Go(func() {
			recorders[i] = record("TestSibling", func(r *recorder) {
				leaktest.Check(r)
				done := make(chan struct{})
				for range 10 {
					start(done)
				}
				time.Sleep(time.Duration(i) * time.Millisecond)
				close(done)
				if i == 7 {
					start(stop)
				}
			})
		})
	}
	wg.Wait()
	for i, r := range recorders {
		if i != 7 {
			r.wantClean(t)
		}
	}
	wantLines(t, recorders[7].report(t), "left 1 goroutine behind (still running)\n")
}

// own is what a test can start directly or indirectly; each leaves goroutines
// behind until stop is closed.
var own = map[string]func(r *recorder, stop chan struct{}){
	"nested": func(_ *recorder, stop chan struct{}) {
		done := make(chan struct{})
		go func() {
			go func() {
				start(stop)
				close(done)
			}()
		}()
		<-done
	},
	"WaitGroup.Go": func(_ *recorder, stop chan struct{}) {
		var wg sync.WaitGroup
		wg.Go(func() { <-stop })
	},
	"context.AfterFunc": func(r *recorder, stop chan struct{}) {
		ctx, cancel := context.WithCancel(r.ctx)
		context.AfterFunc(ctx, func() { <-stop })
		cancel()
	},
	"iter.Pull": func(r *recorder, stop chan struct{}) {
		next, end := iter.Pull(func(yield func(int) bool) { yield(1) })
		next()
		go func() { <-stop; end() }()
	},
	"httptest.Server": func(_ *recorder, stop chan struct{}) {
		server := httptest.NewServer(nil)
		go func() { <-stop; server.Close() }()
	},
	"exec copier": func(_ *recorder, stop chan struct{}) {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Stdin = readerFunc(func([]byte) (int, error) { <-stop; return 0, io.EOF })
		cmd.Stdout = new(bytes.Buffer)
		if cmd.Start() == nil {
			go cmd.Wait()
		}
	},
	"labels replaced": func(r *recorder, stop chan struct{}) {
		pprof.Do(r.ctx, pprof.Labels("job", "import"), func(context.Context) { start(stop) })
	},
	"labels replaced, with the context": func(r *recorder, stop chan struct{}) {
		pprof.Do(leaktest.Context(r), pprof.Labels("job", "import"), func(context.Context) {
			go func() { start(stop) }()
		})
	},
	"labels replaced in a goroutine of the test": func(r *recorder, stop chan struct{}) {
		done := make(chan struct{})
		go func() {
			pprof.SetGoroutineLabels(context.Background())
			start(stop)
			pprof.SetGoroutineLabels(leaktest.Context(r))
			close(done)
			<-stop
		}()
		<-done
	},
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestOwnGoroutinesAreFound(t *testing.T) {
	for name, begin := range own {
		t.Run(name, func(t *testing.T) {
			stop := newStop(t)
			r := record("TestOwn", func(r *recorder) {
				leaktest.Check(r)
				begin(r, stop)
			})
			want := 1
			if name == "httptest.Server" || name == "iter.Pull" || strings.HasPrefix(name, "labels replaced in") {
				want = 2 // the goroutine, and the one that ends it
			}
			wantLines(t, r.report(t), ", from TestOwn\n")
			if got := r.attrs[0]; name != "exec copier" && got != fmt.Sprintf("leaktest.leaks=%d", want) {
				t.Errorf("%s, want %d:\n%s", got, want, r.report(t))
			}
		})
	}
}

// foreign is what runs because of a test and cannot be traced to it: it must
// not fail the test.
var foreign = map[string]func(stop chan struct{}) func(){
	"worker that was there before": func(stop chan struct{}) func() {
		jobs := make(chan func())
		go func() { (<-jobs)() }()
		return func() { jobs <- func() { start(stop) } }
	},
	"time.AfterFunc": func(stop chan struct{}) func() {
		return func() {
			fired := make(chan struct{})
			time.AfterFunc(0, func() { close(fired); <-stop })
			<-fired
		}
	},
	"goroutine of before": func(stop chan struct{}) func() {
		start(stop)
		return func() { start(closed) }
	},
}

var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

func TestForeignGoroutinesFailNoTest(t *testing.T) {
	for name, prepare := range foreign {
		t.Run(name, func(t *testing.T) {
			use := prepare(newStop(t))
			record("TestInnocent", func(r *recorder) {
				leaktest.Check(r)
				use()
			}).wantClean(t)
		})
	}
}

// TestGoroutineOfBeforeWithOwnLabels is started by the test before its check.
func TestGoroutineOfBeforeTheCheck(t *testing.T) {
	stop := newStop(t)
	record("TestLateCheck", func(r *recorder) {
		start(stop)
		leaktest.Check(r)
	}).wantClean(t)
}

// TestSubtestOwnsItsLeak: a check of its own names the subtest, and the parent's
// check does not report the same goroutine again.
func TestSubtestOwnsItsLeak(t *testing.T) {
	stop := newStop(t)
	var sub *recorder
	parent := record("TestParent", func(r *recorder) {
		leaktest.Check(r)
		sub = record("TestParent/sub", func(r *recorder) {
			leaktest.Check(r)
			start(stop)
		})
	})
	parent.wantClean(t)
	wantLines(t, sub.report(t), "leaktest: TestParent/sub left 1 goroutine behind (still running)\n")
}

// TestParentOwnsWhatASubtestWithoutCheckLeaves: the label is inherited.
func TestParentOwnsWhatASubtestLeaves(t *testing.T) {
	stop := newStop(t)
	parent := record("TestParent", func(r *recorder) {
		leaktest.Check(r)
		record("TestParent/sub", func(*recorder) { start(stop) })
	})
	wantLines(t, parent.report(t), "leaktest: TestParent left 1 goroutine behind (still running)\n")
}

func TestLabelsOfTheProgramAreKept(t *testing.T) {
	stop := newStop(t)
	var leaks []leaktest.Leak
	record("TestLabels", func(r *recorder) {
		leaktest.Check(r, leaktest.IgnoreFunc("collects", func(l leaktest.Leak) bool { leaks = append(leaks, l); return true }))
		pprof.Do(leaktest.Context(r), pprof.Labels("job", "import \"all\""), func(context.Context) { start(stop) })
	}).wantClean(t)
	if len(leaks) == 0 {
		t.Fatal("nothing found")
	}
	l := leaks[0]
	if l.Labels["job"] != `import "all"` || len(l.Labels) != 1 {
		t.Errorf("labels %v, want the program's own alone", l.Labels)
	}
	if l.Owner != "TestLabels" || !strings.HasPrefix(l.OwnerID, "TestLabels#") {
		t.Errorf("owner %q, %q", l.Owner, l.OwnerID)
	}
}
