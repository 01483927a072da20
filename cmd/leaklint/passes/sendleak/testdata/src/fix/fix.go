// Program fix leaves goroutines behind and says so with its exit code, until the
// suggested fixes are applied.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"
)

func slow(n int) int {
	time.Sleep(20 * time.Millisecond)
	return n
}

func timeout() int {
	out := make(chan int)
	go func() { // want `timeout may return without receiving from out`
		out <- slow(1)
	}()
	select {
	case n := <-out:
		return n
	case <-time.After(time.Millisecond):
		return 0
	}
}

func race() int {
	out := make(chan int)
	go func() { out <- slow(1) }() // want `race may return before it has received all`
	go func() { out <- slow(2) }()
	return <-out
}

func second(fail bool) int {
	out := make(chan int, 1)
	go func() { // want `second may return before it has received all`
		if fail {
			out <- slow(1)
		}
		out <- slow(2)
	}()
	select {
	case n := <-out:
		return n
	case <-time.After(time.Millisecond):
		return 0
	}
}

func stream(ctx context.Context, limit int) int {
	out := make(chan int)
	go func() { // want `stream may return before it has received all`
		defer close(out)
		for n := range limit {
			out <- n
		}
	}()
	sum := 0
	for {
		select {
		case n, ok := <-out:
			if !ok {
				return sum
			}
			sum += n
		case <-ctx.Done():
			return sum
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// first gets no fix: the caller's context may live on when it returns.
func first(ctx context.Context, limit int) int {
	out := make(chan int)
	go func() { // want `first may return before it has received all`
		for n := range limit {
			out <- n
		}
	}()
	return <-out
}

func fastest(ask []func() int) int {
	answers := make(chan int)
	for _, f := range ask {
		go func() { answers <- f() }() // want `fastest may return without receiving from answers`
	}
	return <-answers
}

// shadowed gets no fix: len is another one there.
func shadowed(ask []func() int) int {
	len := 2
	answers := make(chan int)
	for _, f := range ask {
		go func() { answers <- f() }() // want `shadowed may return without receiving from answers`
	}
	return <-answers + len
}

func several(n int) int {
	answers := make(chan int)
	for i := range n {
		go func() { answers <- slow(i) }() // want `several may return without receiving from answers`
	}
	return <-answers
}

func main() {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	stream(ctx, 1000)
	first(ctx, 1)
	timeout()
	race()
	fastest([]func() int{func() int { return slow(1) }, func() int { return slow(2) }})
	several(3)
	shadowed([]func() int{func() int { return slow(1) }})
	second(true)
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine()-before, "goroutines left behind")
	os.Exit(1)
}
