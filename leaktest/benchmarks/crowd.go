package main

import "sync"

// A crowd is a number of goroutines that are parked and have nothing to do with
// what is checked.
type crowd struct {
	size  int
	stop  chan struct{}
	group sync.WaitGroup
}

// grow starts goroutines until there are size of them, and returns when all of
// them are parked or about to be.
func (c *crowd) grow(size int) {
	if c.stop == nil {
		c.stop = make(chan struct{})
	}
	var started sync.WaitGroup
	for ; c.size < size; c.size++ {
		started.Add(1)
		c.group.Go(func() {
			started.Done()
			<-c.stop
		})
	}
	started.Wait()
}

// dismiss ends one of them, if there are any.
func (c *crowd) dismiss() {
	if c.size > 0 {
		c.stop <- struct{}{}
		c.size--
	}
}

// leave ends all of them.
func (c *crowd) leave() {
	if c.stop != nil {
		close(c.stop)
		c.group.Wait()
	}
}
