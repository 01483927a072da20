// Package bigbuffer sends more than a buffer of constant size holds.
package bigbuffer

import (
	"context"
	"errors"
)

func pump(ctx context.Context, next func() (string, bool), write func(string)) {
	queue := make(chan string, 2)
	go func() { // want `pump may return before it has received all that is sent on queue`
		for {
			s, ok := next()
			if !ok {
				return
			}
			queue <- s
		}
	}()
	for {
		select {
		case e := <-queue:
			write(e)
		case <-ctx.Done():
			return
		}
	}
}

func pumpTold(ctx context.Context, next func() (string, bool), write func(string)) {
	queue := make(chan string, 2)
	go func() {
		for {
			s, ok := next()
			if !ok {
				return
			}
			select {
			case queue <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case e := <-queue:
			write(e)
		case <-ctx.Done():
			return
		}
	}
}

func first(xs []int, good func(int) bool) int {
	found := make(chan int, 3)
	go func() { // want `first may return before it has received all that is sent on found`
		defer close(found)
		for _, x := range xs {
			found <- x
		}
	}()
	for x := range found {
		if good(x) {
			return x
		}
	}
	return 0
}

func all(xs []int, take func(int)) {
	found := make(chan int, 3)
	go func() {
		defer close(found)
		for _, x := range xs {
			found <- x
		}
	}()
	for x := range found {
		take(x)
	}
}

func three(f func() error) error {
	errs := make(chan error, 2)
	for range 3 {
		go func() { errs <- f() }() // want `three may return before it has received all that is sent on errs`
	}
	for range 3 {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// many has room for as many as the author expected.
func many(fs []func() error) error {
	errs := make(chan error, 2)
	for _, f := range fs {
		go func() { errs <- f() }()
	}
	for range fs {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func manyRoom(fs []func() error) error {
	errs := make(chan error, len(fs))
	for _, f := range fs {
		go func() { errs <- f() }()
	}
	for range fs {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func two(f, g func() error) error {
	errs := make(chan error, 2)
	go func() { errs <- f() }()
	go func() { errs <- g() }()
	return <-errs
}

// tokens are taken before each goroutine is started, which gives its own back.
func tokens(fs []func()) {
	free := make(chan int, 4)
	for i := range 4 {
		free <- i
	}
	for _, f := range fs {
		t := <-free
		go func() {
			f()
			free <- t
		}()
	}
}

type lines struct {
	next func() (string, error)
	buf  chan string
}

func (l *lines) read() {
	for {
		s, err := l.next()
		if err != nil {
			close(l.buf)
			return
		}
		l.buf <- s
	}
}

func firstLine(next func() (string, error)) (string, error) {
	l := &lines{next, make(chan string, 8)}
	go l.read() // want `firstLine may return before it has received all that is sent on the channel`
	s, ok := <-l.buf
	if !ok {
		return "", errors.New("empty")
	}
	return s, nil
}
