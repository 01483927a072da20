// Package dep has objects with goroutines, for the facts about them.
package dep

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Watcher has a stop channel that Close closes.
type Watcher struct {
	stop   chan struct{}
	events chan int
	n      int
}

func NewWatcher(n int) (*Watcher, error) { // want NewWatcher:`owner result0\[Close\]`
	if n < 0 {
		return nil, errors.New("negative")
	}
	w := &Watcher{stop: make(chan struct{}), events: make(chan int, 1)}
	go w.run()
	return w, nil
}

func (w *Watcher) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			w.n++
		case <-w.stop:
			return
		}
	}
}

func (w *Watcher) Close() { close(w.stop) }

func (w *Watcher) Name() string { return "watcher" }

var all []*Watcher

// Register keeps the receiver.
func (w *Watcher) Register() { all = append(all, w) }

// Pool keeps the cancel function of a context; the release is called Halt.
type Pool struct {
	cancel context.CancelFunc
	jobs   chan func()
	wg     sync.WaitGroup
}

func NewPool() *Pool { // want NewPool:`owner result0\[Halt\]`
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pool{cancel: cancel, jobs: make(chan func())}
	p.wg.Add(1)
	go p.loop(ctx)
	return p
}

func (p *Pool) loop(ctx context.Context) {
	defer p.wg.Done()
	for {
		select {
		case job := <-p.jobs:
			job()
		case <-ctx.Done():
			return
		}
	}
}

func (p *Pool) Halt() {
	p.cancel()
	p.wg.Wait()
}

// Queue ends when its flag is set, seen under a lock.
type Queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []int
	closed bool
}

func NewQueue() *Queue { // want NewQueue:`owner result0\[Shut\]`
	q := &Queue{}
	q.cond = sync.NewCond(&q.mu)
	q.start()
	return q
}

func (q *Queue) start() {
	go func() {
		for {
			item, ok := q.pop()
			if !ok {
				return
			}
			_ = item
		}
	}()
}

func (q *Queue) pop() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if q.closed {
			return 0, false
		}
		q.cond.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, true
}

func (q *Queue) Shut() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

// Store holds a queue of its own.
type Store struct {
	queue *Queue
}

func OpenStore() *Store { // want OpenStore:`owner result0\[Close\]`
	return &Store{queue: NewQueue()}
}

func (s *Store) Close() error {
	s.queue.Shut()
	return nil
}

// Every returns the function that ends what it starts.
func Every(d time.Duration, f func()) (stop func()) { // want Every:`owner result0:call`
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-time.After(d):
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}

// Follow ends with the context that it is given, too.
func Follow(ctx context.Context) *Pool { // want Follow:`owner result0\[Halt\]`
	ctx, cancel := context.WithCancel(ctx)
	p := &Pool{cancel: cancel, jobs: make(chan func())}
	p.wg.Add(1)
	go p.loop(ctx)
	return p
}

// Recorder is all that callers see of a record.
type Recorder interface {
	Start()
	Wait() error
}

type record struct {
	stop chan struct{}
}

var records = map[string]*record{}

// Record makes a recorder, which is kept in a map too, and does not start it.
func Record(name string) (Recorder, error) { // want Record:`owner result0:\[Start\] then \[Wait\]`
	if name == "" {
		return nil, errors.New("no name")
	}
	r := &record{stop: make(chan struct{})}
	records[name] = r
	return r, nil
}

func (r *record) Start() { // want Start:`owner param0\[Wait\]`
	go r.loop()
}

func (r *record) loop() {
	for {
		select {
		case <-r.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func (r *record) Wait() error {
	close(r.stop)
	return nil
}

// Once ends by itself.
func Once(f func()) *Watcher {
	w := &Watcher{stop: make(chan struct{})}
	go f()
	return w
}

// Service has to be started, which may fail.
type Service struct {
	stop chan struct{}
	name string
}

func NewService(name string) *Service { // want NewService:`owner result0:\[Start TryStart\] then \[Stop\]`
	return &Service{name: name, stop: make(chan struct{})}
}

// OpenService starts it, too.
func OpenService(name string) (*Service, error) { // want OpenService:`owner result0\[Stop\]`
	s := NewService(name)
	if err := s.Start(context.Background()); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Service) Start(context.Context) error { // want Start:`owner param0\[Stop\]`
	if s.name == "" {
		return errors.New("no name")
	}
	go s.loop()
	return nil
}

// TryStart reports whether it has started.
func (s *Service) TryStart() bool { // want TryStart:`owner param0\[Stop\]`
	if s.name == "" {
		return false
	}
	go s.loop()
	return true
}

func (s *Service) loop() {
	for {
		select {
		case <-s.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func (s *Service) Stop() { close(s.stop) }

// Port has listeners, by which it is closed, too.
type Port struct{ stop chan struct{} }

// Listener is one of a port.
type Listener struct{ port *Port }

func (l *Listener) Close() { l.port.Close() }

func (p *Port) Listen() (*Listener, error) { // want Listen:`owner param0\[Close\]`
	go p.loop()
	return &Listener{p}, nil
}

func (p *Port) loop() {
	for {
		select {
		case <-p.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func (p *Port) Close() { close(p.stop) }
