// Command entry starts goroutines that live as long as the process, some of which
// nobody can ever answer.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

var (
	ready = make(chan struct{})
	once  sync.Once
)

type task struct{ finished chan struct{} }

func main() {
	done := make(chan struct{})
	go func() { // want `nobody sends on or closes done`
		<-done
		fmt.Println("done")
	}()

	results := make(chan int)
	go func() {
		fmt.Println(<-results)
	}()
	if len(os.Args) > 1 {
		results <- 1 // when it is not sent, the process ends anyway
	}

	go func() {
		<-ready
	}()

	t := task{finished: make(chan struct{})}
	go t.wait() // want `nobody sends on or closes finished`

	once.Do(func() {
		never := make(chan int)
		go receive(never) // want `nobody sends on or closes never`
	})
	run()
	time.Sleep(time.Second)
}

func init() {
	late := make(chan bool)
	go func() { // want `nobody sends on or closes late`
		if <-late {
			fmt.Println("late")
		}
	}()
	close(ready)
}

func (t task) wait() { <-t.finished }

func receive[T any](ch <-chan T) { fmt.Println(<-ch) }

// run never returns.
func run() {
	first, second := make(chan int), make(chan int)
	go func() { // want `nobody sends on or closes first`
		fmt.Println(<-first)
	}()
	go func() {
		fmt.Println(<-second)
	}()
	for {
		select {
		case second <- 1:
		case <-time.After(time.Second):
		}
	}
}
