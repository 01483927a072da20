// Package client has an object that owns a goroutine until Close.
package client

import (
	"errors"
	"time"
)

type pool struct{ done chan struct{} }

func newPool() *pool {
	p := &pool{done: make(chan struct{})}
	go p.reap()
	return p
}

func (p *pool) reap() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			println("reap")
		case <-p.done:
			return
		}
	}
}

func (p *pool) close() { close(p.done) }

// Client has a goroutine of its own until Close.
type Client struct{ p *pool }

// New returns a client.
func New(addr string) *Client { return &Client{p: newPool()} }

// Dial returns a client, or an error.
func Dial(addr string) (*Client, error) {
	if addr == "" {
		return nil, errors.New("no address")
	}
	return New(addr), nil
}

func (c *Client) Ping() error  { return nil }
func (c *Client) Close() error { c.p.close(); return nil }

// Task is what NewTask returns, which is known by facts.
type Task interface {
	Run() error
	Err() error
	Halt()
}

type task struct{ quit chan struct{} }

// NewTask returns a task that Run starts.
func NewTask(n int) Task {
	if n == 0 {
		return nil
	}
	return &task{quit: make(chan struct{})}
}

func (t *task) Run() error {
	if t.quit == nil {
		return errors.New("no task")
	}
	go func() { <-t.quit }()
	return nil
}

func (t *task) Err() error { return nil }
func (t *task) Halt()      { close(t.quit) }
