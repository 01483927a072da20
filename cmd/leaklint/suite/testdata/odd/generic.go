// Package odd has the corners of the language. What leaklint cannot follow it is
// silent about; a line that ends in "want check" is to be found all the same.
package odd

import "iter"

// Type parameters, in channels, methods, constraints and instances.

func sendOne[T any](v T) {
	ch := make(chan T)
	go func() { ch <- v }() // want sendleak
}

func fixedOne[T any](v T) T {
	ch := make(chan T)
	go func() { ch <- v }()
	return <-ch
}

type channel[T any] interface{ ~chan T }

func anyChannel[T any, C channel[T]](c C, v T) {
	go func() { c <- v }()
	go func() { // want rangeleak
		for range c {
		}
	}()
	go func() { <-c }()
}

func instances() {
	sendOne(1)
	sendOne("x")
	fixedOne(struct{}{})
	anyChannel(make(chan int), 1)
}

type box[T any] struct {
	in   chan T
	next *box[T]
}

func newBox[T any]() *box[T] {
	b := &box[T]{in: make(chan T)}
	go b.run()
	return b
}

func (b *box[T]) run() {
	for v := range b.in {
		_ = v
	}
}

func (b *box[T]) Close() { close(b.in) }

func (b *box[T]) spin() {
	go func() { // want selectleak
		select {}
	}()
}

// Recursive types, aliases, and aliases with parameters.

type (
	tree         struct{ kids []tree }
	self         chan self
	pair[A any]  struct{ other *pair[pair[int]] }
	done         = chan struct{}
	queue[T any] = chan T
	fn           func(fn) fn
)

func recursive(t tree, s self, p pair[string], f fn) {
	go func() { s <- s }()
	go f(f)
	go func() {
		for _, k := range t.kids {
			go recursive(k, s, p, f)
		}
	}()
}

func aliased(f func()) {
	d := make(done)
	go func() { // want recvleak
		<-d
		f()
	}()
	q := make(queue[int])
	go func() { q <- 1 }()
	<-q
}

// Range over functions.

func overFunc(seq iter.Seq[int]) {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range seq {
			out <- v
		}
	}()
	for range out {
	}
	for v := range seq {
		go func() {
			if v > 1 {
				return
			}
		}()
		if v > 2 {
			break
		}
	}
}

func yields(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
	}
}

func overFunc2() error {
	errs := make(chan error, 1)
	for _, err := range yields(3) {
		go func() { errs <- err }()
		if err != nil {
			return err
		}
		<-errs
	}
	return nil
}
