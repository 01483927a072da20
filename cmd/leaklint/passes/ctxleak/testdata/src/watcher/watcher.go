// Package watcher has functions that start a goroutine for each call, which waits for
// the context of the caller.
package watcher

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

func Read(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	go func() { // want `goroutine ends only with the context of the caller, so each call of Read that returns before leaves one behind \(ctxleak\)`
		<-ctx.Done()
		body.Close()
	}()
	return io.ReadAll(body)
}

func ReadDerived(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	return io.ReadAll(body)
}

func ReadDone(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			body.Close()
		case <-done:
		}
	}()
	return io.ReadAll(body)
}

func ReadAfter(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() { body.Close() })
	defer stop()
	return io.ReadAll(body)
}

// Lines reads through a scanner.
func Lines(ctx context.Context, conn net.Conn, line func(string)) error {
	go closeWhenDone(ctx, conn) // want `each call of Lines that returns before leaves one behind`
	sc := bufio.NewScanner(conn)
	for sc.Scan() {
		line(sc.Text())
	}
	return sc.Err()
}

func closeWhenDone(ctx context.Context, c io.Closer) {
	<-ctx.Done()
	c.Close()
}

// Fetch works with a connection of its own.
func Fetch(ctx context.Context, addr string) (string, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	go func() { // want `each call of Fetch that returns before leaves one behind`
		<-ctx.Done()
		conn.SetDeadline(time.Unix(1, 0))
	}()
	return exchange(conn)
}

func exchange(conn net.Conn) (string, error) {
	buf := make([]byte, 10)
	n, err := conn.Read(buf)
	return string(buf[:n]), err
}

// Run waits for a command.
func Run(ctx context.Context, cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { // want `each call of Run that returns before leaves one behind`
		<-ctx.Done()
		cmd.Process.Kill()
	}()
	return cmd.Wait()
}

// A Queue wakes who waits for it.
type Queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func (q *Queue) Pop(ctx context.Context) (int, error) {
	go func() { // want `each call of \(\*Queue\).Pop that returns before leaves one behind`
		<-ctx.Done()
		q.cond.Broadcast()
	}()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && ctx.Err() == nil {
		q.cond.Wait()
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v, nil
}

// Both cancels one context with another.
func Both(ctx, other context.Context, work func(context.Context) error) error {
	both, cancel := context.WithCancel(other)
	defer cancel()
	go func() { // want `each call of Both that returns before leaves one behind`
		<-ctx.Done()
		cancel()
	}()
	return work(both)
}

// A Client has one connection for all calls.
type Client struct {
	conn net.Conn
	addr string
	stop func()
}

func (c *Client) Call(ctx context.Context, request []byte) ([]byte, error) {
	go func() { // want `each call of \(\*Client\).Call that returns before leaves one behind`
		<-ctx.Done()
		c.conn.Close()
	}()
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	return io.ReadAll(c.conn)
}

// Loop goes on as long as there is something to read, which may be once for all: that
// is advice.
func (c *Client) Loop(ctx context.Context) error {
	go func() {
		<-ctx.Done()
		c.conn.Close()
	}()
	buf := make([]byte, 10)
	for {
		if _, err := c.conn.Read(buf); err != nil {
			return err
		}
	}
}

// Dial makes a client that is closed with the context.
func Dial(ctx context.Context, addr string) (*Client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte("hello")); err != nil {
		return nil, err
	}
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return &Client{conn: conn}, nil
}

// Connect does so for a client that there is.
func (c *Client) Connect(ctx context.Context) error {
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	c.conn = conn
	return nil
}

// Attach hands the connection to somebody who is not seen.
func Attach(ctx context.Context, conn net.Conn, attach func(net.Conn) error) error {
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return attach(conn)
}

// Serve accepts connections until the context is done.
func Serve(ctx context.Context, l net.Listener) error {
	go func() {
		<-ctx.Done()
		l.Close()
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go serveConn(ctx, c)
	}
}

func serveConn(ctx context.Context, c net.Conn) {
	defer c.Close()
	go func() { // want `each call of serveConn that returns before leaves one behind`
		<-ctx.Done()
		c.Close()
	}()
	io.Copy(io.Discard, c)
}

// A feed has one message after the other.
type feed struct{ conn net.Conn }

func (f *feed) next() (string, error) {
	buf := make([]byte, 10)
	n, err := f.conn.Read(buf)
	return string(buf[:n]), err
}

func (f *feed) Close() { f.conn.Close() }

// Follow opens the feed again when it is over.
func (c *Client) Follow(ctx context.Context, q chan string) {
	for ctx.Err() == nil {
		c.follow(ctx, q)
	}
}

func (c *Client) follow(ctx context.Context, q chan string) error {
	f := &feed{conn: c.conn}
	go func() { // want `each call of \(\*Client\).follow that returns before leaves one behind`
		<-ctx.Done()
		f.Close()
	}()
	for {
		s, err := f.next()
		if err != nil {
			return err
		}
		q <- s
	}
}

// FollowStopping sees to the end of its watcher.
func (c *Client) FollowStopping(ctx context.Context, q chan string) {
	for ctx.Err() == nil {
		c.followStopping(ctx, q)
	}
}

func (c *Client) followStopping(ctx context.Context, q chan string) error {
	f := &feed{conn: c.conn}
	stop := context.AfterFunc(ctx, f.Close)
	defer stop()
	for {
		s, err := f.next()
		if err != nil {
			return err
		}
		q <- s
	}
}

// FollowOnce may be called once for all.
func (c *Client) FollowOnce(ctx context.Context, q chan string) error {
	f := &feed{conn: c.conn}
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	for {
		s, err := f.next()
		if err != nil {
			return err
		}
		q <- s
	}
}

// Echo answers everybody.
func Echo(ctx context.Context, conn net.PacketConn) error {
	defer conn.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	buf := make([]byte, 10)
	for {
		n, addr, err := conn.ReadFrom(buf)
		if err != nil {
			return err
		}
		conn.WriteTo(buf[:n], addr)
	}
}

// CloseWith is what others use for that, and does nothing else.
func CloseWith(ctx context.Context, c io.Closer) {
	go func() {
		<-ctx.Done()
		c.Close()
	}()
}

// Wait returns when the context is done.
func Wait(ctx context.Context, conn net.Conn) error {
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	_, err := conn.Write([]byte("more"))
	<-ctx.Done()
	return err
}

// Joined waits for the goroutine.
func Joined(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		body.Close()
	}()
	b, err := io.ReadAll(body)
	<-done
	return b, err
}

// handle has a context that ends with the request.
func handle(w http.ResponseWriter, r *http.Request) {
	upload(r.Context(), r.Body)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	upload(ctx, r.Body)
}

func upload(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	return io.ReadAll(body)
}

var _ = http.HandlerFunc(handle)

type (
	Request  struct{ body io.ReadCloser }
	Response struct{ text string }
	service  struct{}
)

// Do is what gRPC calls, with a context that ends with it.
func (service) Do(ctx context.Context, r *Request) (*Response, error) {
	go func() {
		<-ctx.Done()
		r.body.Close()
	}()
	b, err := io.ReadAll(r.body)
	return &Response{text: string(b)}, err
}
