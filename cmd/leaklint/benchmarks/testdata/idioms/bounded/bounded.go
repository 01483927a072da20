// Package bounded holds goroutines with a bounded piece of work and room for
// its result, or a receiver that always comes. Nothing here leaks.
package bounded

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// Room has space for the one result.
func Room(ctx context.Context, name string) error {
	errs := make(chan error, 1)
	go func() { errs <- os.Remove(name) }()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RoomForAll has space for every result.
func RoomForAll(names []string) error {
	errs := make(chan error, len(names))
	for _, name := range names {
		go func() { errs <- os.Remove(name) }()
	}
	for range names {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// RoomForConstant has space for a fixed number of workers.
func RoomForConstant(f func() error) error {
	const workers = 4
	errs := make(chan error, workers)
	for i := 0; i < workers; i++ {
		go func() { errs <- f() }()
	}
	return <-errs
}

// OnePerPath sends on each path once, into room for one.
func OnePerPath(name string) <-chan error {
	errs := make(chan error, 1)
	go func() {
		f, err := os.Open(name)
		if err != nil {
			errs <- err
			return
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil {
			errs <- err
		} else if info.Size() == 0 {
			errs <- errors.New("empty")
		} else {
			errs <- nil
		}
	}()
	return errs
}

// Semaphore is filled beforehand: each goroutine puts back what was taken.
func Semaphore(names []string) {
	tokens := make(chan struct{}, 4)
	for range cap(tokens) {
		tokens <- struct{}{}
	}
	var wg sync.WaitGroup
	for _, name := range names {
		<-tokens
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { tokens <- struct{}{} }()
			_ = os.Remove(name)
		}()
	}
	wg.Wait()
}

// Acquire takes before the goroutine starts, which gives back.
func Acquire(names []string) {
	limit := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		limit <- struct{}{}
		go func() {
			defer func() {
				<-limit
				wg.Done()
			}()
			_ = os.Remove(name)
		}()
	}
	wg.Wait()
}

// AcquireInside takes and gives back inside the goroutine.
func AcquireInside(names []string) {
	limit := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			_ = os.Remove(name)
		})
	}
	wg.Wait()
}

// ClosedBefore is closed before the goroutine starts.
func ClosedBefore(names []string) {
	jobs := make(chan string, len(names))
	for _, name := range names {
		jobs <- name
	}
	close(jobs)
	for range 4 {
		go func() {
			for name := range jobs {
				_ = os.Remove(name)
			}
		}()
	}
}

// Collected closes the results when all workers are done.
func Collected(names []string) (failed int) {
	var wg sync.WaitGroup
	results := make(chan error)
	for _, name := range names {
		wg.Add(1)
		go func(name string) {
			defer wg.Done()
			results <- os.Remove(name)
		}(name)
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for err := range results {
		if err != nil {
			failed++
		}
	}
	return failed
}

// Pool has workers, a producer and a collector, and closes in their order.
func Pool(names []string) (failed int) {
	jobs, results := make(chan string), make(chan error)
	var workers sync.WaitGroup
	for range 4 {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for name := range jobs {
				results <- os.Remove(name)
			}
		}()
	}
	go func() {
		for _, name := range names {
			jobs <- name
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()
	for err := range results {
		if err != nil {
			failed++
		}
	}
	return failed
}

// Exactly receives as often as it sends.
func Exactly(a, b func() int) int {
	ch := make(chan int)
	go func() { ch <- a() }()
	go func() { ch <- b() }()
	return <-ch + <-ch
}

// EitherOrder receives each of two once, whichever comes first.
func EitherOrder(a func() int, b func() error) (n int, err error) {
	values, errs := make(chan int), make(chan error)
	go func() { values <- a() }()
	go func() { errs <- b() }()
	for range 2 {
		select {
		case n = <-values:
		case err = <-errs:
		}
	}
	return n, err
}

// Always receives before each return.
func Always(name string, f func() error) error {
	done := make(chan error)
	go func() { done <- f() }()
	if _, err := os.Stat(name); err != nil {
		<-done
		return err
	}
	return <-done
}

// DeferredReceive receives in a deferred function.
func DeferredReceive(name string, f func()) error {
	done := make(chan struct{})
	go func() {
		f()
		done <- struct{}{}
	}()
	defer func() { <-done }()
	_, err := os.Stat(name)
	return err
}

// TimeoutThenWait reports the timeout and then waits all the same.
func TimeoutThenWait(f func()) (slow bool) {
	done := make(chan struct{})
	go func() {
		f()
		done <- struct{}{}
	}()
	select {
	case <-done:
		return false
	case <-time.After(time.Second):
	}
	<-done
	return true
}

// DrainLater hands the rest to a goroutine that receives it.
func DrainLater(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func() { errs <- os.Remove(name) }()
	}
	for i := range names {
		if err := <-errs; err != nil {
			go func() {
				for range names[i+1:] {
					<-errs
				}
			}()
			return err
		}
	}
	return nil
}

// Try sends only when somebody waits.
func Try(f func() int) (int, bool) {
	ch := make(chan int)
	go func() {
		select {
		case ch <- f():
		default:
		}
	}()
	select {
	case n := <-ch:
		return n, true
	case <-time.After(time.Second):
		return 0, false
	}
}

// TimedSend gives up sending after a while.
func TimedSend(f func() int) (int, bool) {
	ch := make(chan int)
	go func() {
		select {
		case ch <- f():
		case <-time.After(time.Minute):
		}
	}()
	select {
	case n := <-ch:
		return n, true
	case <-time.After(time.Second):
		return 0, false
	}
}

// Request carries room for its own reply.
type Request struct {
	name  string
	reply chan error
}

// Actor serves requests until they are closed.
func Actor(requests <-chan Request) {
	go func() {
		for r := range requests {
			r.reply <- os.Remove(r.name)
		}
	}()
}

// Ask has room, so that the actor goes on when the caller does not wait.
func Ask(ctx context.Context, requests chan<- Request, name string) error {
	r := Request{name: name, reply: make(chan error, 1)}
	select {
	case requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// HandOver locks, and lets the goroutine unlock.
func HandOver(mu *sync.Mutex, name string) {
	mu.Lock()
	go func() {
		defer mu.Unlock()
		_ = os.Remove(name)
	}()
}

// Retry is endless by its look and leaves by a return.
func Retry(f func() error) {
	go func() {
		for i := 0; ; i++ {
			if f() == nil || i > 10 {
				return
			}
			time.Sleep(time.Duration(i) * time.Millisecond)
		}
	}()
}

// Countdown ranges over a ticker, and leaves.
func Countdown(n int, f func(int)) {
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for range ticker.C {
			f(n)
			if n--; n == 0 {
				return
			}
		}
	}()
}

// Once waits for a flag that every path sets, in a deferred call.
func Once(f func() error) error {
	started := make(chan struct{})
	go func() {
		<-started
		_ = f()
	}()
	defer close(started)
	return f()
}

// Generic has room for one of any type.
func Generic[T any](ctx context.Context, f func() (T, error)) (v T, err error) {
	type outcome struct {
		v   T
		err error
	}
	ch := make(chan outcome, 1)
	go func() {
		v, err := f()
		ch <- outcome{v, err}
	}()
	select {
	case o := <-ch:
		return o.v, o.err
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// Panics closes its channel also when f does not return.
func Panics(f func()) (ok bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
		ok = true
	}()
	<-done
	return ok
}
