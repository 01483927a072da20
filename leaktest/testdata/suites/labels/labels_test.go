package wiped

import (
	"context"
	"runtime/pprof"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// A library that labels what it does, as its callers' contexts say.
func library(ctx context.Context) { pprof.Do(ctx, pprof.Labels("op", "x"), func(context.Context) {}) }

func leakOf() { c := make(chan int); go func() { <-c }() }

func TestAfterDo(t *testing.T) {
	leaktest.Check(t)
	library(t.Context())
	leakOf()
}
func TestAfterDoParallel(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	library(context.Background())
	leakOf()
}
func TestInsideTwo(t *testing.T) {
	leaktest.Check(t)
	pprof.Do(t.Context(), pprof.Labels("op", "x"), func(context.Context) {
		done := make(chan int)
		go func() { defer close(done); leakOf() }() // the middle one ends
		<-done
	})
}
func TestControl(t *testing.T) { leaktest.Check(t); leakOf() }

// The label of the test is in the test's own context.
func TestContextInside(t *testing.T) {
	leaktest.Check(t)
	pprof.SetGoroutineLabels(pprof.WithLabels(t.Context(), pprof.Labels("op", "x")))
	done := make(chan int)
	go func() { defer close(done); leakOf() }()
	<-done
}

// A goroutine of the test that replaces its label, and is left itself.
func TestInTheGoroutine(t *testing.T) {
	leaktest.Check(t)
	started := make(chan int)
	go func() {
		library(context.Background())
		close(started)
		leakOf()
		select {}
	}()
	<-started
}

func TestFortyAfterDo(t *testing.T) {
	leaktest.Check(t)
	library(context.Background())
	for range 40 {
		leakOf()
	}
}

func TestFortyParallel(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	pprof.SetGoroutineLabels(context.Background())
	for range 40 {
		leakOf()
	}
}

// What the test has started before the Check is not what it is asked about.
func TestCleanBefore(t *testing.T) {
	for range 40 {
		leakOf()
	}
	leaktest.Check(t)
	library(context.Background())
}

func TestCleanBeforeParallel(t *testing.T) {
	t.Parallel()
	leakOf()
	leaktest.Check(t)
	pprof.SetGoroutineLabels(context.Background())
	done := make(chan int)
	go close(done)
	<-done
}

// The label of a subtest is that of its own Check.
func TestSubtests(t *testing.T) {
	leaktest.Check(t)
	t.Run("leaks", func(t *testing.T) {
		leaktest.Check(t)
		library(context.TODO())
		leakOf()
	})
	t.Run("clean", func(t *testing.T) {
		leaktest.Check(t)
		library(context.TODO())
	})
}

func BenchmarkAfterDo(b *testing.B) {
	leaktest.Check(b)
	library(b.Context())
	leakOf()
}
