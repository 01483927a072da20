package queue

import "sync/atomic"

// FixedConsume is LeakyConsume with a loop that ends when the channel is closed.
func FixedConsume(orders <-chan string, count *atomic.Int64) {
	go func() {
		for order := range orders {
			if order != "" {
				count.Add(1)
			}
		}
	}()
}
