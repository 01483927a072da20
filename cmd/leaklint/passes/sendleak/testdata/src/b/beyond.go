package b

import "b/async"

// Who receives is a goroutine that runs a function of another package.

func dropped() {
	ch := make(chan int)
	go async.Drop(ch)
	go func() { ch <- 1 }()
}

func droppedTwice() {
	ch := make(chan int)
	go func() {
		ch <- 1 // the same goroutine sends twice, to two that receive
		ch <- 2
	}()
	go async.Drop(ch)
	go async.Drop(ch)
}
