// Package advice skips the Wait of groups whose goroutines may end by themselves.
package advice

import (
	"context"
	"os"

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
