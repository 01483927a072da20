// Package batch has a leak of the kind waitleak: a WaitGroup counts all pages,
// and is waited for before the second one is started.
package batch

import "sync"

// LeakyFetch fetches all pages and hands over what it gets.
func LeakyFetch(pages []string, fetch func(string) string) <-chan string {
	results := make(chan string, len(pages))
	go func() {
		var wg sync.WaitGroup
		wg.Add(len(pages))
		for _, page := range pages {
			go func() {
				defer wg.Done()
				results <- fetch(page)
			}()
			wg.Wait() // one brace too early
		}
		close(results)
	}()
	return results
}
