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

func load(ctx context.Context, fail bool) error {
	ready := make(chan struct{})
	go func() { // want `load may return without sending on or closing ready`
		<-ready
		fmt.Println("ready")
	}()
	if fail {
		return errors.New("no data")
	}
	close(ready)
	return nil
}

func count(ctx context.Context, fail bool) error {
	size := make(chan int)
	go func() { // want `count may return without sending on or closing size`
		n := 0
		n = <-size
		fmt.Println(n)
	}()
	if fail {
		return errors.New("no data")
	}
	size <- 1
	return nil
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
	load(ctx, true)
	count(ctx, true)
	nested(ctx, false)
	cancel()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine()-before, "goroutines left behind")
	os.Exit(1)
}
