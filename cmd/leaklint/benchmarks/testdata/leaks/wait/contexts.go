package wait

import (
	"context"
	"os"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/async"
)

// Background is done never: its Done is nil.
func Background(f func()) {
	ctx := context.Background()
	go func() { // want ctxleak|nilchan
		<-ctx.Done()
		f()
	}()
}

func BackgroundFixed(f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
		f()
	}()
	cancel()
}

type key struct{}

// Value does not make it cancellable.
func Value(f func()) {
	ctx := context.WithValue(context.TODO(), key{}, 1)
	go func() { // want ctxleak|nilchan
		select {
		case <-ctx.Done():
			f()
		}
	}()
}

func ValueFixed(f func()) {
	ctx, cancel := context.WithTimeout(context.WithValue(context.TODO(), key{}, 1), time.Minute)
	go func() {
		defer cancel()
		select {
		case <-ctx.Done():
			f()
		}
	}()
}

// Without takes the cancellation away.
func Without(ctx context.Context, f func()) {
	detached := context.WithoutCancel(ctx)
	go func() { // want ctxleak|nilchan
		<-detached.Done()
		f()
	}()
}

func WithoutFixed(ctx context.Context, f func()) {
	go func() {
		<-ctx.Done()
		f()
	}()
}

func loop(ctx context.Context, f func()) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			f()
		}
	}
}

// Lost keeps no way to cancel the context.
func Lost(f func()) {
	ctx, _ := context.WithCancel(context.Background())
	go loop(ctx, f) // want ctxleak
}

func LostFixed(f func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go loop(ctx, f)
	return cancel
}

// Unused cancels only when all went well.
func Unused(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go loop(ctx, f) // want ctxleak
	if _, err := os.Stat(name); err != nil {
		return err
	}
	cancel()
	return nil
}

func UnusedFixed(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go loop(ctx, f)
	_, err := os.Stat(name)
	return err
}

// Handed hands the background context to a loop that ends with it.
func Handed(f func()) {
	go loop(context.Background(), f) // want ctxleak
}

func HandedFixed(ctx context.Context, f func()) {
	go loop(ctx, f)
}

// Abandoned starts a poller of another package and never closes it.
func Abandoned(name string) error {
	p := async.NewPoller(func() { println(name) }) // want stopleak
	if _, err := os.Stat(name); err != nil {
		return err
	}
	p.Close()
	return nil
}

func AbandonedFixed(name string) error {
	p := async.NewPoller(func() { println(name) })
	defer p.Close()
	_, err := os.Stat(name)
	return err
}

// Stopless hands a stop channel that nobody closes to a loop of another package.
func Stopless(f func()) {
	stop := make(chan struct{})
	go async.Until(f, time.Second, stop) // want recvleak|loopleak|selectleak
}

func StoplessFixed(f func()) (cancel func()) {
	stop := make(chan struct{})
	go async.Until(f, time.Second, stop)
	return func() { close(stop) }
}
