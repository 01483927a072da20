// Package mains leaks in the ways that its environment asks for, to show what
// VerifyTestMain makes of them. The variable MAIN picks the options.
package mains

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestMain(m *testing.M) {
	go func() { select {} }() // there before: no leak
	switch os.Getenv("MAIN") {
	case "cleanup":
		leaktest.VerifyTestMain(m, leaktest.Cleanup(func(code int) {
			fmt.Println("cleanup with", code)
			os.Exit(code + 40)
		}))
	case "ignore":
		leaktest.VerifyTestMain(m, leaktest.IgnoreCreatedBy("github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start"))
	case "broad":
		leaktest.VerifyTestMain(m, leaktest.IgnoreAnyFunction("github.com/leaktight/leaktight/leaktest/testdata/suites/mains.block"))
	case "daemon":
		leaktest.RegisterDaemon("github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start", "lives as long as the process")
		leaktest.VerifyTestMain(m)
	case "misuse":
		leaktest.VerifyTestMain(m, leaktest.IgnoreTopFunction("time.Sleep"))
	case "hidden":
		leaktest.VerifyTestMain(struct{ leaktest.TestingM }{m})
	case "unknown":
		leaktest.VerifyTestMain(wrapped{m})
	default:
		leaktest.VerifyTestMain(m)
	}
}

// wrapped is an M that is not package testing's.
type wrapped struct{ m *testing.M }

func (w wrapped) Run() int { return w.m.Run() }

func block() { <-make(chan int) }

func start() { go block() }

func startOther() { go block() }

func TestLeaks(t *testing.T) { start() }

func TestOtherLeak(t *testing.T) { startOther() }

// TestFrames counts the frames up to package testing.
func TestFrames(t *testing.T) {
	pcs := make([]uintptr, 1)
	runtime.Callers(2, pcs)
	if f, _ := runtime.CallersFrames(pcs).Next(); f.Function != "testing.tRunner" {
		t.Errorf("called by %s", f.Function)
	}
}

func TestFails(t *testing.T) { t.Error("a failure of its own") }

func TestFatal(t *testing.T) {
	leaktest.Check(t)
	start()
	t.Fatal("a failure of its own")
}

func TestSkips(t *testing.T) {
	leaktest.Check(t)
	start()
	t.Skip("not today")
}

func TestLonelySkip(t *testing.T) {
	start()
	t.Skip("not today")
}

func TestInSubtestSkips(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		leaktest.Check(t)
		start()
		t.Skip("not today")
	})
}

func TestPanics(t *testing.T) {
	leaktest.Check(t)
	start()
	panic("boom")
}

func TestChecked(t *testing.T) {
	leaktest.Check(t)
	start()
}

func TestAfterFunc(t *testing.T) {
	leaktest.Check(t)
	fired := make(chan bool)
	time.AfterFunc(0, func() { close(fired); block() })
	<-fired
}

func TestFinalizer(t *testing.T) {
	leaktest.Check(t)
	ran := make(chan bool)
	func() {
		x := &struct{ big [64]int }{}
		runtime.SetFinalizer(x, func(any) { close(ran); block() })
	}()
	for done := false; !done; {
		runtime.GC()
		select {
		case <-ran:
			done = true
		case <-time.After(time.Millisecond):
		}
	}
}

// TestReplacedLabels loses the label in a goroutine that stays, and in the one
// that it starts.
func TestReplacedLabels(t *testing.T) {
	started := make(chan bool)
	go func() {
		pprof.SetGoroutineLabels(context.Background())
		start()
		close(started)
		block()
	}()
	<-started
}

// TestPipe leaks a goroutine that a finalizer ends when the collector runs.
func TestPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = w
	go func() { r.Read(make([]byte, 1)) }()
	time.Sleep(10 * time.Millisecond)
}

func TestDeep(t *testing.T) {
	leaktest.Check(t)
	reached := make(chan bool)
	go deeper(200, reached)
	<-reached
}

func deeper(n int, reached chan bool) {
	if n == 0 {
		close(reached)
		block()
		return
	}
	deeper(n-1, reached)
	runtime.KeepAlive(n)
}
