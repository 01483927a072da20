package tokens

import (
	"context"
	"errors"
)

// A token may be put in beside a wait for something else.

type porter struct{ slots chan struct{} }

func newPorter(n int) *porter { return &porter{make(chan struct{}, n)} }

func (g *porter) do(ctx context.Context, name string, f func() error) error {
	select {
	case g.slots <- struct{}{}: // want `\(\*porter\).do may return without taking its token out of the channel again, so this send blocks forever when all tokens are lost`
	case <-ctx.Done():
		return ctx.Err()
	}
	if name == "" {
		return errors.New("no name")
	}
	defer func() { <-g.slots }()
	return f()
}

type carefulPorter struct{ slots chan struct{} }

func newCarefulPorter(n int) *carefulPorter { return &carefulPorter{make(chan struct{}, n)} }

func (g *carefulPorter) do(ctx context.Context, name string, f func() error) error {
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-g.slots }()
	if name == "" {
		return errors.New("no name")
	}
	return f()
}

// Who does not get one goes on without.
type optional struct{ slots chan struct{} }

func newOptional(n int) *optional { return &optional{make(chan struct{}, n)} }

func (o *optional) try(f func()) bool {
	select {
	case o.slots <- struct{}{}:
		defer func() { <-o.slots }()
		f()
		return true
	default:
		return false
	}
}

// One function acquires, another one releases.
type split struct{ slots chan struct{} }

func newSplit(n int) *split { return &split{make(chan struct{}, n)} }

func (s *split) acquire(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *split) release() { <-s.slots }

func (s *split) do(ctx context.Context, f func()) error {
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	f()
	return nil
}
