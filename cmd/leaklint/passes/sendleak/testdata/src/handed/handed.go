// Package handed has functions that return a channel with a stream of values, and
// callers of them.
package handed

func All(xs []string) <-chan string {
	ch := make(chan string)
	go func() { // want `Has may return before it has received all that is sent on ch, which leaves this goroutine blocked`
		defer close(ch)
		for _, x := range xs {
			ch <- x
		}
	}()
	return ch
}

func Has(xs []string, pred func(string) bool) bool {
	for x := range All(xs) {
		if pred(x) {
			return true
		}
	}
	return false
}

func AllUntil(xs []string, done <-chan struct{}) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, x := range xs {
			select {
			case ch <- x:
			case <-done:
				return
			}
		}
	}()
	return ch
}

func HasUntil(xs []string, pred func(string) bool) bool {
	done := make(chan struct{})
	defer close(done)
	for x := range AllUntil(xs, done) {
		if pred(x) {
			return true
		}
	}
	return false
}

// Each is taken from to the end by the one caller that is seen.
func Each(xs []string) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, x := range xs {
			ch <- x
		}
	}()
	return ch
}

func Count(xs []string) (n int) {
	for range Each(xs) {
		n++
	}
	return n
}

// Numbers is a generic stream of which one method takes the first value only.
func Numbers[T any](first T, next func(T) (T, bool)) <-chan T {
	ch := make(chan T)
	go func() { // want `First may return before it has received all that is sent on ch`
		defer close(ch)
		for v, ok := first, true; ok; v, ok = next(v) {
			ch <- v
		}
	}()
	return ch
}

type counter struct{ step int }

func (c counter) First() int {
	stream := Numbers(c.step, func(v int) (int, bool) { return v + c.step, true })
	return <-stream
}
