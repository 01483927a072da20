package send

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/async"
)

// Group is started by an errgroup whose Wait is skipped with the receive.
func Group(ctx context.Context) (int, error) {
	var g errgroup.Group
	out := make(chan int)
	g.Go(func() error { // want sendleak
		out <- work(7)
		return nil
	})
	select {
	case n := <-out:
		return n, g.Wait()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func GroupFixed(ctx context.Context) (int, error) {
	var g errgroup.Group
	out := make(chan int, 1)
	g.Go(func() error {
		out <- work(7)
		return nil
	})
	select {
	case n := <-out:
		return n, g.Wait()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// WaitGroup is started by sync.WaitGroup.Go.
func WaitGroup(names []string) error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, name := range names {
		wg.Go(func() { // want sendleak
			errs <- os.Remove(name)
		})
	}
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func WaitGroupFixed(names []string) error {
	var wg sync.WaitGroup
	errs := make(chan error, len(names))
	for _, name := range names {
		wg.Go(func() {
			errs <- os.Remove(name)
		})
	}
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

// Timer is started by time.AfterFunc, and the receiver may be gone by then.
func Timer(ctx context.Context) error {
	expired := make(chan struct{})
	time.AfterFunc(time.Second, func() { // want sendleak
		expired <- struct{}{}
	})
	select {
	case <-expired:
		return errors.New("expired")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TimerFixed(ctx context.Context) error {
	expired := make(chan struct{})
	time.AfterFunc(time.Second, func() {
		close(expired)
	})
	select {
	case <-expired:
		return errors.New("expired")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// AfterContext is started by context.AfterFunc.
func AfterContext(ctx context.Context) error {
	gone := make(chan error)
	context.AfterFunc(ctx, func() { // want sendleak
		gone <- ctx.Err()
	})
	select {
	case err := <-gone:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

func AfterContextFixed(ctx context.Context) error {
	gone := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		gone <- ctx.Err()
	})
	defer stop()
	select {
	case err := <-gone:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

// Helper is started by a function of another package.
func Helper() int {
	out := make(chan int)
	async.Go(func() { // want sendleak
		out <- work(8)
	})
	select {
	case n := <-out:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

func HelperFixed() int {
	out := make(chan int, 1)
	async.Go(func() {
		out <- work(8)
	})
	select {
	case n := <-out:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

// Nested has the sender inside the goroutine that may time out.
func Nested(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			done := make(chan error)
			go func() { // want sendleak
				done <- os.Remove(name)
			}()
			select {
			case <-done:
			case <-time.After(time.Second):
			}
		}()
	}
	wg.Wait()
}

func NestedFixed(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			done := make(chan error, 1)
			go func() {
				done <- os.Remove(name)
			}()
			select {
			case <-done:
			case <-time.After(time.Second):
			}
		}()
	}
	wg.Wait()
}

// Service keeps its channel in a field that one method reads once.
type Service struct {
	errs chan error
	name string
}

// NewService makes the channel without room.
func NewService(name string) *Service {
	return &Service{errs: make(chan error), name: name}
}

// Run leaves on ctx while its goroutine may still fail.
func (s *Service) Run(ctx context.Context) error {
	go func() { // want sendleak
		if err := os.Remove(s.name); err != nil {
			s.errs <- err
		}
	}()
	select {
	case err := <-s.errs:
		return err
	case <-ctx.Done():
		return nil
	}
}

// FixedService is Service with room for the one error.
type FixedService struct {
	errs chan error
	name string
}

// NewFixedService makes the channel with room for one.
func NewFixedService(name string) *FixedService {
	return &FixedService{errs: make(chan error, 1), name: name}
}

// Run may leave.
func (s *FixedService) Run(ctx context.Context) error {
	go func() {
		if err := os.Remove(s.name); err != nil {
			s.errs <- err
		}
	}()
	select {
	case err := <-s.errs:
		return err
	case <-ctx.Done():
		return nil
	}
}
