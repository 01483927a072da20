// Package workers has several receivers each of which may leave.
package workers

import (
	"context"
	"net"
	"sync"
	"time"
)

func work(int) error { return nil }

func leaveOnError(xs []int) {
	jobs := make(chan int)
	go func() { // want `may return before it has received all that is sent on jobs`
		defer close(jobs)
		for _, x := range xs {
			jobs <- x
		}
	}()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for x := range jobs {
				if err := work(x); err != nil {
					return
				}
			}
		}()
	}
	wg.Wait()
}

func goOnAfterError(xs []int) {
	jobs := make(chan int)
	go func() {
		defer close(jobs)
		for _, x := range xs {
			jobs <- x
		}
	}()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for x := range jobs {
				if err := work(x); err != nil {
					continue
				}
			}
		}()
	}
	wg.Wait()
}

func consume(ctx context.Context, jobs <-chan int) {
	for {
		select {
		case x, ok := <-jobs:
			if !ok {
				return
			}
			work(x)
		case <-ctx.Done():
			return
		}
	}
}

func leaveWhenDone(ctx context.Context, next func() (int, bool), n int) {
	jobs := make(chan int, 2)
	for i := 0; i < n; i++ {
		go consume(ctx, jobs)
	}
	go func() { // want `consume may return before it has received all that is sent on jobs`
		defer close(jobs)
		for {
			x, ok := next()
			if !ok {
				return
			}
			jobs <- x
		}
	}()
	<-ctx.Done()
}

func bothListen(ctx context.Context, next func() (int, bool), n int) {
	jobs := make(chan int, 2)
	for i := 0; i < n; i++ {
		go consume(ctx, jobs)
	}
	go func() {
		defer close(jobs)
		for {
			x, ok := next()
			if !ok {
				return
			}
			select {
			case jobs <- x:
			case <-ctx.Done():
				return
			}
		}
	}()
	<-ctx.Done()
}

// Each connection has a receiver, and another one takes the place of one that leaves.
func replaced(l net.Listener, next func() int) {
	jobs := make(chan int)
	go func() {
		for {
			jobs <- next()
		}
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			continue
		}
		go func() {
			defer c.Close()
			for x := range jobs {
				if work(x) != nil {
					return
				}
			}
		}()
	}
}

func givesUp(xs []int, d time.Duration) (sum int) {
	results := make(chan int)
	for _, x := range xs {
		go func() { results <- x * x }() // want `givesUp may return`
	}
	for range xs {
		select {
		case v := <-results:
			sum += v
		case <-time.After(d):
			return sum
		}
	}
	return sum
}

func breaksOff(xs []int, d time.Duration) (sum int) {
	results := make(chan int)
	go func() { // want `breaksOff may return`
		for _, x := range xs {
			results <- x * x
		}
	}()
	timeout := time.After(d)
loop:
	for range xs {
		select {
		case v := <-results:
			sum += v
		case <-timeout:
			break loop
		}
	}
	return sum
}

func waitsOn(xs []int, d time.Duration) (sum int) {
	results := make(chan int)
	go func() {
		defer close(results)
		for _, x := range xs {
			results <- x * x
		}
	}()
	for {
		select {
		case v, ok := <-results:
			if !ok {
				return sum
			}
			sum += v
		case <-time.After(d):
			println("still waiting")
		}
	}
}
