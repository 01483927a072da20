package a

import (
	"net/http"
	"time"
)

// A loop without an end is looked at by the checks for loops.
func loops(w http.ResponseWriter, r *http.Request) {
	go func() {
		for {
			time.Sleep(time.Minute)
			println("tick")
		}
	}()
}
