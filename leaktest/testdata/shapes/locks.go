package shapes

import "sync"

var syncShapes = []Shape{
	{Name: "mutex", Run: mutex},
	{Name: "readLock", Run: readLock},
	{Name: "writeLock", Run: writeLock},
	{Name: "lockOrder", Run: lockOrder},
	{Name: "waitGroup", Run: waitGroup},
	{Name: "waitGroupGo", Run: waitGroupGo, By: map[string]string{"sync.(*WaitGroup).Go": "recvleak"}},
	{Name: "condition", Run: condition},
	{Name: "once", Run: once},
}

func mutex(fixed bool) {
	var mu sync.Mutex
	mu.Lock()
	go func() { // go
		mu.Lock() // wait lockleak
		mu.Unlock()
	}()
	if fixed {
		mu.Unlock()
	}
}

func readLock(fixed bool) {
	var mu sync.RWMutex
	mu.Lock()
	go func() { // go
		mu.RLock() // wait lockleak
		mu.RUnlock()
	}()
	if fixed {
		mu.Unlock()
	}
}

func writeLock(fixed bool) {
	var mu sync.RWMutex
	mu.RLock()
	go func() { // go
		mu.Lock() // wait lockleak
		mu.Unlock()
	}()
	if fixed {
		mu.RUnlock()
	}
}

func lockOrder(fixed bool) {
	var a, b sync.Mutex
	var meet sync.WaitGroup
	if !fixed {
		meet.Add(2)
	}
	go func() { // go
		a.Lock()
		defer a.Unlock()
		if !fixed {
			meet.Done()
			meet.Wait()
		}
		b.Lock() // wait lockleak
		defer b.Unlock()
	}()
	first, second := &b, &a
	if fixed {
		first, second = &a, &b
	}
	go func() { // go
		first.Lock()
		defer first.Unlock()
		if !fixed {
			meet.Done()
			meet.Wait()
		}
		second.Lock() // wait lockleak
		defer second.Unlock()
	}()
}

func waitGroup(fixed bool) {
	var group sync.WaitGroup
	group.Add(2)
	go func() { // go
		group.Wait() // wait waitleak
	}()
	group.Done()
	if fixed {
		group.Done()
	}
}

func waitGroupGo(fixed bool) {
	var group sync.WaitGroup
	ready := make(chan struct{})
	group.Go(func() {
		<-ready // wait recvleak
	})
	if fixed {
		close(ready)
		group.Wait()
	}
}

func condition(fixed bool) {
	var mu sync.Mutex
	ready, changed := false, sync.NewCond(&mu)
	go func() { // go
		mu.Lock()
		defer mu.Unlock()
		for !ready {
			changed.Wait() // wait condleak
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	ready = fixed
	changed.Broadcast()
}

// once has one goroutine in the function that runs once, and one that waits
// for it.
func once(fixed bool) {
	var loading sync.Once
	begun, loaded := make(chan struct{}), make(chan struct{})
	load := func() {
		close(begun)
		<-loaded // wait recvleak
	}
	go func() { // go
		loading.Do(load)
	}()
	<-begun
	go func() { // go
		loading.Do(load) // wait lockleak
	}()
	if fixed {
		close(loaded)
	}
}
