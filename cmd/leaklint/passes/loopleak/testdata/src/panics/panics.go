// Package panics has endless loops that are left by a panic.
package panics

import "errors"

var errQuit = errors.New("quit")

type queue struct{ in, quit chan int }

func (q *queue) next() int {
	select {
	case v := <-q.in:
		return v
	case <-q.quit:
		panic(errQuit)
	}
}

// deeper panics two calls down.
func (q *queue) deeper() { println(q.next()) }

func start() {
	q := &queue{make(chan int), make(chan int)}
	go func() {
		defer func() {
			if e := recover(); e != nil && e != errQuit {
				panic(e)
			}
		}()
		for {
			q.deeper()
		}
	}()
	close(q.quit)
}

// startGuarded recovers in a function around the loop.
func startGuarded() {
	q := &queue{make(chan int), make(chan int)}
	go q.guarded()
	close(q.quit)
}

func (q *queue) guarded() {
	defer catch()
	q.loop()
}

func (q *queue) loop() {
	for {
		println(q.next())
	}
}

func catch() { recover() }

// checked has a panic that nobody recovers from: it is for what never happens.
func checked(in chan int) {
	go func() { // want `endless loop without a way out`
		n := 0
		for {
			n = grow(n)
		}
	}()
}

func grow(n int) int {
	if n < 0 {
		panic("negative")
	}
	return n + 1
}

// calm recovers, and calls nothing that panics.
func calm() {
	go func() { // want `endless loop without a way out`
		defer catch()
		n := 0
		for {
			n = add(n)
		}
	}()
}

func add(n int) int { return n + 1 }
