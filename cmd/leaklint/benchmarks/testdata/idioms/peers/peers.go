// Package peers holds goroutines that end when a connection, a pipe, a
// listener or a process does, and goroutines whose channel somebody else owns.
// Nothing here is known to leak.
package peers

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

// Listen accepts until the listener is closed.
func Listen(l net.Listener, serve func(net.Conn)) {
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
}

// Reader reads until the connection is closed, and closes what it feeds.
type Reader struct {
	conn  net.Conn
	lines chan string
	gone  chan struct{}
}

// NewReader starts the reading goroutine.
func NewReader(conn net.Conn) *Reader {
	r := &Reader{conn: conn, lines: make(chan string), gone: make(chan struct{})}
	go r.loop()
	return r
}

func (r *Reader) loop() {
	defer close(r.lines)
	for s := bufio.NewScanner(r.conn); s.Scan(); {
		select {
		case r.lines <- s.Text():
		case <-r.gone:
			return
		}
	}
}

// Next returns the next line.
func (r *Reader) Next() (string, bool) {
	line, ok := <-r.lines
	return line, ok
}

// Close ends the goroutine.
func (r *Reader) Close() error {
	close(r.gone)
	return r.conn.Close()
}

// Both copies both ways; the end of one ends the other.
func Both(a, b net.Conn) {
	var once sync.Once
	end := func() { a.Close(); b.Close() }
	for _, pair := range [][2]net.Conn{{a, b}, {b, a}} {
		go func() {
			_, _ = io.Copy(pair[0], pair[1])
			once.Do(end)
		}()
	}
}

// Pipe writes into a pipe that its reader closes.
func Pipe(write func(io.Writer) error) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		_ = w.CloseWithError(write(w))
	}()
	return r
}

// Serve runs a server until it is shut down.
func Serve(ctx context.Context, srv *http.Server, l net.Listener) error {
	errs := make(chan error, 1)
	go func() { errs <- srv.Serve(l) }()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return srv.Close()
	}
}

// Process waits for a command and tells.
func Process(cmd *exec.Cmd) <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- cmd.Wait()
		close(done)
	}()
	return done
}

// Backoff leaves by an error that is not temporary.
func Backoff(read func() error) {
	go func() {
		for {
			err := read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				time.Sleep(time.Second)
			}
		}
	}()
}

// Parameter ranges over what the caller owns and closes.
func Parameter(in <-chan int, f func(int)) {
	go func() {
		for n := range in {
			f(n)
		}
	}()
}

// A Source hands out a channel that it closes in its own time.
type Source interface{ Events() <-chan int }

// Interface ranges over a channel that comes out of an interface.
func Interface(s Source, f func(int)) {
	go func() {
		for n := range s.Events() {
			f(n)
		}
	}()
}

// Exported has a channel that another package may close.
type Exported struct {
	// Quit ends the goroutine when the user closes it.
	Quit chan struct{}
	n    int
}

// Run starts the goroutine.
func (e *Exported) Run() {
	go func() {
		<-e.Quit
		e.n++
	}()
}

// Configured gets its channel from outside.
type Configured struct{ quit <-chan struct{} }

// NewConfigured keeps the channel of the caller.
func NewConfigured(quit <-chan struct{}) *Configured {
	c := &Configured{quit: quit}
	go func() {
		<-c.quit
	}()
	return c
}

// Given hands a channel out that the caller closes.
func Given(f func()) chan<- struct{} {
	stop := make(chan struct{})
	go func() {
		<-stop
		f()
	}()
	return stop
}

// Mapped has its channels in a map, so that a static look cannot follow them.
func Mapped(names []string, f func(string)) map[string]chan string {
	all := map[string]chan string{}
	for _, name := range names {
		ch := make(chan string)
		all[name] = ch
		go func() {
			for text := range ch {
				f(text)
			}
		}()
	}
	return all
}

// Queued hands a channel over inside of another channel.
func Queued(requests chan<- chan int) {
	reply := make(chan int)
	go func() {
		println(<-reply)
	}()
	requests <- reply
}

// Stored puts the channel where another function finds it.
func Stored(m *sync.Map, key string) {
	done := make(chan struct{})
	m.Store(key, done)
	go func() {
		<-done
		m.Delete(key)
	}()
}

// Finish closes what Stored has put there.
func Finish(m *sync.Map, key string) {
	if v, ok := m.Load(key); ok {
		close(v.(chan struct{}))
	}
}

// Callback gives the closing function to a registry.
func Callback(register func(func())) {
	done := make(chan struct{})
	register(func() { close(done) })
	go func() {
		<-done
	}()
}
