// Package queue has a leak of the kind loopleak: a consumer does not notice that
// its channel was closed, and goes on with zero values forever.
package queue

import "sync/atomic"

// LeakyConsume counts the orders that arrive until the channel is closed.
func LeakyConsume(orders <-chan string, count *atomic.Int64) {
	go func() {
		for {
			if order := <-orders; order != "" { // also after close(orders), as ""
				count.Add(1)
			}
		}
	}()
}
