// Package undecided has sends of which it is not known whether they find a receiver.
package undecided

import (
	"io"
	"time"
)

// The size of the buffer is an expression, which is taken to be right.

func sized(n int, f func() error) error {
	errs := make(chan error, n)
	go func() { errs <- f() }()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

func unsized(f func() error) error {
	errs := make(chan error)
	go func() { errs <- f() }() // want `unsized may return without receiving from errs`
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

// There is room for as many as the author expected.

func expected(list []func() error) error {
	errs := make(chan error, 4)
	for _, f := range list {
		go func() { errs <- f() }()
	}
	return <-errs
}

func unexpected(list []func() error) error {
	errs := make(chan error, 1)
	for _, f := range list {
		go func() { errs <- f() }() // want `unexpected may return before it has received all`
	}
	return <-errs
}

// What makes the function leave may be what makes the error the named one: advice.

func unlessEnd(read func() error, stop <-chan struct{}) error {
	errs := make(chan error)
	go func() {
		if err := read(); err != io.EOF {
			errs <- err
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-stop:
		return nil
	}
}

// It is started too far away for the finding to explain anything.

func far(stop bool) int {
	ch := make(chan int)
	near(ch)
	if stop {
		return 0
	}
	return <-ch
}

func near(ch chan int)    { nearer(ch) }
func nearer(ch chan int)  { nearest(ch) }
func nearest(ch chan int) { there(ch) }
func there(ch chan int)   { here(ch) }
func here(ch chan int)    { go func() { ch <- 1 }() }

// Whether a caller takes all of a stream is its own business: that is advice.

func Numbers(n int) <-chan int {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
	return ch
}

func all() {
	for i := range Numbers(10) {
		println(i)
	}
}
