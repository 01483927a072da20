package send

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/async"
)

// Closure gets channel and sender out of a function literal.
func Closure(ctx context.Context) error {
	done, stop := func() (chan error, func()) {
		done := make(chan error)
		return done, func() { done <- os.Remove("x") }
	}()
	go stop() // want sendleak
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func ClosureFixed(ctx context.Context) error {
	done, stop := func() (chan error, func()) {
		done := make(chan error, 1)
		return done, func() { done <- os.Remove("x") }
	}()
	go stop()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

type request struct {
	name  string
	reply chan error
}

// Literal keeps its channel in a struct.
func Literal(ctx context.Context, name string) error {
	req := &request{name: name, reply: make(chan error)}
	go func() { // want sendleak
		req.reply <- os.Remove(req.name)
	}()
	select {
	case err := <-req.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func LiteralFixed(ctx context.Context, name string) error {
	req := &request{name: name, reply: make(chan error, 1)}
	go func() {
		req.reply <- os.Remove(req.name)
	}()
	select {
	case err := <-req.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Made gets its channel from a helper of another package.
func Made(name string) error {
	errs := async.Unbuffered()
	go func() { errs <- os.Remove(name) }() // want sendleak
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func MadeFixed(name string) error {
	errs := async.Buffered()
	go func() { errs <- os.Remove(name) }()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func remove(name string, errs chan<- error) {
	errs <- os.Remove(name)
}

// Parameter hands the channel to a named function.
func Parameter(name string) error {
	errs := make(chan error)
	go remove(name, errs) // want sendleak
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func ParameterFixed(name string) error {
	errs := make(chan error, 1)
	go remove(name, errs)
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

// Elsewhere sends through a helper of another package.
func Elsewhere(ctx context.Context) int {
	out := make(chan int)
	go async.Publish(out, work(5)) // want sendleak
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

func ElsewhereFixed(ctx context.Context) int {
	out := make(chan int, 1)
	go async.Publish(out, work(5))
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

type remover struct{ dir string }

func (r remover) remove(out chan<- error) {
	err := os.RemoveAll(r.dir)
	r.tell(out, err)
}

func (r remover) tell(out chan<- error, err error) {
	out <- err
}

// Method hands the channel through two methods.
func (r remover) Method(ctx context.Context) error {
	out := make(chan error)
	go r.remove(out) // want sendleak
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r remover) MethodFixed(ctx context.Context) error {
	out := make(chan error, 1)
	go r.remove(out)
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A call that is done or timed out, for any type.
func timed[T any](f func() T, d time.Duration) (v T, ok bool) {
	out := make(chan T)
	go func() { // want sendleak
		out <- f()
	}()
	select {
	case v = <-out:
		return v, true
	case <-time.After(d):
		return v, false
	}
}

func timedFixed[T any](f func() T, d time.Duration) (v T, ok bool) {
	out := make(chan T, 1)
	go func() {
		out <- f()
	}()
	select {
	case v = <-out:
		return v, true
	case <-time.After(d):
		return v, false
	}
}

// Generic uses both.
func Generic() (int, int) {
	a, _ := timed(func() int { return work(1) }, time.Second)
	b, _ := timedFixed(func() int { return work(1) }, time.Second)
	return a, b
}

// Variable keeps the goroutine's body in a variable.
func Variable(ctx context.Context) int {
	out := make(chan int)
	produce := func() {
		n := work(6)
		out <- n
	}
	go produce() // want sendleak
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

func VariableFixed(ctx context.Context) int {
	out := make(chan int)
	produce := func() {
		n := work(6)
		select {
		case out <- n:
		case <-ctx.Done():
		}
	}
	go produce()
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Watch returns the channel; a caller that leaves strands the sender.
func Watch(ctx context.Context, name string) <-chan error {
	result := make(chan error)
	go func() { // want sendleak
		select {
		case <-ctx.Done():
			result <- ctx.Err()
			return
		case <-time.After(time.Minute):
		}
		result <- os.Remove(name)
	}()
	return result
}

func WatchFixed(ctx context.Context, name string) <-chan error {
	result := make(chan error, 1)
	go func() {
		select {
		case <-ctx.Done():
			result <- ctx.Err()
			return
		case <-time.After(time.Minute):
		}
		result <- os.Remove(name)
	}()
	return result
}
