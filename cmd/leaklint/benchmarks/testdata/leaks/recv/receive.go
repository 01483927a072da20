// Package recv holds programs in which a goroutine receives or ranges and
// nobody sends or closes, each next to a twin in which somebody does.
package recv

import (
	"context"
	"errors"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/async"
)

// Handover forgets its goroutine when the file cannot be read.
func Handover(name string) error {
	text := make(chan []byte)
	go func() { // want recvleak
		os.Stdout.Write(<-text)
	}()
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text <- b
	return nil
}

func HandoverFixed(name string) error {
	text := make(chan []byte)
	defer close(text)
	go func() {
		os.Stdout.Write(<-text)
	}()
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text <- b
	return nil
}

// SkippedClose closes only when all went well.
func SkippedClose(dir string) error {
	done := make(chan struct{})
	go func() { // want recvleak
		<-done
		os.RemoveAll(dir)
	}()
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	close(done)
	return nil
}

func SkippedCloseFixed(dir string) error {
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-done
		os.RemoveAll(dir)
	}()
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	return nil
}

// Ready is never signaled at all.
func Ready(f func()) {
	ready := make(chan struct{})
	go func() { // want recvleak
		<-ready
		f()
	}()
}

func ReadyFixed(f func()) {
	ready := make(chan struct{})
	go func() {
		<-ready
		f()
	}()
	close(ready)
}

// Signal waits in a helper of another package.
func Signal(name string) error {
	done := make(chan struct{})
	go async.Await(done) // want recvleak
	if _, err := os.Stat(name); err != nil {
		return err
	}
	close(done)
	return nil
}

func SignalFixed(name string) error {
	done := make(chan struct{})
	go async.Await(done)
	_, err := os.Stat(name)
	close(done)
	return err
}

// Two waits for two answers where one path gives one.
func Two(names []string) {
	sizes := make(chan int)
	go func() { // want recvleak
		println(<-sizes + <-sizes)
	}()
	sizes <- len(names)
	if len(names) > 1 {
		sizes <- len(names[0])
	}
}

func TwoFixed(names []string) {
	sizes := make(chan int)
	go func() {
		println(<-sizes + <-sizes)
	}()
	sizes <- len(names)
	if len(names) > 1 {
		sizes <- len(names[0])
	} else {
		sizes <- 0
	}
}

// Gate is a type whose goroutine waits for a field that nobody closes.
type Gate struct {
	open chan struct{}
	n    int
}

// NewGate starts the goroutine.
func NewGate() *Gate {
	g := &Gate{open: make(chan struct{})}
	go g.wait() // want recvleak
	return g
}

func (g *Gate) wait() {
	<-g.open
	g.n++
}

// FixedGate is Gate with an Open.
type FixedGate struct {
	open chan struct{}
	n    int
}

// NewFixedGate starts the goroutine.
func NewFixedGate() *FixedGate {
	g := &FixedGate{open: make(chan struct{})}
	go g.wait()
	return g
}

func (g *FixedGate) wait() {
	<-g.open
	g.n++
}

// Open lets the goroutine go.
func (g *FixedGate) Open() { close(g.open) }

// Loop is a select in a loop over fields that nobody closes or sends to.
type Loop struct {
	work, quit chan func()
}

// NewLoop starts the goroutine.
func NewLoop() *Loop {
	l := &Loop{work: make(chan func()), quit: make(chan func())}
	go l.run() // want recvleak|selectleak|loopleak
	return l
}

func (l *Loop) run() {
	for {
		select {
		case f := <-l.work:
			f()
		case <-l.quit:
			return
		}
	}
}

// Do is the only user of the fields; nobody tells the loop to end.
func (l *Loop) Do(f func()) { l.work <- f }

// FixedLoop is Loop with a Close.
type FixedLoop struct {
	work, quit chan func()
}

// NewFixedLoop starts the goroutine.
func NewFixedLoop() *FixedLoop {
	l := &FixedLoop{work: make(chan func()), quit: make(chan func())}
	go l.run()
	return l
}

func (l *FixedLoop) run() {
	for {
		select {
		case f := <-l.work:
			f()
		case <-l.quit:
			return
		}
	}
}

// Do runs f in the loop.
func (l *FixedLoop) Do(f func()) { l.work <- f }

// Close ends the loop.
func (l *FixedLoop) Close() { close(l.quit) }

// Acknowledge waits for a reply that is not given when the work fails.
func Acknowledge(ctx context.Context) error {
	ack := make(chan int)
	go func() { // want recvleak
		if n := <-ack; n > 0 {
			println(n)
		}
	}()
	if ctx.Err() != nil {
		return errors.New("late")
	}
	ack <- 1
	return nil
}

func AcknowledgeFixed(ctx context.Context) error {
	ack := make(chan int, 1)
	defer close(ack)
	go func() {
		if n := <-ack; n > 0 {
			println(n)
		}
	}()
	if ctx.Err() != nil {
		return errors.New("late")
	}
	ack <- 1
	return nil
}
