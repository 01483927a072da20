package skip

import (
	"log"
	"os"
	"sync"
)

// What is counted is the values that are sent.

func items(names []string) {
	var wg sync.WaitGroup
	jobs := make(chan string)
	for range 4 {
		go func() { // want `goroutine may go on to the next value of jobs without calling Done, so items may wait for it forever`
			for job := range jobs {
				if _, err := os.Stat(job); err != nil {
					log.Print(job, err)
					continue
				}
				os.Remove(job)
				wg.Done()
			}
		}()
	}
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	close(jobs)
	wg.Wait()
}

func itemsHelper(names []string) {
	var wg sync.WaitGroup
	jobs := make(chan string)
	go removeAll(jobs, &wg) // want `goroutine may go on to the next value of jobs without calling Done`
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	wg.Wait()
}

func removeAll(jobs chan string, wg *sync.WaitGroup) {
	for job := range jobs {
		if job == "" {
			continue
		}
		os.Remove(job)
		wg.Done()
	}
}

// Near misses.

func itemsEach(names []string) {
	var wg sync.WaitGroup
	jobs := make(chan string)
	go func() {
		for job := range jobs {
			if job == "" {
				wg.Done()
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

// It is tried again.
func itemsAgain(names []string) {
	var wg sync.WaitGroup
	jobs := make(chan string, len(names))
	go func() {
		for job := range jobs {
			if err := os.Remove(job); err != nil {
				jobs <- job
				continue
			}
			wg.Done()
		}
	}()
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	wg.Wait()
}

func itemsLater(names []string) {
	var wg sync.WaitGroup
	var later []string
	jobs := make(chan string)
	go func() {
		for job := range jobs {
			if job == "x" {
				later = append(later, job)
				continue
			}
			wg.Done()
		}
		for range later {
			wg.Done()
		}
	}()
	for _, name := range names {
		wg.Add(1)
		jobs <- name
	}
	close(jobs)
	wg.Wait()
}

// Only those that are not empty are counted.
func itemsSome(names []string) {
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
		if name != "" {
			wg.Add(1)
		}
		jobs <- name
	}
	wg.Wait()
}
