// Package b lets another package wait.
package b

import "b/async"

func never() {
	done := make(chan struct{})
	go async.Await(done) // want `nobody sends on or closes done`
}

func closed() {
	done := make(chan struct{})
	go async.Await(done)
	close(done)
}

func stopless(f func()) {
	stop := make(chan struct{})
	go async.Until(f, stop) // want `nobody sends on or closes stop, the only way out of this goroutine's loop`
}

func stopped(f func()) (cancel func()) {
	stop := make(chan struct{})
	go async.Until(f, stop)
	return func() { close(stop) }
}
