// Program fix leaves goroutines behind and says so with its exit code, until the
// suggested fixes are applied.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

var errNoName = errors.New("no name")

func use(string) {}

func skipped(names []string) error {
	jobs := make(chan string)
	go func() { // want `skipped may return without closing jobs`
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		if name == "" {
			return errNoName
		}
		jobs <- name
	}
	close(jobs)
	return nil
}

func never(ctx context.Context, names []string) {
	jobs := make(chan string)
	go func() { // want `nobody closes jobs`
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		select {
		case jobs <- name:
		case <-time.After(time.Minute):
			return
		}
	}
}

// waited gets no fix: a deferred close would come after the wait for the
// goroutine that it ends.
func waited(names []string) error {
	var workers sync.WaitGroup
	jobs := make(chan string)
	workers.Add(1)
	go func() { // want `waited may return without closing jobs`
		defer workers.Done()
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		if name == "" {
			return errNoName
		}
		jobs <- name
	}
	close(jobs)
	workers.Wait()
	return nil
}

func main() {
	before := runtime.NumGoroutine()
	skipped([]string{"a", ""})
	never(context.Background(), []string{"a", "b"})
	if waited([]string{"a"}) != nil {
		os.Exit(2)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine()-before, "goroutines left behind")
	os.Exit(1)
}
