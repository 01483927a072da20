package a

import (
	"context"
	"errors"
	"fmt"
	"log"

	"dep"
)

// A start that fails leaves nothing; one that succeeds has to be undone.

func started(ctx context.Context) error {
	s := dep.NewService("a") // want `started may return an error without a call of Stop, which leaves the goroutine that \(\*dep.Service\).Start starts running forever`
	if err := s.Start(ctx); err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	s.Stop()
	return nil
}

func startedStops(ctx context.Context) error {
	s := dep.NewService("a")
	if err := s.Start(ctx); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	if err := may(); err != nil {
		s.Stop()
		return err
	}
	s.Stop()
	return nil
}

func startedDeferred(ctx context.Context) error {
	s := dep.NewService("a")
	if err := s.Start(ctx); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	defer s.Stop()
	return may()
}

func startedNever(ctx context.Context) error {
	s := dep.NewService("a") // want `startedNever returns without a call of Stop`
	return s.Start(ctx)
}

func startedReturned(ctx context.Context) (*dep.Service, error) {
	s := dep.NewService("a")
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func startedReturnedUnless(ctx context.Context) (*dep.Service, error) {
	s := dep.NewService("a") // want `startedReturnedUnless may return an error without a call of Stop`
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	if err := may(); err != nil {
		return nil, err
	}
	return s, nil
}

func startedInverse(ctx context.Context) error {
	s := dep.NewService("a")
	err := s.Start(ctx)
	if err == nil {
		defer s.Stop()
		return may()
	}
	log.Print(err)
	return may()
}

func startedUsed(ctx context.Context) (err error) {
	s := dep.NewService("a")
	if err = s.Start(ctx); err != nil {
		return
	}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	err = may()
	return
}

func failed(err error) bool { return err != nil }

func startedAsked(ctx context.Context) error {
	s := dep.NewService("a")
	err := s.Start(ctx)
	if failed(err) {
		return fmt.Errorf("start: %w", err)
	}
	s.Stop()
	return nil
}

type attempt struct{ err error }

func startedField(ctx context.Context, a *attempt) error {
	s := dep.NewService("a")
	a.err = s.Start(ctx)
	if a.err != nil {
		return a.err
	}
	s.Stop()
	return nil
}

func startedEither(ctx context.Context, on bool) error {
	s := dep.NewService("a")
	var err error
	if on {
		err = s.Start(ctx)
	} else {
		err = may()
	}
	if err != nil {
		return errors.New("no start")
	}
	s.Stop()
	return nil
}

func startedTwo(ctx context.Context) error {
	a, b := dep.NewService("a"), dep.NewService("b") // want `startedTwo may return an error without a call of Stop`
	if err := a.Start(ctx); err != nil {
		return err
	}
	if err := b.Start(ctx); err != nil {
		return err
	}
	defer a.Stop()
	defer b.Stop()
	return may()
}

func startedTwoStops(ctx context.Context) error {
	a, b := dep.NewService("a"), dep.NewService("b")
	if err := a.Start(ctx); err != nil {
		return err
	}
	defer a.Stop()
	if err := b.Start(ctx); err != nil {
		return err
	}
	defer b.Stop()
	return may()
}

func tried() error {
	s := dep.NewService("a")
	if !s.TryStart() {
		return errors.New("not started")
	}
	s.Stop()
	return nil
}

// What the answer means is not known.
func triedForgets() error {
	s := dep.NewService("a")
	if !s.TryStart() {
		return errors.New("not started")
	}
	if err := may(); err != nil {
		return err
	}
	s.Stop()
	return nil
}

func opened(name string) error {
	s, err := dep.OpenService(name) // want `opened may return an error without a call of Stop, which leaves the goroutine that dep.OpenService starts running forever`
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	if err := may(); err != nil {
		return fmt.Errorf("use: %w", err)
	}
	s.Stop()
	return nil
}

func openedStops(name string) error {
	s, err := dep.OpenService(name)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	if err := may(); err != nil {
		s.Stop()
		return fmt.Errorf("use: %w", err)
	}
	s.Stop()
	return nil
}

func openedNil(name string) {
	s, _ := dep.OpenService(name)
	if s == nil {
		return
	}
	s.Stop()
}

func openedAsked(name string) error {
	s, err := dep.OpenService(name)
	if failed(err) {
		return fmt.Errorf("open: %w", err)
	}
	s.Stop()
	return nil
}

// What the start returns may end it, too.

func listened() (*dep.Listener, error) {
	return (&dep.Port{}).Listen()
}

func listenedAsked() (*dep.Listener, error) {
	p := &dep.Port{}
	l, err := p.Listen()
	if err != nil {
		return nil, err
	}
	return l, nil
}

func listenedCloses() error {
	p := &dep.Port{}
	l, err := p.Listen()
	if err != nil {
		return err
	}
	defer l.Close()
	return may()
}

func listenedForgets() error {
	p := &dep.Port{}
	_, err := p.Listen() // want `listenedForgets may return an error without a call of Close`
	if err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	p.Close()
	return nil
}

// A helper that starts an object and keeps it in what it returns.

type running struct{ s *dep.Service }

func run(ctx context.Context, s *dep.Service) (*running, error) {
	if err := s.Start(ctx); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	return &running{s}, nil
}

func helpedRun(ctx context.Context) error {
	s := dep.NewService("a")
	r, err := run(ctx, s)
	if err != nil {
		return err
	}
	defer r.s.Stop()
	return may()
}

func begin(ctx context.Context, s *dep.Service) error {
	if err := s.Start(ctx); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	return nil
}

func helpedBegin(ctx context.Context) error {
	s := dep.NewService("a") // want `helpedBegin may return an error without a call of Stop`
	if err := begin(ctx, s); err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	s.Stop()
	return nil
}

func helpedBeginStops(ctx context.Context) error {
	s := dep.NewService("a")
	if err := begin(ctx, s); err != nil {
		return err
	}
	defer s.Stop()
	return may()
}
