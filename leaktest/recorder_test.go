package leaktest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// A recorder stands in for a test: it keeps what it is told. Its body runs in a
// goroutine of its own, as package testing does it, and its cleanups after that.
type recorder struct {
	name     string
	isSkip   bool
	mu       sync.Mutex
	errors   []string
	logs     []string
	attrs    []string
	cleanups []func()
	ctx      context.Context
	cancel   context.CancelFunc
}

func (r *recorder) Name() string             { return r.name }
func (r *recorder) Helper()                  {}
func (r *recorder) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Skipped() bool            { return r.isSkip }
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Attr(key, value string)   { r.attrs = append(r.attrs, key+"="+value) }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Logf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}

// record runs a body as a test of the given name would be, to its end.
func record(name string, body func(*recorder)) *recorder {
	r := &recorder{name: name}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		defer r.end()
		defer func() { recover() }()
		body(r)
	})
	wg.Wait()
	return r
}

// end runs the cleanups, last first, with the context canceled before.
func (r *recorder) end() {
	r.cancel()
	for len(r.cleanups) > 0 {
		f := r.cleanups[len(r.cleanups)-1]
		r.cleanups = r.cleanups[:len(r.cleanups)-1]
		f()
	}
}

// report returns the one error that the test was failed with.
func (r *recorder) report(t *testing.T) string {
	t.Helper()
	if len(r.errors) != 1 {
		t.Fatalf("%s has %d errors, want 1: %q", r.name, len(r.errors), r.errors)
	}
	return r.errors[0]
}

func (r *recorder) wantClean(t *testing.T) {
	t.Helper()
	if len(r.errors) > 0 {
		t.Errorf("%s failed: %s", r.name, strings.Join(r.errors, "\n"))
	}
}

// wantLines fails when the report lacks one of the given lines.
func wantLines(t *testing.T, report string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+report+"\n", line) {
			t.Errorf("the report lacks %q:\n%s", line, report)
		}
	}
}

// newStop returns a channel that is closed when t ends, and waits then until
// what waits for it is gone.
func newStop(t *testing.T) chan struct{} {
	t.Helper()
	stop := make(chan struct{})
	t.Cleanup(func() {
		close(stop)
		if left := leaktest.Find(leaktest.IgnoreFunc("not of this test", func(l leaktest.Leak) bool {
			return !strings.Contains(l.Raw, "leaktest_test.start")
		})); len(left) > 0 {
			t.Errorf("%d goroutines outlive their test", len(left))
		}
	})
	return stop
}

func start(stop <-chan struct{}) {
	go func() {
		<-stop
	}()
}
