// Package errs skips the Wait of errgroups.
package errs

import (
	"context"
	"os"

	"golang.org/x/sync/errgroup"
)

func skipped(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error { // want `skipped may return without waiting for the group, which leaves this goroutine waiting for the group's context forever \(waitleak\)`
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return g.Wait()
}

// Near misses.

// The caller may cancel, and the second goroutine ends by itself.
func callers(ctx context.Context, name string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	g.Go(func() error { return os.Remove(name) })
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return g.Wait()
}

func everyPath(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		g.Wait()
		return err
	}
	return g.Wait()
}

func deferred(name string) (err error) {
	g, ctx := errgroup.WithContext(context.Background())
	defer func() { err = g.Wait() }()
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	_, err = os.Stat(name)
	return err
}

// The goroutines are started by a helper.

func startAll(g *errgroup.Group, ctx context.Context) {
	g.Go(func() error { // want `helped may return without waiting for the group, which leaves this goroutine waiting for the group's context forever`
		<-ctx.Done()
		return ctx.Err()
	})
}

func helped(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	startAll(g, ctx)
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return g.Wait()
}

func startSome(g *errgroup.Group, ctx context.Context) {
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
}

func helpedWaits(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	startSome(g, ctx)
	if _, err := os.Stat(name); err != nil {
		g.Wait()
		return err
	}
	return g.Wait()
}

func join(g *errgroup.Group) error { return g.Wait() }

func helpedJoins(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return join(g)
}
