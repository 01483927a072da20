// Program fix leaves goroutines behind and says so with its exit code, until the
// suggested fixes are applied.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

func load(ctx context.Context, data chan int) error {
	ready := make(chan struct{})
	go func() { // want `load may return without sending on or closing ready`
		<-ready
		fmt.Println("ready")
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-data:
	}
	close(ready)
	return nil
}

func count(ctx context.Context, data chan int) error {
	size := make(chan int)
	go func() { // want `count may return without sending on or closing size`
		n := 0
		n = <-size
		fmt.Println(n)
	}()
	for range 2 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case n := <-data:
			fmt.Println(n)
		}
	}
	size <- 1
	return nil
}

// early gets no fix: the caller's context may live on when it returns.
func early(ctx context.Context, fail bool) error {
	ready := make(chan struct{})
	go func() { // want `early may return without sending on or closing ready`
		<-ready
		fmt.Println("ready")
	}()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if fail {
		return errors.New("no data")
	}
	close(ready)
	return nil
}

// both gets no fix: one of two ways out has nothing to do with the context.
func both(ctx context.Context, data, stop chan int) {
	ready := make(chan struct{})
	go func() { // want `both may return without sending on or closing ready`
		<-ready
		fmt.Println("ready")
	}()
	select {
	case <-ctx.Done():
		return
	case <-stop:
		return
	case <-data:
	}
	close(ready)
}

// nested gets no fix: the receive is a part of a statement.
func nested(ctx context.Context, fail bool) error {
	size := make(chan int)
	go func() { // want `nested may return without sending on or closing size`
		fmt.Println(<-size)
	}()
	if fail {
		return errors.New("no data")
	}
	size <- 1
	return nil
}

func main() {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	load(ctx, nil)
	count(ctx, nil)
	early(context.Background(), false)
	data := make(chan int, 1)
	data <- 1
	both(context.Background(), data, nil)
	nested(ctx, false)
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine()-before, "goroutines left behind")
	os.Exit(1)
}
