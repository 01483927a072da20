// Package advice skips the Wait of groups whose goroutines may end by themselves.
package advice

import (
	"context"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

func skipped(ctx context.Context, name string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return os.Remove(name) }) // want `skipped may return without waiting for the group, so this goroutine may outlive it`
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return g.Wait()
}

func joined(name string) error {
	var g errgroup.Group
	g.Go(func() error { return os.Remove(name) })
	return g.Wait()
}

// The goroutine counts itself, perhaps after the wait.
func addsItself(name string) {
	var wg sync.WaitGroup
	go func() { // want `goroutine adds itself to wg, so addsItself may not wait for it and return before it has ended`
		wg.Add(1)
		defer wg.Done()
		os.Remove(name)
	}()
	wg.Wait()
}

func addedBefore(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		os.Remove(name)
	}()
	wg.Wait()
}

// It has begun when the wait does.
func addsItselfFirst(name string) {
	var wg sync.WaitGroup
	begun := make(chan struct{})
	go func() {
		wg.Add(1)
		defer wg.Done()
		close(begun)
		os.Remove(name)
	}()
	<-begun
	wg.Wait()
}

// It counts another one, and is counted itself.
func addsAnother(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		wg.Add(1)
		go func() {
			defer wg.Done()
			os.Remove(name)
		}()
	}()
	wg.Wait()
}
