// Package conditions has receives that are answered under conditions: where these
// cover every path nothing is reported, and else it is.
package conditions

import (
	"context"
	"sync"
)

func work() {}

func twice(n int) {
	in := make(chan int)
	go func() { <-in }()
	if n == 0 {
		close(in)
	}
	work()
	if n != 0 {
		in <- n
	}
}

func otherNumber(n int) {
	in := make(chan int)
	go func() { <-in }() // want `otherNumber may return without sending on or closing in`
	if n == 0 {
		close(in)
	}
	work()
	if n > 0 {
		in <- n
	}
}

func barrier(n int) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	wg.Add(n)
	for range n {
		go func() {
			wg.Done()
			<-start
		}()
	}
	wg.Wait()
	close(start)
}

// woken has a case without a body, beside another that leaves.
type woken struct{ wake, done chan struct{} }

func newWoken() *woken {
	w := &woken{wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *woken) Stop() { close(w.done) }

func (w *woken) loop() {
	for {
		select {
		case <-w.wake:
		case <-w.done:
			return
		}
	}
}

func withContext(ctx context.Context) {
	wake, more := make(chan int), make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-wake:
			case <-more:
			case <-ctx.Done():
				println(n)
				return
			}
			n++
		}
	}()
}

// onlyWake is left by nothing but a channel that nobody sends on.
func onlyWake() {
	wake, tick := make(chan int), make(chan int, 1)
	go func() { // want `nobody sends on or closes wake, the only way out of this goroutine's loop`
		for {
			select {
			case tick <- 1:
			case <-wake:
				return
			}
		}
	}()
}

type lookup struct {
	key   string
	value chan int
}

// table answers each question that it takes.
type table struct {
	lookups chan lookup
	quit    chan struct{}
}

func newTable(m map[string]int) *table {
	t := &table{lookups: make(chan lookup), quit: make(chan struct{})}
	go t.serve(m)
	return t
}

func (t *table) serve(m map[string]int) {
	for {
		select {
		case l := <-t.lookups:
			l.value <- m[l.key]
		case <-t.quit:
			return
		}
	}
}

func (t *table) get(key string) int {
	l := lookup{key, make(chan int, 1)}
	select {
	case t.lookups <- l:
		return <-l.value
	case <-t.quit:
		return 0
	}
}

func UseTable(m map[string]int) {
	t := newTable(m)
	defer close(t.quit)
	go func() { println(t.get("a")) }()
}

// job is handed over by a pointer, and answered by a close in a helper.
type job struct {
	n    int
	done chan struct{}
}

func (j *job) finish() { close(j.done) }

type worker struct {
	jobs chan *job
	quit chan struct{}
}

func newWorker() *worker {
	w := &worker{jobs: make(chan *job), quit: make(chan struct{})}
	go w.run()
	return w
}

func (w *worker) run() {
	for {
		select {
		case j := <-w.jobs:
			if j.n > 0 {
				work()
			}
			j.finish()
		case <-w.quit:
			return
		}
	}
}

func UseWorker() {
	w := newWorker()
	go func() {
		j := &job{done: make(chan struct{})}
		select {
		case w.jobs <- j:
		case <-w.quit:
			return
		}
		<-j.done
	}()
	close(w.quit)
}

// forgetful does not answer every question.
type question struct{ answer chan int }

type forgetful struct {
	asked chan question
	quit  chan struct{}
}

func newForgetful() *forgetful {
	f := &forgetful{asked: make(chan question), quit: make(chan struct{})}
	go f.run()
	return f
}

func (f *forgetful) run() {
	for n := 0; ; n++ {
		select {
		case q := <-f.asked:
			if n > 10 {
				return
			}
			q.answer <- n
		case <-f.quit:
			return
		}
	}
}

func UseForgetful() {
	f := newForgetful()
	go func() { // want `run may return without sending on or closing the channel`
		q := question{make(chan int, 1)}
		select {
		case f.asked <- q:
			println(<-q.answer)
		case <-f.quit:
		}
	}()
	close(f.quit)
}
