package a

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"dep"
)

func may() error { _, err := os.Stat("x"); return err }

// A stop channel of the function itself.

func channel() error {
	stop := make(chan struct{})
	go func() { // want `channel may return an error without closing stop, which leaves this goroutine running forever`
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	if err := may(); err != nil {
		return err
	}
	close(stop)
	return nil
}

func channelDeferred() error {
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return may()
}

// A server of net/http.

func serve(l net.Listener) error {
	srv := &http.Server{}
	go srv.Serve(l) // want `serve may return an error without a call of Close or Shutdown`
	if err := may(); err != nil {
		return err
	}
	return srv.Close()
}

func serveLiteral(l net.Listener) error {
	srv := &http.Server{}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }() // want `serveLiteral may return an error without a call of Close or Shutdown`
	if err := may(); err != nil {
		return err
	}
	srv.Shutdown(context.Background())
	return <-failed
}

func serveDeferred(l net.Listener) error {
	srv := &http.Server{}
	defer srv.Close()
	go srv.Serve(l)
	return may()
}

// A flag behind a method.

type flagged struct {
	mu      sync.Mutex
	stopped bool
}

func (f *flagged) isStopped() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stopped
}

func (f *flagged) loop() {
	for {
		if f.isStopped() {
			return
		}
		time.Sleep(time.Second)
	}
}

func (f *flagged) Stop() {
	f.mu.Lock()
	f.stopped = true
	f.mu.Unlock()
}

func newFlagged() (*flagged, error) {
	f := &flagged{}
	go f.loop() // want `newFlagged may return an error without a call of Stop`
	if err := may(); err != nil {
		return nil, err
	}
	return f, nil
}

// A signal with a value.

type signaled struct{ stop chan bool }

