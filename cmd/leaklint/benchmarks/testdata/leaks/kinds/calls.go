// Package kinds holds leaks of the kinds that people report most, each beside a twin
// that is fixed.
package kinds

import (
	"context"
	"io"
	"net"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/dial"
)

// callerwatch
func BadCopy(ctx context.Context, dst net.Conn, src io.Reader) (int64, error) {
	go func() { // want ctxleak
		select {
		case <-ctx.Done():
			dst.SetDeadline(time.Now())
		}
	}()
	return io.Copy(dst, src)
}

func GoodCopy(ctx context.Context, dst net.Conn, src io.Reader) (int64, error) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			dst.SetDeadline(time.Now())
		case <-done:
		}
	}()
	return io.Copy(dst, src)
}

type runner struct{ mu sync.Mutex }

func (r *runner) BadRun(ctx context.Context, c net.Conn) error {
	go watch(ctx, c) // want ctxleak
	buf := make([]byte, 10)
	_, err := c.Read(buf)
	return err
}

func watch(ctx context.Context, c net.Conn) {
	<-ctx.Done()
	c.Close()
}

func (r *runner) GoodRun(ctx context.Context, c net.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	go watch(ctx, c)
	buf := make([]byte, 10)
	_, err := c.Read(buf)
	return err
}

// loopround
func BadDialLoop(addrs []string) error {
	for _, a := range addrs {
		c, err := dial.Dial(a) // want stopleak
		if err != nil {
			return err
		}
		if a == "" {
			continue
		}
		if err := c.Ping(); err != nil {
			c.Close()
			return err
		}
		c.Close()
	}
	return nil
}

func GoodDialLoop(addrs []string) error {
	for _, a := range addrs {
		c, err := dial.Dial(a)
		if err != nil {
			return err
		}
		if a == "" {
			c.Close()
			continue
		}
		err = c.Ping()
		c.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

type holder struct{ c *dial.Conn }

func (h *holder) BadReconnect(addr string) error {
	for i := 0; i < 3; i++ {
		c, err := dial.Dial(addr) // want stopleak
		if err != nil {
			return err
		}
		h.c = c
		if c.Ping() == nil {
			return nil
		}
	}
	return nil
}

func (h *holder) GoodReconnect(addr string) error {
	for i := 0; i < 3; i++ {
		c, err := dial.Dial(addr)
		if err != nil {
			return err
		}
		if c.Ping() == nil {
			h.c = c
			return nil
		}
		c.Close()
	}
	return nil
}

// bigbuffer
func BadThree(f func() int) int {
	ch := make(chan int, 2)
	for i := 0; i < 3; i++ {
		go func() { ch <- f() }() // want sendleak
	}
	return <-ch + 0*len(ch)
}

func BadFive(f func() int) (int, error) {
	ch := make(chan int, 3)
	go func() { // want sendleak
		for i := 0; i < 5; i++ {
			ch <- f()
		}
	}()
	select {
	case v := <-ch:
		return v, nil
	case <-time.After(time.Second):
		return 0, io.EOF
	}
}

func GoodThree(f func() int) int {
	ch := make(chan int, 3)
	for i := 0; i < 3; i++ {
		go func() { ch <- f() }()
	}
	return <-ch
}

// donechannel
func BadDone(f func() int) int {
	results := make(chan int)
	done := make(chan bool)
	go func() { // want sendleak
		results <- f()
		done <- true
	}()
	<-done
	return <-results
}

func BadDoneClose(n int) (sum int) {
	results := make(chan int)
	finished := make(chan struct{})
	go func() { // want sendleak
		defer close(finished)
		for i := range n {
			results <- i
		}
		close(results)
	}()
	<-finished
	for v := range results {
		sum += v
	}
	return sum
}

func GoodDone(f func() int) int {
	results := make(chan int)
	done := make(chan bool)
	go func() {
		results <- f()
		done <- true
	}()
	v := <-results
	<-done
	return v
}

// signalchan
func BadSignals(f func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	go func() { // want rangeleak
		for range ch {
			f()
		}
	}()
	f()
	signal.Stop(ch)
}

func BadSignalOnce(f func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	defer signal.Stop(ch)
	go func() { // want recvleak
		<-ch
		os.Exit(1)
	}()
	f()
}

func GoodSignals(f func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	done := make(chan struct{})
	go func() {
		select {
		case <-ch:
			f()
		case <-done:
		}
	}()
	f()
	signal.Stop(ch)
	close(done)
}

// stoppedtimer
type lazy struct{ t *time.Timer }

func NewBadLazy(f func()) *lazy {
	l := &lazy{t: time.NewTimer(time.Hour)}
	go func() { // want recvleak
		<-l.t.C
		f()
	}()
	return l
}

func (l *lazy) Stop() { l.t.Stop() }

func BadTimer(f func() error) error {
	t := time.NewTimer(time.Minute)
	defer t.Stop()
	go func() { // want recvleak
		<-t.C
		println("slow")
	}()
	return f()
}

func GoodTimer(f func() error) error {
	t := time.AfterFunc(time.Minute, func() { println("slow") })
	defer t.Stop()
	return f()
}
