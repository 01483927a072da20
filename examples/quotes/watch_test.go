package quotes_test

import (
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/examples/quotes"
	"github.com/leaktight/leaktight/leaktest/leakwatch"
)

// after is a supplier that answers after a while.
func after(d time.Duration) quotes.Supplier {
	return func(ctx context.Context, _ string) (int, error) { return 280, wait(ctx, d) }
}

//go:noinline
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func ask(service http.Handler) {
	service.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/quote?article=tea", nil))
}

// TestWatchLeaky: the watcher names the function that leaks while requests come.
func TestWatchLeaky(t *testing.T) {
	told := make(chan leakwatch.Group, 100)
	watcher := leakwatch.Start(leakwatch.Every(2*time.Millisecond), leakwatch.Window(12),
		leakwatch.OnSuspect(func(g leakwatch.Group) { told <- g }))
	defer watcher.Stop()
	service := quotes.LeakyService(after(0), after(0), after(0))
	for {
		ask(service)
		select {
		case g := <-told:
			if strings.HasSuffix(g.Place().Function, "quotes.LeakyQuote.func1") {
				return
			}
			t.Logf("suspect as well: %d in %s", g.Count, g.Place().Function) // the machine may be busy
		default:
		}
	}
}

// TestWatchFixed: under a load that goes up and down the fixed service raises no
// suspicion: in 150 samples, one a minute, and in 1,000 where LEAKTIGHT_LONG is set. The
// clock is that of a synctest bubble.
func TestWatchFixed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		samples := 150
		if os.Getenv("LEAKTIGHT_LONG") != "" {
			samples = 1000
		}
		watcher := leakwatch.Start(leakwatch.OnSuspect(func(g leakwatch.Group) {
			t.Errorf("suspect: %d in %s, %v", g.Count, g.Place().Function, g.Counts)
		}))
		defer watcher.Stop()
		service := quotes.FixedService(after(time.Millisecond), after(20*time.Millisecond), after(30*time.Millisecond))
		seen := 0
		time.Sleep(time.Minute - 10*time.Millisecond)
		for i := range samples {
			var clients sync.WaitGroup
			for range 8 + int(7*math.Sin(float64(i)/4)) {
				clients.Go(func() { ask(service) })
			}
			time.Sleep(time.Minute) // the sample falls between the requests and their slower offers
			clients.Wait()
			for _, g := range watcher.Report().Groups {
				if strings.HasSuffix(g.Place().Function, "quotes_test.wait") {
					seen = max(seen, g.Count)
				}
			}
		}
		if r := watcher.Report(); r.Samples != 60 || seen < 10 {
			t.Errorf("%d samples in the window, at most %d offers in flight: want 60, and those of the load", r.Samples, seen)
		}
	})
}
