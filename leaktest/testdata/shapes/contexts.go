package shapes

import (
	"context"
	"io"
	"iter"
	"os"
	"os/signal"
	"runtime/pprof"
)

var contextShapes = []Shape{
	{Name: "contextNotCanceled", Run: contextNotCanceled},
	{Name: "contextSelect", Run: contextSelect},
	{Name: "contextIgnored", Run: contextIgnored},
	{Name: "customContext", Run: customContext, By: map[string]string{"context.(*cancelCtx).propagateCancel": "ctxleak"}},
	{Name: "contextAfterFunc", Run: contextAfterFunc, By: map[string]string{"context.(*afterFuncCtx).cancel.func1": "recvleak"}},
	{Name: "notifyContext", Run: notifyContext, By: map[string]string{"os/signal.NotifyContext": "stopleak"}},
	{Name: "pull", Run: pull, By: map[string]string{"iter.Pull[...]": "pullleak"}},
	{Name: "pull2", Run: pull2, By: map[string]string{"iter.Pull2[...]": "pullleak"}},
	{Name: "cpuProfile", Run: cpuProfile, By: map[string]string{"runtime/pprof.StartCPUProfile": "stopleak"}},
}

func contextNotCanceled(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // go
		<-ctx.Done() // wait ctxleak
	}()
	if fixed {
		cancel()
	}
}

func contextSelect(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	values := make(chan int)
	go func() { // go
		for {
			select { // wait ctxleak
			case <-values:
			case <-ctx.Done():
				return
			}
		}
	}()
	values <- 1
	if fixed {
		cancel()
	}
}

func contextIgnored(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	answer := make(chan int)
	work := func(ctx context.Context) {
		if fixed {
			<-ctx.Done()
			return
		}
		<-answer // wait recvleak
	}
	go work(ctx) // go
}

// A customParent is a context that package context does not know.
type customParent struct {
	context.Context
	done chan struct{}
}

func (c customParent) Done() <-chan struct{} { return c.done }

func customContext(fixed bool) {
	_, cancel := context.WithCancel(customParent{context.Background(), make(chan struct{})})
	if fixed {
		cancel()
	}
}

func contextAfterFunc(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan struct{})
	context.AfterFunc(ctx, func() {
		<-ready // wait recvleak
	})
	cancel()
	if fixed {
		close(ready)
	}
}

func notifyContext(fixed bool) {
	_, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if fixed {
		stop()
	}
}

func count(yield func(int) bool) {
	for i := 0; yield(i); i++ { // wait pullleak
	}
}

func pull(fixed bool) {
	next, stop := iter.Pull(iter.Seq[int](count))
	next()
	if fixed {
		stop()
	}
	hold(stop)
}

func countPairs(yield func(int, int) bool) {
	for i := 0; yield(i, i); i++ { // wait pullleak
	}
}

func pull2(fixed bool) {
	next, stop := iter.Pull2(iter.Seq2[int, int](countPairs))
	next()
	if fixed {
		stop()
	}
	hold(stop)
}

func cpuProfile(fixed bool) {
	if err := pprof.StartCPUProfile(io.Discard); err != nil {
		panic(err)
	}
	if fixed {
		pprof.StopCPUProfile()
	}
}
