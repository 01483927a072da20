// Package b uses the channels of another package.
package b

import (
	"time"

	"b/async"
)

func made() int {
	out := async.Unbuffered()
	go func() { out <- 1 }() // want `made may return without receiving from out`
	select {
	case n := <-out:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

func madeRoom() int {
	out := async.Buffered()
	go func() { out <- 1 }()
	select {
	case n := <-out:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

func elsewhere() int {
	out := make(chan int)
	go async.Publish(out, 1) // want `elsewhere may return without receiving from out`
	select {
	case n := <-out:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

func received() int {
	out := make(chan int)
	go async.Publish(out, 1)
	return async.Take(out)
}

func kept() int {
	out := make(chan int)
	go async.Publish(out, 1)
	async.Keep(out)
	return 0
}
