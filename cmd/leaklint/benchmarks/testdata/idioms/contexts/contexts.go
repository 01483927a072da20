// Package contexts holds goroutines that end with a context, in the ways in
// which popular modules write it. Nothing here leaks.
package contexts

import (
	"context"
	"errors"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/idioms/helper"
)

// InCallee honors the context only two calls down.
func InCallee(ctx context.Context, in <-chan string) {
	go func() {
		for step(ctx, in) == nil {
		}
	}()
}

func step(ctx context.Context, in <-chan string) error {
	name, err := next(ctx, in)
	if err != nil {
		return err
	}
	return os.Remove(name)
}

func next(ctx context.Context, in <-chan string) (string, error) {
	select {
	case name := <-in:
		return name, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// InOtherPackage honors it in a helper of another package.
func InOtherPackage(ctx context.Context, f func()) {
	go func() {
		for helper.Sleep(ctx, time.Second) {
			f()
		}
	}()
}

// AsChannel hands ctx.Done() over as a channel.
func AsChannel(ctx context.Context, in <-chan int) {
	go drain(ctx.Done(), in)
}

func drain(stop <-chan struct{}, in <-chan int) {
	for {
		select {
		case <-in:
		case <-stop:
			return
		}
	}
}

// ThroughUntil lets a helper end the loop.
func ThroughUntil(ctx context.Context, f func()) {
	go helper.Until(f, time.Second, ctx.Done())
}

// ThroughUntilWithContext hands the context itself.
func ThroughUntilWithContext(ctx context.Context, f func(context.Context)) {
	go helper.UntilWithContext(ctx, f, time.Minute)
}

// Kept has its context and its cancel function in the struct.
type Kept struct {
	ctx    context.Context
	cancel context.CancelFunc
	events chan string
	wg     sync.WaitGroup
}

// NewKept starts a goroutine that Close ends.
func NewKept() *Kept {
	ctx, cancel := context.WithCancel(context.Background())
	k := &Kept{ctx: ctx, cancel: cancel, events: make(chan string)}
	k.wg.Add(1)
	go k.run()
	return k
}

func (k *Kept) run() {
	defer k.wg.Done()
	for {
		select {
		case name := <-k.events:
			_ = os.Remove(name)
		case <-k.ctx.Done():
			return
		}
	}
}

// Send gives up when the goroutine is gone.
func (k *Kept) Send(name string) error {
	select {
	case k.events <- name:
		return nil
	case <-k.ctx.Done():
		return k.ctx.Err()
	}
}

// Close ends the goroutine and waits for it.
func (k *Kept) Close() {
	k.cancel()
	k.wg.Wait()
}

// CloseOnDone closes the queue when the context is done.
func CloseOnDone(ctx context.Context, names []string) {
	queue := make(chan string, len(names))
	context.AfterFunc(ctx, func() { close(queue) })
	go func() {
		for name := range queue {
			_ = os.Remove(name)
		}
	}()
}

// queue is woken by the context through a condition.
type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []int
	closed bool
}

// Woken ends when the context has closed the queue.
func Woken(ctx context.Context, f func(int)) {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	context.AfterFunc(ctx, q.close)
	go func() {
		for {
			item, ok := q.pop()
			if !ok {
				return
			}
			f(item)
		}
	}()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.cond.Broadcast()
}

func (q *queue) pop() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	if q.closed {
		return 0, false
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, true
}

// Checked looks at ctx.Err() in the head of its loop.
func Checked(ctx context.Context, f func() error) {
	go func() {
		for ctx.Err() == nil {
			if f() != nil {
				time.Sleep(10 * time.Millisecond)
			}
		}
	}()
}

// Labeled leaves the loop by its label.
func Labeled(ctx context.Context, in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
	loop:
		for {
			select {
			case n, ok := <-in:
				if !ok {
					break loop
				}
				select {
				case out <- n * 2:
				case <-ctx.Done():
					break loop
				}
			case <-ctx.Done():
				break loop
			}
		}
	}()
	return out
}

// Group has producers and consumer under one errgroup: the first error
// cancels all.
func Group(ctx context.Context, names []string) error {
	g, ctx := errgroup.WithContext(ctx)
	files := make(chan string)
	g.Go(func() error {
		defer close(files)
		for _, name := range names {
			select {
			case files <- name:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range 4 {
		g.Go(func() error {
			for name := range files {
				if err := os.Remove(name); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// Derived waits for a context of its own with a timeout.
func Derived(f func(context.Context)) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		f(ctx)
		<-ctx.Done()
	}()
}

// Merged ends with either of two contexts.
func Merged(a, b context.Context) context.Context {
	ctx, cancel := context.WithCancel(a)
	go func() {
		select {
		case <-ctx.Done():
		case <-b.Done():
		}
		cancel()
	}()
	return ctx
}

// Watch closes its result when the context is done.
func Watch(ctx context.Context, period time.Duration, f func() int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		ticker := time.NewTicker(period)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
			select {
			case out <- f():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Interrupts waits for the end of the call or of the context, with a channel
// that the deferred close answers.
func Interrupts(ctx context.Context, c *os.File, buf []byte) (int, error) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			_ = c.SetDeadline(time.Unix(1, 0))
		case <-done:
		}
	}()
	return c.Read(buf)
}

// Detached keeps the work of a handler running on purpose, with a bound.
func Detached(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		helper.Sleep(ctx, 10*time.Second)
	}()
}

// Quick starts work in a handler that does not wait for anything.
func Quick(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	go func() {
		_ = os.Remove(path)
	}()
}

// FirstOf asks all and takes the first answer; the others see the context.
func FirstOf(ctx context.Context, ask []func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer)
	for _, f := range ask {
		go func() {
			text, err := f(ctx)
			select {
			case answers <- answer{text, err}:
			case <-ctx.Done():
			}
		}()
	}
	for range ask {
		select {
		case a := <-answers:
			if a.err == nil {
				return a.text, nil
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", errors.New("no answer")
}
