package protocol

import (
	"context"
	"io"
)

// Two that talk over a pair of channels take turns: who has sent on the one waits on the
// other.

type pipe struct {
	data chan []byte
	read chan int
	buf  []byte
}

func newPipe() *pipe {
	return &pipe{data: make(chan []byte), read: make(chan int), buf: make([]byte, 8)}
}

func (p *pipe) poll(quit <-chan struct{}, r io.Reader) {
	defer close(p.data)
	buf := make([]byte, 8)
	for {
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		select {
		case p.data <- buf[:n]:
			if <-p.read != n {
				panic("short")
			}
		case <-quit:
			return
		}
	}
}

func mix(quit <-chan struct{}, readers []io.Reader) {
	var pipes []*pipe
	for _, r := range readers {
		p := newPipe()
		pipes = append(pipes, p)
		go p.poll(quit, r)
	}
	go func() {
		for _, p := range pipes {
			select {
			case data, more := <-p.data:
				if !more {
					continue
				}
				p.read <- copy(p.buf, data)
			default:
			}
		}
	}()
}

// Who is told that there is no message has no turn.
type closing struct {
	data chan []byte
	read chan int
}

func drain(r io.Reader) {
	c := &closing{data: make(chan []byte), read: make(chan int)}
	go func() { // want `drain may return without receiving from read`
		data := <-c.data
		c.read <- len(data)
	}()
	buf := make([]byte, 8)
	n, err := r.Read(buf)
	if err != nil {
		close(c.data)
		return
	}
	c.data <- buf[:n]
	<-c.read
}

func drainOpen(r io.Reader) {
	c := &closing{data: make(chan []byte), read: make(chan int)}
	go func() {
		if data, ok := <-c.data; ok {
			c.read <- len(data)
		}
	}()
	buf := make([]byte, 8)
	n, err := r.Read(buf)
	if err != nil {
		close(c.data)
		return
	}
	c.data <- buf[:n]
	<-c.read
}

// Who answers twice in one turn is left at the second.
type twice struct {
	data chan []byte
	read chan int
}

func drainTwice(r io.Reader) {
	t := &twice{data: make(chan []byte), read: make(chan int)}
	go func() { // want `drainTwice may return before it has received all that is sent on read`
		data := <-t.data
		t.read <- len(data)
		t.read <- 0
	}()
	t.data <- make([]byte, 8)
	<-t.read
}

// The pair of another object says nothing of this one.
type other struct {
	data chan []byte
	read chan int
}

func drainOther(r io.Reader) {
	one := &other{data: make(chan []byte), read: make(chan int)}
	two := &other{data: make(chan []byte), read: make(chan int)}
	go func() { // want `nobody receives from read`
		data := <-one.data
		two.read <- len(data)
	}()
	one.data <- make([]byte, 8)
	<-one.read
}

// Without an object, and the other way round.
func turns(words []string) (n int) {
	question := make(chan string)
	answer := make(chan int)
	go func() {
		for word := range question {
			answer <- len(word)
		}
	}()
	for _, word := range words {
		question <- word
		n += <-answer
	}
	close(question)
	return n
}

func turnsCut(ctx context.Context, words []string) (n int) {
	question := make(chan string)
	answer := make(chan int)
	go func() { // want `turnsCut may return before it has received all that is sent on answer`
		for word := range question {
			answer <- len(word)
		}
	}()
	defer close(question)
	for _, word := range words {
		question <- word
		select {
		case <-ctx.Done():
			return n
		case more := <-answer:
			n += more
		}
	}
	return n
}

// The message is taken in the loop, and answered in a function that gets it.
type merge struct{ done chan int }

type introducer struct {
	merges chan *merge
	quit   chan struct{}
}

func (i *introducer) Open() { go i.loop() }

func NewIntroducer() *introducer {
	return &introducer{merges: make(chan *merge), quit: make(chan struct{})}
}

func (i *introducer) loop() {
	for {
		select {
		case m, ok := <-i.merges:
			if ok {
				i.Introduce(m)
			}
		case <-i.quit:
			return
		}
	}
}

func (i *introducer) Introduce(m *merge) {
	work()
	m.done <- 1
	close(m.done)
}

func (i *introducer) Merge() int {
	m := &merge{done: make(chan int)}
	select {
	case <-i.quit:
		return 0
	case i.merges <- m:
	}
	return <-m.done
}

// Nothing stands in the case that hands over.
func (i *introducer) MergeAll(n int) (sum int) {
	for range n {
		m := &merge{done: make(chan int)}
		select {
		case i.merges <- m:
		case <-i.quit:
			return sum
		}
		sum += <-m.done
	}
	return sum
}

func (i *introducer) Close() { close(i.quit) }

type hasty struct{ done chan int }

type hastyIntroducer struct {
	merges chan *hasty
	quit   chan struct{}
}

func (i *hastyIntroducer) Open() {
	go i.loop() // want `Merge may return before it has received all that is sent on done`
}

func NewHasty() *hastyIntroducer {
	return &hastyIntroducer{merges: make(chan *hasty), quit: make(chan struct{})}
}

func (i *hastyIntroducer) loop() {
	for {
		select {
		case m := <-i.merges:
			i.Introduce(m)
		case <-i.quit:
			return
		}
	}
}

func (i *hastyIntroducer) Introduce(m *hasty) {
	work()
	m.done <- 1
}

func (i *hastyIntroducer) Merge() int {
	m := &hasty{done: make(chan int)}
	select {
	case <-i.quit:
		return 0
	case i.merges <- m:
	}
	select {
	case <-i.quit:
		return 0
	case n := <-m.done:
		return n
	}
}

func (i *hastyIntroducer) Close() { close(i.quit) }