func (s *signaled) loop() {
	for {
		select {
		case <-s.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func (s *signaled) Close() error {
	s.stop <- true
	return nil
}

type closer interface{ Close() error }

func newSignaled() closer {
	s := &signaled{stop: make(chan bool)}
	go s.loop()
	return s
}

func useSignaled() error {
	c := newSignaled() // want `useSignaled may return an error without a call of Close`
	if err := may(); err != nil {
		return err
	}
	return c.Close()
}

// A pair of methods, and the object made in a loop.

type manager struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

func newManager() *manager {
	ctx, cancel := context.WithCancel(context.Background())
	return &manager{ctx: ctx, cancel: cancel}
}

func (m *manager) Start() error {
	m.wg.Add(1)
	go func() {
		defer m.wg.Done()
		<-m.ctx.Done()
	}()
	return nil
}

func (m *manager) Stop() {
	m.cancel()
	m.wg.Wait()
}

func managed() error {
	m := newManager() // want `managed may return an error without a call of Stop`
	if err := m.Start(); err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	m.Stop()
	return nil
}

func managedUnstarted() error {
	m := newManager()
	if err := may(); err != nil {
		return err
	}
	if err := m.Start(); err != nil {
		return err
	}
	m.Stop()
	return nil
}

// fleet keeps all that it makes.
type fleet struct{ all []*manager }

func (f *fleet) add() *manager {
	m := newManager()
	f.all = append(f.all, m)
	return m
}

func (f *fleet) launch() error {
	m := f.add()
	return m.Start()
}

type managers struct{ list []*manager }

func newManagers(n int) (*managers, error) {
	all := &managers{}
	for range n {
		m := newManager() // want `newManagers may return an error without a call of Stop`
		m.Start()
		if err := may(); err != nil {
			return nil, err
		}
		all.list = append(all.list, m)
	}
	return all, nil
}

type nested struct{ inner struct{ m *manager } }

func (n *nested) Close() { n.inner.m.Stop() }

func newNested() (*nested, error) {
	n := &nested{}
	n.inner.m = newManager()
	n.inner.m.Start() // want `newNested may return an error without a call of Close`
	if err := may(); err != nil {
		return nil, err
	}
	return n, nil
}

func twoOfThem() (a, b *manager, err error) {
	a = newManager() // want `twoOfThem may return an error without a call of Stop`
	a.Start()
	b = newManager()
	if err = b.Start(); err != nil {
		return nil, nil, err
	}
	return a, b, nil
}

func overwritten() *manager {
	m := newManager() // want `overwritten returns without a call of Stop`
	m.Start()
	m = newManager()
	return m
}

func undone() (err error) {
	m := newManager()
	m.Start()
	done := false
	defer func() {
		if !done {
			m.Stop()
		}
	}()
	if err := may(); err != nil {
		return err
	}
	done = true
	return nil
}

// The listener is the caller's, who closes it.

type given struct{ ln net.Listener }

func (g *given) serve() {
	for {
		c, err := g.ln.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

func (g *given) Close() { g.ln.Close() }

func newGiven(ln net.Listener) (*given, error) {
	g := &given{ln: ln}
	go g.serve()
	if err := may(); err != nil {
		return nil, err
	}
	return g, nil
}

// The peer may end it, but the function closes it on another path.

type peer struct{ c net.Conn }

func (p *peer) read() {
	r := bufio.NewReader(p.c)
	for {
		if _, err := r.ReadByte(); err != nil {
			return
		}
	}
}

func (p *peer) Close() { p.c.Close() }

func newPeer(addr string) (*peer, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	p := &peer{c: c}
	go p.read() // want `newPeer may return an error without a call of Close`
	if _, err := parse(addr); err != nil {
		p.Close()
		return nil, err
	}
	if err := may(); err != nil {
		return nil, err
	}
	return p, nil
}

func newPeerCloses(addr string) (*peer, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	p := &peer{c: c}
	go p.read()
	if err := may(); err != nil {
		c.Close()
		return nil, err
	}
	return p, nil
}

// Each ends the other, so that the peer decides.

type both struct {
	c    net.Conn
	done chan struct{}
}

func (b *both) read() {
	defer close(b.done)
	for {
		if _, err := b.c.Read(nil); err != nil {
			return
		}
	}
}

func (b *both) write() {
	for {
		select {
		case <-b.done:
			return
		case <-time.After(time.Second):
		}
	}
}

func newBoth(addr string) (*both, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	b := &both{c: c, done: make(chan struct{})}
	go b.read()
	go b.write()
	if err := may(); err != nil {
		return nil, err
	}
	return b, nil
}

// Whoever waits for the end of the goroutine leaves nothing behind.

type runner struct {
	stop chan struct{}
	done chan struct{}
	wg   sync.WaitGroup
}

func (r *runner) Start() {
	r.wg.Add(1)
	go func() {
		defer close(r.done)
		defer r.wg.Done()
		<-r.stop
	}()
}

func (r *runner) Stop()  { close(r.stop) }
func (r *runner) Join()  { r.wg.Wait() }
func (r *runner) Await() { <-r.done }

func (r *runner) Alive() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

func joined() {
	r := &runner{stop: make(chan struct{}), done: make(chan struct{})}
	r.Start()
	r.Join()
}

func awaited() {
	r := &runner{stop: make(chan struct{}), done: make(chan struct{})}
	r.Start()
	r.Await()
}

func alive() bool {
	r := &runner{stop: make(chan struct{}), done: make(chan struct{})}
	r.Start() // want `alive returns without a call of Stop`
	return r.Alive()
}

// The server has ended when its error arrives.

func serveUntil(ctx context.Context, l net.Listener) error {
	srv := &http.Server{}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return srv.Close()
}

func serveUntilLiteral(ctx context.Context, l net.Listener) error {
	srv := &http.Server{}
	failed := make(chan error, 1)
	go func() {
		if err := srv.Serve(l); err != nil && err != http.ErrServerClosed {
			failed <- err
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Shutdown(ctx)
	}
}

func serveReady(ctx context.Context, l net.Listener) error {
	srv := &http.Server{}
	ready := make(chan error, 1)
	go func() { // want `serveReady may return an error without a call of Close or Shutdown`
		ready <- nil
		srv.Serve(l)
	}()
	select {
	case err := <-ready:
		return err
	case <-ctx.Done():
		return srv.Shutdown(ctx)
	}
}

func readyFirst() {
	r := &readied{stop: make(chan struct{}), ready: make(chan struct{})}
	r.Start() // want `readyFirst returns without a call of Stop`
}

type readied struct{ stop, ready chan struct{} }

func (r *readied) Start() {
	go func() {
		close(r.ready)
		for {
			select {
			case <-r.stop:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	<-r.ready
}

func (r *readied) Stop() { close(r.stop) }

// What is put into a struct that is returned by value is the caller's.
type settings struct {
	watcher *dep.Watcher
	rest    int
}

var defaults = settings{rest: 1}

func withDefaults(given ...settings) settings {
	if len(given) == 0 {
		s := defaults
		s.watcher, _ = dep.NewWatcher(1)
		return s
	}
	return given[0]
}

// A method whose literal starts the goroutine of its receiver has no object of
// its own.
func (r *readied) startIf(ok func() bool) {
	start := func() {
		r.ready = make(chan struct{})
		go r.wait()
	}
	if ok() {
		start()
		return
	}
	start()
}

func (r *readied) wait() { <-r.stop }
