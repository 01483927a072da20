package a

import "sync"

// A board keeps one list per topic; each has a goroutine that ends with it.
type board struct {
	mu    sync.Mutex
	lists map[string]*topicList
}

type topicList struct {
	mu      sync.Mutex
	updates chan int
	done    chan struct{}
	sum     int
}

func (b *board) add(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := &topicList{updates: make(chan int, 1), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		for n := range l.updates {
			l.apply(n)
		}
	}()
	b.lists[topic] = l
}

func (l *topicList) apply(n int) {
	l.mu.Lock()
	l.sum += n
	l.mu.Unlock()
}

// The goroutine needs the list's lock only, and that is free again.
func (b *board) remove(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lists[topic].stop()
	delete(b.lists, topic)
}

func (l *topicList) stop() {
	l.mu.Lock()
	close(l.updates)
	l.mu.Unlock()
	<-l.done
}

// A buffer's reader gives the lock back while it waits.
type buffer struct {
	mu    sync.Mutex
	ready chan struct{}
	data  []byte
}

func newBuffer() *buffer { return &buffer{ready: make(chan struct{})} }

func (b *buffer) read() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.take()
}

func (b *buffer) take() []byte {
	for b.data == nil {
		b.mu.Unlock()
		<-b.ready
		b.mu.Lock()
	}
	return b.data
}

func (b *buffer) write(data []byte) {
	b.mu.Lock()
	b.data = data
	b.mu.Unlock()
	b.ready <- struct{}{}
}

func pair() {
	b := newBuffer()
	go b.read()
	go b.write(nil)
}
