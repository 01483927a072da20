package advice

import (
	"os"
	"sync"
)

// Near misses: it does not count itself, or not too late.

func addsForOther(name string, next chan func()) {
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		next <- func() { wg.Done() }
	}()
	wg.Wait()
}

func addsForStarted(name string) {
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		go func() { os.Remove(name) }()
		wg.Done()
	}()
	wg.Wait()
}

// Both are counted while the first one is.
func addsTwice(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		wg.Add(1)
		defer wg.Done()
		os.Remove(name)
	}()
	wg.Wait()
}
