package main

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble parks goroutines in a synctest bubble, calls before outside of it,
// and then calls do while they are parked.
func inBubble(before, do func()) {
	go testing.Main(
		func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestBubble", F: func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				go func() { <-make(chan int) }()
				go func() { make(chan int) <- 1 }()
				go func() { select {} }()
				go func() {
					var wg sync.WaitGroup
					wg.Add(1)
					wg.Wait()
				}()
				go func() { time.Sleep(time.Hour) }()
				synctest.Wait()
				outside <- true
				<-outside // until the program exits
			})
		}}},
		nil, nil,
	)
	<-outside
	before()
	do()
}

// outside was not made in a bubble: blocking on it is not durable.
var outside = make(chan bool)
