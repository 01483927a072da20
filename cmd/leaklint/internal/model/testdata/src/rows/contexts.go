// Package rows has need of each row of the table, without the facts of what it
// imports.
package rows

import (
	"context"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/errgroup"
)

func background() {
	ctx := context.Background()
	go func() { <-ctx.Done() }()
}

func todo() {
	ctx := context.TODO()
	go func() { <-ctx.Done() }()
}

func withoutCancel(given context.Context) {
	ctx := context.WithoutCancel(given)
	go func() { <-ctx.Done() }()
}

type key struct{}

func withValue() {
	ctx := context.WithValue(context.Background(), key{}, 1)
	go func() { <-ctx.Done() }()
}

func withCancel() {
	ctx, _ := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
}

func withCancelCause() {
	ctx, _ := context.WithCancelCause(context.Background())
	go func() { <-ctx.Done() }()
}

func withTimeout() {
	ctx, _ := context.WithTimeout(context.Background(), time.Second)
	go func() { <-ctx.Done() }()
}

func withDeadline(at time.Time) {
	ctx, _ := context.WithDeadline(context.Background(), at)
	go func() { <-ctx.Done() }()
}

func notifyContext() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	go func() { <-ctx.Done() }()
}

func withContext(name string) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return g.Wait()
}
