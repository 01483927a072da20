package skip

import (
	"os"
	"sync"
)

// Near misses: what is counted is no goroutine.

func eachName(names []string) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	go func() {
		for _, name := range names {
			os.Remove(name)
			wg.Done()
		}
	}()
	wg.Wait()
}

// countsTries counts each try, and for which of them the goroutine is done is not
// known.
func countsTries(name string) {
	var wg sync.WaitGroup
	for {
		wg.Add(1)
		if os.Remove(name) == nil {
			break
		}
		missed(&wg)
	}
	go func() {
		if name == "" {
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

func missed(wg *sync.WaitGroup) { wg.Done() }

func givesUp(name string) {
	var wg sync.WaitGroup
	failed := make(chan bool, 1)
	wg.Add(1)
	go func() {
		if os.Remove(name) != nil {
			failed <- true
			return
		}
		failed <- false
		wg.Done()
	}()
	if <-failed {
		wg.Done()
	}
	wg.Wait()
}

// itemsSeen gives the channel to somebody who may send what is not counted.
func itemsSeen(names []string, send func(chan string)) {
	var wg sync.WaitGroup
	jobs := make(chan string)
	go func() {
		for job := range jobs {
			if job == "" {
				continue
			}
			os.Remove(job)
			wg.Done()
		}
	}()
	send(jobs)
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	wg.Wait()
}

// Items gives the channel to callers, who may send what is not counted.
func Items(names []string) chan string {
	var wg sync.WaitGroup
	jobs := make(chan string)
	go func() {
		for job := range jobs {
			if job == "" {
				continue
			}
			os.Remove(job)
			wg.Done()
		}
	}()
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	wg.Wait()
	return jobs
}

func itemsKept(names []string) {
	var wg sync.WaitGroup
	jobs := make(chan string)
	var kept []string
	go func() {
		for job := range jobs {
			if job == "" {
				kept = append(kept, job)
				continue
			}
			os.Remove(job)
			wg.Done()
		}
	}()
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	wg.Wait()
}
