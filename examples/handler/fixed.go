package handler

import (
	"fmt"
	"net/http"
	"time"
)

// FixedHandler is LeakyHandler with a goroutine that ends with the request.
func FixedHandler(confirm func(order string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		order := r.FormValue("order")
		go func() {
			select {
			case <-time.After(10 * time.Second):
				confirm(order)
			case <-r.Context().Done():
			}
		}()
		fmt.Fprintln(w, "accepted")
	}
}
