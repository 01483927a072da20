// Package a has goroutines that run loops.
package a

import (
	"io"
	"log"
	"net"
	"sync"
)

type pool struct {
	jobs chan int
	quit chan struct{}
}

func newPool() *pool {
	p := &pool{jobs: make(chan int)}
	go func() { // want `goroutine sends or receives in a loop without a way out, so each call of newPool leaves one behind \(loopleak\)`
		for {
			j := <-p.jobs
			println(j)
		}
	}()
	go p.Work() // want `goroutine sends or receives in a loop without a way out`
	return p
}

// Work never returns.
func (p *pool) Work() {
	for {
		j, ok := <-p.jobs
		if !ok {
			continue // spins when the channel is closed
		}
		println(j)
	}
}

// New returns a pool whose owner has to run Work.
func New() *pool { return &pool{jobs: make(chan int)} }

func produce() {
	out := make(chan int)
	go func() { // want `goroutine sends or receives in a loop without a way out`
		for i := 0; ; i++ {
			out <- i
		}
	}()
	println(<-out)
}

func spin(done *bool) {
	go func() { // want `goroutine runs an endless loop without a way out`
		for !false {
		}
	}()
	go func() {
		for !*done {
		}
	}()
}

func recursive() { go even(2) }

// Near misses.

func even(n int) {
	if n > 0 {
		odd(n - 1)
	}
}

func odd(n int) {
	if n > 0 {
		even(n - 1)
	}
}

func (p *pool) ranges() {
	go func() {
		for j := range p.jobs {
			println(j)
		}
	}()
	go func() {
		for {
			j, ok := <-p.jobs
			if !ok {
				return
			}
			println(j)
		}
	}()
}

func accept(l net.Listener) {
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				log.Print(err)
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
}

func panics(p *pool) {
	go func() {
		for {
			if j := <-p.jobs; j < 0 {
				panic("negative job")
			}
		}
	}()
	go func() {
		for {
			mustBePositive(<-p.jobs)
		}
	}()
}

func mustBePositive(j int) {
	if j < 0 {
		log.Fatal("negative job")
	}
}

var once sync.Once

func daemon(p *pool) {
	once.Do(func() { go p.Work() })
}
