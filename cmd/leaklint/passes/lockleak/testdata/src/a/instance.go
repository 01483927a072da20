package a

import (
	"errors"
	"sync"
)

// A branching waits, with its lock held, for goroutines that lock another one.
type branching struct {
	mu     sync.Mutex
	list   []*branching
	byName map[string]*branching
	left   *branching
	n      int
}

func (b *branching) bump() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func (b *branching) first() *branching { return b.list[0] }

func (b *branching) named(name string) (*branching, error) {
	if c, ok := b.byName[name]; ok {
		return c, nil
	}
	return nil, errors.New("none of that name")
}

// parts has goroutines for what b leads to.
func (b *branching) parts() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var wg sync.WaitGroup
	for i := range b.list {
		wg.Add(1)
		go func() {
			defer wg.Done()
			b.list[i].bump()
		}()
	}
	for _, c := range b.byName {
		wg.Go(c.bump)
	}
	wg.Wait()
	done := make(chan struct{})
	c := b.first()
	go func() {
		defer close(done)
		c.bump()
		b.left.bump()
	}()
	<-done
}

func (b *branching) partsWrong() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var wg sync.WaitGroup
	same := b
	wg.Go(same.bump)
	wg.Wait() // want `\(\*branching\).partsWrong waits for wg while it holds b.mu`
}

// found has one for what a getter with two results returns.
func (b *branching) found() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, err := b.named("left"); err == nil {
		done := make(chan int)
		go func() {
			c.bump()
			done <- 1
		}()
		<-done
	}
}

func newBranching() *branching { return &branching{left: &branching{}} }

// made has them for new objects, which are not b.
func (b *branching) made() {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, d := &branching{}, newBranching()
	var wg sync.WaitGroup
	wg.Go(c.bump)
	wg.Go(func() { d.bump() })
	wg.Wait()
}

// merged has one for another object that it is given.
func (b *branching) merged(other *branching) {
	b.mu.Lock()
	defer b.mu.Unlock()
	done := make(chan struct{})
	go mergeInto(other, done)
	<-done
}

func mergeInto(b *branching, done chan struct{}) {
	b.bump()
	close(done)
}

func (b *branching) mergedWrong() {
	b.mu.Lock()
	defer b.mu.Unlock()
	done := make(chan struct{})
	go mergeAgain(b, done)
	<-done // want `\(\*branching\).mergedWrong receives from channel while it holds b.mu`
}

func mergeAgain(b *branching, done chan struct{}) {
	b.bump()
	close(done)
}

// A rotated exchanges what it has.
type rotated struct {
	mu  sync.Mutex
	cur *branching
}

func (r *rotated) rotate() { r.cur = newBranching() }

func (r *rotated) current() (*branching, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cur, r.cur != nil
}

func (r *rotated) next() *branching {
	r.cur = newBranching()
	return r.cur
}

func (r *rotated) swap() {
	r.cur.mu.Lock()
	r.rotate()
	r.cur.mu.Lock() // another one by now
	r.cur.mu.Unlock()
}

func (r *rotated) both() {
	one, other := r.next(), r.next()
	one.mu.Lock()
	other.mu.Lock()
	other.mu.Unlock()
	one.mu.Unlock()
}

func (r *rotated) swapWrong() {
	one, _ := r.current()
	one.mu.Lock()
	two, _ := r.current()
	two.mu.Lock() // want `\(\*rotated\).swapWrong locks r.cur.mu again while it holds it`
	two.mu.Unlock()
}

// chosen locks by a variable that a literal sees, and releases by what was put there.
func (b *branching) chosen(other *branching, swap bool) func() {
	current := b
	if swap {
		current = other
	}
	current.mu.Lock()
	if swap {
		other.mu.Unlock()
	} else {
		b.mu.Unlock()
	}
	return func() { current = nil }
}

// release releases the lock of a new object, not the one that it holds.
func (r *rotated) release(done bool) {
	r.cur.mu.Lock() // want `\(\*rotated\).release may return without releasing r.cur.mu`
	if done {
		fresh := &branching{}
		fresh.mu.Lock()
		fresh.mu.Unlock()
		return
	}
	r.cur.mu.Unlock()
}
