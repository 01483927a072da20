// Package async waits for the channels of others.
package async

import "time"

// Await waits until done is closed.
func Await(done <-chan struct{}) { <-done }

// Until calls f every second until stop is closed.
func Until(f func(), stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Second):
			f()
		}
	}
}
