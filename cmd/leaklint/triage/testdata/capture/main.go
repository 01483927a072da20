// Capture writes the captures that the tests of package triage read. Run it from
// the root of the repository, with the Go release to be captured:
//
//	GODEBUG=tracebacklabels=1 GOTOOLCHAIN=go1.27.4 go run -trimpath ./cmd/leaklint/triage/testdata/capture cmd/leaklint/triage/testdata
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "capture:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	for i := range 40 {
		labels := pprof.Labels("endpoint", []string{"/quote", "/price"}[i%2])
		pprof.Do(context.Background(), labels, func(context.Context) { giveUp() })
	}
	var held sync.Mutex
	held.Lock()
	for range 5 {
		go waitFor(&held)
	}
	for range 3 {
		go time.Sleep(time.Hour)
	}
	stop := make(chan struct{})
	go consume(stop, make(chan int))
	time.Sleep(100 * time.Millisecond)
	for _, c := range []struct {
		profile, file string
		debug         int
	}{
		{"goroutine", "debug1.txt", 1},
		{"goroutine", "debug2.txt", 2},
		{"goroutine", "goroutine.pb.gz", 0},
		{"goroutineleak", "goroutineleak.pb.gz", 0},
		{"goroutineleak", "goroutineleak1.txt", 1},
		{"goroutineleak", "goroutineleak2.txt", 2},
	} {
		f, err := os.Create(filepath.Join(folder, c.file))
		if err != nil {
			return err
		}
		if err := pprof.Lookup(c.profile).WriteTo(f, c.debug); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	held.Unlock()
	close(stop)
	runtime.KeepAlive(stop)
	return nil
}

// giveUp leaves a sender behind, as a receiver does whose time is up.
func giveUp() {
	result := make(chan int)
	go func() {
		result <- 1
	}()
}

func waitFor(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
}

func consume(stop chan struct{}, in chan int) {
	for {
		select {
		case <-in:
		case <-stop:
			return
		}
	}
}
