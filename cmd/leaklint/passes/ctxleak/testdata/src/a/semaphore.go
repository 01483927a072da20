package a

import "context"

// A Semaphore has some places.
type Semaphore struct {
	size  int
	ready chan struct{}
}

// Acquire waits for places, and only for the end of ctx where there are never as
// many.
func (s *Semaphore) Acquire(ctx context.Context, n int) error {
	if n > s.size {
		<-ctx.Done()
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ready:
		return nil
	}
}

func (s *Semaphore) run(f func()) {
	go func() {
		if s.Acquire(context.Background(), 1) == nil {
			f()
		}
	}()
}
