// Package outside has objects whose receiver is run by code out of sight: an
// exported method, or one that is called through an interface.
package outside

import "context"

// A Runner is run by whoever imports the package.
type Runner interface {
	Run(ctx context.Context)
	Submit(n int)
}

type runner struct {
	results chan int
	sum     int
}

// New returns a runner that is not run yet.
func New() Runner { return &runner{results: make(chan int)} }

// Run takes results until it is stopped.
func (r *runner) Run(ctx context.Context) {
	for {
		select {
		case n := <-r.results:
			r.sum += n
			if r.sum > 100 {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// Submit starts a goroutine that nobody waits for once Run has been stopped.
func (r *runner) Submit(n int) {
	go r.submit(n) // want `\(\*runner\)\.Run may return without receiving from results, which leaves this goroutine blocked in its send forever \(sendleak\)`
}

func (r *runner) submit(n int) { r.results <- n * n }

// A Queue is stopped by closing a channel.
type Queue struct {
	stop  chan struct{}
	items chan string
	last  string
}

func NewQueue() *Queue {
	return &Queue{stop: make(chan struct{}), items: make(chan string)}
}

func (q *Queue) Serve() {
	for {
		select {
		case q.last = <-q.items:
		case <-q.stop:
			return
		}
	}
}

func (q *Queue) Stop() { close(q.stop) }

func (q *Queue) Put(s string) {
	go func() { // want `\(\*Queue\)\.Serve may return without receiving from items`
		q.items <- s
	}()
}

// Near misses.

// PutOrStop listens for the stop, too.
func (q *Queue) PutOrStop(s string) {
	go func() {
		select {
		case q.items <- s:
		case <-q.stop:
		}
	}()
}

// A Reader receives once in each call, and the next call takes what is left.
type Reader struct{ lines chan string }

func NewReader() *Reader { return &Reader{make(chan string)} }

func (r *Reader) Next(ctx context.Context) string {
	select {
	case s := <-r.lines:
		return s
	case <-ctx.Done():
		return ""
	}
}

func (r *Reader) Feed(s string) {
	go func() { r.lines <- s }()
}

// A Client is run again after an error.
type Client struct {
	sent   chan int
	failed chan error
}

func NewClient() *Client { return &Client{make(chan int), make(chan error)} }

func (c *Client) Run() error {
	for {
		select {
		case <-c.sent:
		case err := <-c.failed:
			return err
		}
	}
}

func (c *Client) Send(n int) {
	go func() { c.sent <- n }()
}

func (c *Client) Fail(err error) { c.failed <- err }

// A Drain takes what is left when it is stopped.
type Drain struct{ in chan int }

func NewDrain() *Drain { return &Drain{make(chan int)} }

func (d *Drain) Run(ctx context.Context) {
	for {
		select {
		case <-d.in:
		case <-ctx.Done():
			for range d.in {
			}
			return
		}
	}
}

func (d *Drain) Put(n int) {
	go func() { d.in <- n }()
}

func (d *Drain) Close() { close(d.in) }

// A Range ends when its channel is closed, and after a setup that failed: then it
// has not begun.
type Range struct{ in chan int }

func NewRange() *Range { return &Range{make(chan int)} }

func (r *Range) Run(setup func() error) error {
	if err := setup(); err != nil {
		return err
	}
	for range r.in {
	}
	return nil
}

func (r *Range) Put(n int) {
	go func() { r.in <- n }()
}

func (r *Range) Close() { close(r.in) }

// A Pair has a second receiver that is never stopped.
type Pair struct{ in chan int }

func NewPair() *Pair { return &Pair{make(chan int)} }

func (p *Pair) Run(ctx context.Context) {
	for {
		select {
		case <-p.in:
		case <-ctx.Done():
			return
		}
	}
}

func (p *Pair) Next() int { return <-p.in }

func (p *Pair) Put(n int) {
	go func() { p.in <- n }()
}

// Room has room for the only value.
type Room struct{ in chan int }

func NewRoom(ctx context.Context) *Room {
	r := &Room{make(chan int, 1)}
	go func() { r.in <- 1 }()
	return r
}

func (r *Room) Run(ctx context.Context) {
	for {
		select {
		case <-r.in:
		case <-ctx.Done():
			return
		}
	}
}
