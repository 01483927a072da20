// Package clean has tests that leave nothing behind, in the ways in which tests
// are usually written. Each has a check of its own.
package clean

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/testdata/shapes"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == shapes.Echo {
		io.Copy(os.Stdout, os.Stdin) // the subprocess of a shape
		return
	}
	leaktest.VerifyTestMain(m)
}

// TestFixedShapes runs the fixed twin of every everyday leak, all at once.
func TestFixedShapes(t *testing.T) {
	for _, s := range shapes.All() {
		t.Run(s.Name, func(t *testing.T) {
			if s.Name != "cpuProfile" { // a process has one
				t.Parallel()
			}
			leaktest.Check(t)
			s.Run(true)
		})
	}
}

// TestDeferred does the same with the check that looks in a deferred call.
func TestDeferred(t *testing.T) {
	for _, s := range shapes.All() {
		t.Run(s.Name, func(t *testing.T) {
			if s.Name == "cpuProfile" {
				t.Skip("a process has one")
			}
			t.Parallel()
			defer leaktest.Check(t)()
			s.Run(true)
		})
	}
}

func TestStartsNothing(t *testing.T) { leaktest.Check(t) }

// TestBurst starts many goroutines and waits for some of them only: the others
// are on their way out.
func TestBurst(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			leaktest.Check(t)
			stop := make(chan struct{})
			for range 200 {
				go func() { <-stop }()
			}
			close(stop)
		})
	}
}

// TestSlowExit has goroutines that end some time after the test.
func TestSlowExit(t *testing.T) {
	for _, late := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond} {
		t.Run(late.String(), func(t *testing.T) {
			t.Parallel()
			leaktest.Check(t)
			go time.Sleep(late)
		})
	}
}

// TestNeighbors has tests that start and end goroutines all the time, beside
// ones that are checked again and again.
func TestNeighbors(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			leaktest.Check(t)
			for range 20 {
				var group sync.WaitGroup
				for range 10 {
					group.Go(runtime.Gosched)
				}
				group.Wait()
			}
		})
	}
}

// TestCleanupCloses closes what it started in a cleanup that is registered
// after the check.
func TestCleanupCloses(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	response, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func TestOwnLabels(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	pprof.Do(t.Context(), pprof.Labels("job", "import"), func(context.Context) {
		done := make(chan struct{})
		go close(done)
		<-done
	})
}

func TestTestContext(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	go func() { <-t.Context().Done() }()
}

func TestSignal(t *testing.T) {
	leaktest.Check(t)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}

func TestBubble(t *testing.T) {
	t.Parallel()
	leaktest.Check(t)
	synctest.Test(t, func(t *testing.T) {
		go time.Sleep(time.Hour)
		time.Sleep(2 * time.Hour)
	})
}

func TestSkipped(t *testing.T) {
	leaktest.Check(t)
	t.Skip("on purpose")
}
