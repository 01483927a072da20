// Package handler has a leak of the kind ctxignored: an HTTP handler starts a
// goroutine that does not look at the request's context, so it outlives the request.
package handler

import (
	"fmt"
	"net/http"
	"time"
)

// LeakyHandler accepts an order and confirms it a while later.
func LeakyHandler(confirm func(order string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		order := r.FormValue("order")
		go func() {
			time.Sleep(10 * time.Second) // whatever becomes of the request
			confirm(order)
		}()
		fmt.Fprintln(w, "accepted")
	}
}
