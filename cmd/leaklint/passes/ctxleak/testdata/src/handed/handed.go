// Package handed has contexts that somebody else cancels.
package handed

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A group cancels its context when it is waited for.
func grouped() error {
	g, ctx := errgroup.WithContext(context.Background())
	go func() { <-ctx.Done() }()
	return g.Wait()
}

// Callers that are not seen get the cancel function, beside one that drops it.

func Watch() context.CancelFunc {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
	return cancel
}

func watches() { Watch() }

// Only this one gets it, and drops it.

func watch() context.CancelFunc {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }() // want `goroutine ends only with a context whose cancel function nobody calls`
	return cancel
}

func watched() { watch() }
