package a

import "sync"

// A task has room for its one answer.
type task struct {
	done chan error
	left int
}

// Tasks are done one after the other.
type Tasks struct {
	mu  sync.Mutex
	all []*task
}

func (t *Tasks) add() *task {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := &task{done: make(chan error, 1)}
	t.all = append(t.all, one)
	return one
}

// Each task is another one.
func (t *Tasks) Step() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := 0; i < len(t.all); i++ {
		one := t.all[i]
		t.step(one)
	}
}

func (t *Tasks) step(one *task) {
	if one.left--; one.left == 0 {
		one.done <- nil
	}
}

func (t *Tasks) Wait() error {
	one := t.add()
	t.mu.Lock()
	t.mu.Unlock()
	return <-one.done
}

func (t *Tasks) run(n int) {
	for range n {
		go t.Step()
	}
}
