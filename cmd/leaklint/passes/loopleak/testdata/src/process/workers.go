package process

import (
	"runtime"
	"sync"
)

var pool, perCPU, twice, unbounded sync.Once

// A set of workers is started once, as many as a loop counts.
func enqueue(names []string) {
	pool.Do(func() {
		for range 4 {
			go work()
		}
	})
	perCPU.Do(func() {
		for i := 0; i < runtime.NumCPU(); i++ {
			startWorker()
		}
		for range names {
			go work()
		}
	})
}

func startWorker() { go work() }

// enqueueNested starts them in a loop in a loop.
func enqueueNested(names map[string]int) {
	twice.Do(func() {
		for _, n := range names {
			for range n {
				go work()
			}
		}
	})
}

// enqueueWrong starts one more for whatever comes.
func enqueueWrong(names <-chan string) {
	unbounded.Do(func() {
		for range names {
			go work() // want `goroutine sends or receives in a loop`
		}
	})
}

type queue struct{ once sync.Once }

// enqueue starts workers once for each queue.
func (q *queue) enqueue() {
	q.once.Do(func() {
		for range 4 {
			go work() // want `goroutine sends or receives in a loop`
		}
	})
}

// each starts as many again in each call.
func each(names []string) {
	for range names {
		go work() // want `goroutine sends or receives in a loop`
	}
}
