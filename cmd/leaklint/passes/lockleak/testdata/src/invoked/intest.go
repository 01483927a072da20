package invoked

import "sync"

var visits sync.Mutex

// visitAll calls what it is given under the lock. A test gives it what locks again.
func visitAll(visit func()) {
	visits.Lock()
	defer visits.Unlock()
	visit()
}

func countVisits() int {
	visits.Lock()
	defer visits.Unlock()
	return 0
}

// visited waits for what a test does under the lock.
type visited struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (v *visited) wait() {
	v.mu.Lock()
	v.jobs.Wait()
	v.mu.Unlock()
}
