package errs

import (
	"context"
	"os"

	"golang.org/x/sync/errgroup"
)

// Near misses: whether somebody waits is not known.

// Returned may be waited for by its callers.
func Returned(name string) *errgroup.Group {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		g.Wait()
	}
	return g
}

type holder struct{ g *errgroup.Group }

func (h *holder) start(name string) {
	g, ctx := errgroup.WithContext(context.Background())
	h.g = g
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		g.Wait()
	}
}

func given(name string, wait func(*errgroup.Group)) {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		wait(g)
		return
	}
	g.Wait()
}

func unwaited() {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
}

func startOne(g *errgroup.Group, ctx context.Context) {
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
}

func helpedTwice(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	startOne(g, ctx)
	startOne(g, ctx)
	if _, err := os.Stat(name); err != nil {
		g.Wait()
		return err
	}
	return g.Wait()
}
