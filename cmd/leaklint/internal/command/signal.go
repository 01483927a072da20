package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
)

// ErrInterrupted is the cause of a context that a signal ended.
var ErrInterrupted = errors.New("interrupted")

// NotifyContext returns a context that is done, with [ErrInterrupted] as its
// cause, when a signal asks the process to end. A second one kills what [Run]
// runs and ends the process at once, with exit code 1: whatever it is at need not
// look at the context. Stop gives the signals back their usual meaning.
func NotifyContext() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	received := make(chan os.Signal, 2)
	signal.Notify(received, endSignals()...)
	stopped := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case <-received:
			case <-stopped:
				return
			}
			if ctx.Err() != nil {
				fmt.Fprintln(os.Stderr, "leaklint: interrupted again: ended at once")
				running.killAndExit(1)
			}
			cancel(ErrInterrupted)
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		close(stopped)
	}
}
