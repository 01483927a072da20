// Package leaving sends under a lock to receivers that may leave, and then ask for
// that lock.
package leaving

import (
	"context"
	"sync"
)

type hub struct {
	mu      sync.Mutex
	clients map[*client]bool
}

type client struct {
	hub  *hub
	in   chan []byte
	quit chan struct{}
}

func (h *hub) join() *client {
	c := &client{hub: h, in: make(chan []byte), quit: make(chan struct{})}
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	go c.pump()
	return c
}

func (h *hub) broadcast(b []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.in <- b // want `\(\*hub\).broadcast sends to in while it holds h.mu, which whoever receives asks for when it leaves, so both block forever`
	}
}

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

func (c *client) pump() {
	defer c.hub.leave(c)
	for {
		select {
		case b := <-c.in:
			println(len(b))
		case <-c.quit:
			return
		}
	}
}

func (c *client) Stop() { close(c.quit) }

// The send has a way out as well.
type safeHub struct {
	mu      sync.Mutex
	clients map[*safeClient]bool
}

type safeClient struct {
	hub  *safeHub
	in   chan []byte
	quit chan struct{}
}

func (h *safeHub) join() *safeClient {
	c := &safeClient{hub: h, in: make(chan []byte), quit: make(chan struct{})}
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	go c.pump()
	return c
}

func (h *safeHub) broadcast(b []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		select {
		case c.in <- b:
		case <-c.quit:
		}
	}
}

func (c *safeClient) pump() {
	defer func() {
		c.hub.mu.Lock()
		delete(c.hub.clients, c)
		c.hub.mu.Unlock()
	}()
	for {
		select {
		case b := <-c.in:
			println(len(b))
		case <-c.quit:
			return
		}
	}
}

func (c *safeClient) Stop() { close(c.quit) }

// Only who has the lock says that the receiver is to leave.
type toldHub struct {
	mu      sync.Mutex
	clients map[*toldClient]bool
}

type toldClient struct {
	hub  *toldHub
	in   chan []byte
	quit chan struct{}
}

func (h *toldHub) join() *toldClient {
	c := &toldClient{hub: h, in: make(chan []byte), quit: make(chan struct{})}
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	go c.pump()
	return c
}

func (h *toldHub) broadcast(b []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.in <- b
	}
}

func (h *toldHub) Stop(c *toldClient) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(c.quit)
}

func (c *toldClient) pump() {
	for {
		select {
		case b := <-c.in:
			println(len(b))
		case <-c.quit:
			c.hub.mu.Lock()
			delete(c.hub.clients, c)
			c.hub.mu.Unlock()
			return
		}
	}
}

// What is left is taken by another goroutine while the receiver waits for the lock.
type drained struct {
	mu   sync.Mutex
	in   chan int
	quit chan struct{}
}

func newDrained() *drained {
	d := &drained{in: make(chan int), quit: make(chan struct{})}
	go d.run()
	return d
}

func (d *drained) put(v int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in <- v
}

func (d *drained) run() {
	for {
		select {
		case v := <-d.in:
			println(v)
		case <-d.quit:
			go d.drain()
			d.mu.Lock()
			d.mu.Unlock()
			return
		}
	}
}

func (d *drained) drain() {
	for range d.in {
	}
}

func (d *drained) Stop() { close(d.quit) }

// One of several receivers leaves, and the others go on.
type workers struct {
	mu   sync.Mutex
	in   chan int
	n    int
	quit chan struct{}
}

func newWorkers() *workers {
	w := &workers{in: make(chan int), quit: make(chan struct{})}
	for range 4 {
		go w.run()
	}
	return w
}

func (w *workers) put(v int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.in <- v
}

func (w *workers) run() {
	for {
		select {
		case v := <-w.in:
			println(v)
		case <-w.quit:
			w.mu.Lock()
			w.n--
			w.mu.Unlock()
			return
		}
	}
}

func (w *workers) Stop() { close(w.quit) }

// Whoever reads stops when its context is done, and then closes.
type node struct {
	mu    sync.RWMutex
	conns map[string]*conn
}

type conn struct {
	node *node
	name string
	ctx  context.Context
	in   chan []byte
}

func (n *node) Listen(ctx context.Context, name string) *conn {
	c := &conn{node: n, name: name, ctx: ctx, in: make(chan []byte)}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[name] = c
	return c
}

func (n *node) Deliver(name string, b []byte) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if c, ok := n.conns[name]; ok {
		c.in <- b // want `\(\*node\).Deliver sends to in while it holds n.mu, which whoever receives asks for when it leaves`
	}
}

func (c *conn) Read() ([]byte, error) {
	select {
	case b := <-c.in:
		return b, nil
	case <-c.ctx.Done():
		return nil, c.ctx.Err()
	}
}

func (c *conn) Close() {
	c.node.mu.Lock()
	defer c.node.mu.Unlock()
	delete(c.node.conns, c.name)
}

// The lock is given back before the send.
type freeNode struct {
	mu    sync.RWMutex
	conns map[string]*freeConn
}

type freeConn struct {
	node *freeNode
	ctx  context.Context
	in   chan []byte
}

func (n *freeNode) Listen(ctx context.Context, name string) *freeConn {
	c := &freeConn{node: n, ctx: ctx, in: make(chan []byte)}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[name] = c
	return c
}

func (n *freeNode) Deliver(name string, b []byte) {
	n.mu.RLock()
	c := n.conns[name]
	n.mu.RUnlock()
	if c == nil {
		return
	}
	select {
	case c.in <- b:
	case <-c.ctx.Done():
	}
}

func (c *freeConn) Read() ([]byte, error) {
	select {
	case b := <-c.in:
		return b, nil
	case <-c.ctx.Done():
		return nil, c.ctx.Err()
	}
}

func (n *freeNode) Remove(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.conns, name)
}

// Nothing that the receiver does when it leaves needs the lock.
type keptNode struct {
	mu    sync.RWMutex
	conns map[string]*keptConn
}

type keptConn struct {
	ctx context.Context
	in  chan []byte
}

func (n *keptNode) Listen(ctx context.Context, name string) *keptConn {
	c := &keptConn{ctx: ctx, in: make(chan []byte)}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[name] = c
	return c
}

func (n *keptNode) Deliver(name string, b []byte) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	n.conns[name].in <- b
}

func (c *keptConn) Read() ([]byte, error) {
	select {
	case b := <-c.in:
		return b, nil
	case <-c.ctx.Done():
		return nil, c.ctx.Err()
	}
}
