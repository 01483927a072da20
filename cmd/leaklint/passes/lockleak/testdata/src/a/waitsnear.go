package a

import "sync"

// waitNear waits on channels under its lock.
type waitNear struct{ mu sync.Mutex }

// handed gives the channel to somebody who may answer.
func (w *waitNear) handed(give func(chan int)) {
	ch := make(chan int)
	go func() {
		w.mu.Lock()
		w.mu.Unlock()
		ch <- 1
	}()
	give(ch)
	w.mu.Lock()
	<-ch
	w.mu.Unlock()
}

// WaitReturned gives the channel to callers, who may answer.
func WaitReturned(w *waitNear, early bool) chan int {
	ch := make(chan int)
	go func() {
		w.mu.Lock()
		w.mu.Unlock()
		ch <- 1
	}()
	if early {
		return ch
	}
	w.mu.Lock()
	<-ch
	w.mu.Unlock()
	return nil
}

// roomFor makes a buffer for all that it sends.
func (w *waitNear) roomFor(items []int) {
	ch := make(chan int, len(items))
	go func() {
		for range items {
			w.mu.Lock()
			w.mu.Unlock()
			<-ch
		}
	}()
	w.mu.Lock()
	for _, item := range items {
		ch <- item
	}
	w.mu.Unlock()
}

// ofParameters may be given any lock.
func (w *waitNear) ofParameters(mu *sync.Mutex) {
	ch := make(chan int)
	go func() {
		mu.Lock()
		mu.Unlock()
		ch <- 1
	}()
	mu.Lock()
	<-ch
	mu.Unlock()
}

// afterwards has had the lock when it starts who waits under it.
func (w *waitNear) afterwards() {
	ch := make(chan int)
	w.mu.Lock()
	w.mu.Unlock()
	go func() {
		w.mu.Lock()
		<-ch
		w.mu.Unlock()
	}()
	ch <- 1
}

// forNobody is told of by another check.
func (w *waitNear) forNobody() {
	ch := make(chan int)
	w.mu.Lock()
	<-ch
	w.mu.Unlock()
}

// either has a second sender, which does not need the lock.
func (w *waitNear) either() {
	stuck, free := make(chan int), make(chan int)
	go func() {
		w.mu.Lock()
		w.mu.Unlock()
		stuck <- 1
	}()
	go func() { free <- 1 }()
	w.mu.Lock()
	select {
	case <-free:
	case <-stuck:
	}
	w.mu.Unlock()
}

// waitTried has a lock that who answers can do without.
type waitTried struct{ mu sync.Mutex }

func (w *waitTried) wait() {
	ch := make(chan int)
	go func() {
		if w.mu.TryLock() {
			w.mu.Unlock()
		}
		w.count()
		ch <- 1
	}()
	w.mu.Lock()
	<-ch
	w.mu.Unlock()
}

func (w *waitTried) count() {
	w.mu.Lock()
	w.mu.Unlock()
}
