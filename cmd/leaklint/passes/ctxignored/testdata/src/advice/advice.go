// Package advice waits for short or unknown times, or where only a context is in
// scope.
package advice

import (
	"context"
	"net/http"
	"time"
)

func handle(w http.ResponseWriter, r *http.Request, d time.Duration) {
	go func() { // want `goroutine sleeps without watching the request's context, so it outlives the request by up to 100ms`
		time.Sleep(100 * time.Millisecond)
	}()
	go func() { // want `goroutine sleeps without watching the request's context, so it outlives the request \(ctxignored\)`
		time.Sleep(d)
	}()
	go func() { // the longest wait counts // want `by up to 500ms`
		time.Sleep(time.Millisecond)
		time.Sleep(500 * time.Millisecond)
	}()
}

func with(ctx context.Context) {
	go func() { // want `goroutine sleeps without watching the context, so it outlives the caller by up to 10s`
		time.Sleep(10 * time.Second)
	}()
	go func() {
		<-ctx.Done()
	}()
}

func without(f func()) {
	go func() {
		time.Sleep(10 * time.Second)
		f()
	}()
}
