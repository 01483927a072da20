package handed

import "io"

// An object with the channel in a field is returned to callers that keep it to
// themselves: what they do with it is all that is done with the channel.

type lines struct {
	r    io.Reader
	next chan string
	done chan struct{}
}

func newLines(r io.Reader) *lines {
	l := &lines{r: r, next: make(chan string), done: make(chan struct{})}
	go l.scan() // want `FirstLine may return before it has received all that is sent on next`
	return l
}

func (l *lines) scan() {
	defer close(l.next)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.next <- string(buf[:n])
	}
}

func (l *lines) get() (string, bool) { s, ok := <-l.next; return s, ok }

func FirstLine(r io.Reader) string {
	s, _ := newLines(r).get()
	return s
}

func AllLines(r io.Reader) (n int) {
	for l := newLines(r); ; {
		s, ok := l.get()
		if !ok {
			return n
		}
		n += len(s)
	}
}

// Each caller reads to the end.
type whole struct {
	r    io.Reader
	next chan string
}

func newWhole(r io.Reader) *whole {
	l := &whole{r: r, next: make(chan string)}
	go l.scan()
	return l
}

func (l *whole) scan() {
	defer close(l.next)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.next <- string(buf[:n])
	}
}

func (l *whole) get() (string, bool) { s, ok := <-l.next; return s, ok }

func CountAll(r io.Reader) (n int) {
	l := newWhole(r)
	for {
		s, ok := l.get()
		if !ok {
			return n
		}
		n += len(s)
	}
}

func CountFields(r io.Reader) (n int) {
	l := newWhole(r)
	for s := range l.next {
		n += len(s)
	}
	return n
}

// One that is stopped ends.
type stoppable struct {
	r    io.Reader
	next chan string
	done chan struct{}
}

func newStoppable(r io.Reader) *stoppable {
	l := &stoppable{r: r, next: make(chan string), done: make(chan struct{})}
	go l.scan()
	return l
}

func (l *stoppable) scan() {
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		select {
		case l.next <- string(buf[:n]):
		case <-l.done:
			return
		}
	}
}

func FirstStoppable(r io.Reader) string {
	l := newStoppable(r)
	defer close(l.done)
	return <-l.next
}

// Somebody else may read what a caller hands on.
type handedOn struct {
	r    io.Reader
	next chan string
}

func newHandedOn(r io.Reader) *handedOn {
	l := &handedOn{r: r, next: make(chan string)}
	go l.scan()
	return l
}

func (l *handedOn) scan() {
	defer close(l.next)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.next <- string(buf[:n])
	}
}

func (l *handedOn) Get() (string, bool) { s, ok := <-l.next; return s, ok }

type reader struct{ l *handedOn }

func NewReader(r io.Reader) *reader {
	l := newHandedOn(r)
	l.Get()
	return &reader{l}
}

func (r *reader) Read() string { s, _ := r.l.Get(); return s }

// A buffer of a constant size is full some time.
type ahead struct {
	r    io.Reader
	next chan string
}

func newAhead(r io.Reader, n int) *ahead {
	l := &ahead{r: r, next: make(chan string, n)}
	go l.scan() // want `FirstAhead may return before it has received all that is sent on next`
	return l
}

func (l *ahead) scan() {
	defer close(l.next)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.next <- string(buf[:n])
	}
}

func FirstAhead(r io.Reader) string { return <-newAhead(r, 2).next }

// One whose size the callers compute may be right.
type sized struct {
	words []string
	next  chan string
}

func newSized(words []string, n int) *sized {
	l := &sized{words: words, next: make(chan string, n)}
	go l.scan()
	return l
}

func (l *sized) scan() {
	for _, w := range l.words {
		l.next <- w
	}
}

func FirstSized(words []string) string { return <-newSized(words, len(words)).next }
