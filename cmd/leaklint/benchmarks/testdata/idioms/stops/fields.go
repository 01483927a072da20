// Package stops holds goroutines that end because their owner says so: by a
// channel in a field, a function that is handed back, a type with a Close.
// Nothing here leaks.
package stops

import (
	"sync"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/idioms/helper"
)

// Closed has a stop channel that another method closes.
type Closed struct {
	stop chan struct{}
	in   chan int
	sum  int
}

// Start starts the loop.
func (c *Closed) Start() {
	c.stop = make(chan struct{})
	go c.loop()
}

func (c *Closed) loop() {
	for {
		select {
		case n := <-c.in:
			c.sum += n
		case <-c.stop:
			return
		}
	}
}

// Stop ends the loop.
func (c *Closed) Stop() { close(c.stop) }

// base is embedded: the field is closed through it.
type base struct {
	quit chan struct{}
	once sync.Once
}

func (b *base) shutdown() { b.once.Do(func() { close(b.quit) }) }

// Embedded gets its end from the type that it embeds.
type Embedded struct {
	base
	work chan func()
}

// NewEmbedded starts the loop.
func NewEmbedded() *Embedded {
	e := &Embedded{base: base{quit: make(chan struct{})}, work: make(chan func(), 8)}
	go func() {
		for {
			select {
			case f := <-e.work:
				f()
			case <-e.quit:
				return
			}
		}
	}()
	return e
}

// Close ends the loop.
func (e *Embedded) Close() { e.shutdown() }

// Sent is told to stop by a message, and answers on a channel inside of it.
type Sent struct {
	stop chan chan error
	tick *time.Ticker
}

// NewSent starts the loop.
func NewSent() *Sent {
	s := &Sent{stop: make(chan chan error), tick: time.NewTicker(time.Second)}
	go s.loop()
	return s
}

func (s *Sent) loop() {
	for {
		select {
		case <-s.tick.C:
		case reply := <-s.stop:
			s.tick.Stop()
			reply <- nil
			return
		}
	}
}

// Close asks, and waits for the answer.
func (s *Sent) Close() error {
	reply := make(chan error)
	s.stop <- reply
	return <-reply
}

// Ranged ends when its queue is closed by a function of the package.
type Ranged struct{ queue chan string }

// NewRanged starts the loop.
func NewRanged(f func(string)) *Ranged {
	r := &Ranged{queue: make(chan string, 16)}
	go func() {
		for name := range r.queue {
			f(name)
		}
	}()
	return r
}

// Finish closes the queue.
func Finish(r *Ranged) {
	queue := r.queue
	close(queue)
}

// Drained stops, and then empties what is left.
type Drained struct {
	stop, stopped chan struct{}
	in            chan int
	sum           int
}

// NewDrained starts the loop.
func NewDrained() *Drained {
	d := &Drained{stop: make(chan struct{}), stopped: make(chan struct{}), in: make(chan int)}
	go d.loop()
	return d
}

func (d *Drained) loop() {
	defer close(d.stopped)
	for {
		select {
		case n := <-d.in:
			d.sum += n
		case <-d.stop:
			for {
				select {
				case n := <-d.in:
					d.sum += n
				default:
					return
				}
			}
		}
	}
}

// Close stops, and waits until all is drained.
func (d *Drained) Close() {
	close(d.stop)
	<-d.stopped
}

// Emptied closes its stop channel, and then receives until its producer is gone.
func Emptied(next func() int) (take func() int, stop func()) {
	out := make(chan int)
	quit := make(chan struct{})
	go func() {
		defer close(out)
		for {
			n := next()
			select {
			case <-quit:
				return
			default:
			}
			out <- n
		}
	}()
	take = func() int { return <-out }
	stop = func() {
		close(quit)
		for range out {
		}
	}
	return take, stop
}

// HandedBack gives the caller the function that ends the loop.
func HandedBack(f func()) (cancel func()) {
	stop := make(chan struct{})
	var once sync.Once
	go helper.Until(f, time.Second, stop)
	return func() { once.Do(func() { close(stop) }) }
}

// Stopper ends with a stopper of another package.
func Stopper(f func()) *helper.Stopper {
	s := helper.NewStopper()
	go func() {
		for {
			select {
			case <-s.Stopped():
				return
			case <-time.After(time.Second):
				f()
			}
		}
	}()
	return s
}

// Holder keeps a worker, whose Close it calls in its own.
type Holder struct{ worker *helper.Worker }

// NewHolder starts the worker.
func NewHolder(f func()) *Holder { return &Holder{worker: helper.NewWorker(f)} }

// Close ends the worker.
func (h *Holder) Close() error { return h.worker.Close() }

// Returned hands the worker to its caller.
func Returned(f func()) *helper.Worker {
	w := helper.NewWorker(f)
	return w
}

// Closer hands only the Close method on.
func Closer(f func()) (closer func() error) {
	w := helper.NewWorker(f)
	return w.Close
}

// Deferred closes the worker on every path.
func Deferred(f func(), more func() error) error {
	w := helper.NewWorker(f)
	defer w.Close()
	return more()
}

// Failing closes the worker also on the error path.
func Failing(f func(), more func() error) (*helper.Worker, error) {
	w := helper.NewWorker(f)
	if err := more(); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

// Registered keeps its worker in a list.
type Registered struct{ workers []*helper.Worker }

// Add starts one more.
func (r *Registered) Add(f func()) { r.workers = append(r.workers, helper.NewWorker(f)) }

// Close ends them all.
func (r *Registered) Close() {
	for _, w := range r.workers {
		_ = w.Close()
	}
}

// Group has one stop channel for many goroutines, and a slice of inputs.
type Group struct {
	stop   chan struct{}
	inputs []chan int
	wg     sync.WaitGroup
}

// Start starts a goroutine per input.
func (g *Group) Start(n int) {
	for range n {
		in := make(chan int)
		g.inputs = append(g.inputs, in)
		g.wg.Go(func() {
			for {
				select {
				case <-in:
				case <-g.stop:
					return
				}
			}
		})
	}
}

// Close ends them.
func (g *Group) Close() {
	close(g.stop)
	g.wg.Wait()
}

// Toggle uses a nil channel to switch a case of its select off.
func Toggle(in <-chan int, stop <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		var pending []int
		for {
			var send chan<- int
			var first int
			if len(pending) > 0 {
				send, first = out, pending[0]
			}
			select {
			case n := <-in:
				pending = append(pending, n)
			case send <- first:
				pending = pending[1:]
			case <-stop:
				return
			}
		}
	}()
	return out
}

// Broadcaster closes the channels of its subscribers, which it has in a map.
type Broadcaster struct {
	mu   sync.Mutex
	subs map[int]chan string
}

// Subscribe starts a goroutine that ends when the subscription does.
func (b *Broadcaster) Subscribe(f func(string)) (cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[int]chan string{}
	}
	id := len(b.subs)
	ch := make(chan string, 4)
	b.subs[id] = ch
	go func() {
		for text := range ch {
			f(text)
		}
	}()
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		close(b.subs[id])
		delete(b.subs, id)
	}
}
