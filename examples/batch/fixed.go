package batch

import "sync"

// FixedFetch is LeakyFetch with the wait below the loop.
func FixedFetch(pages []string, fetch func(string) string) <-chan string {
	results := make(chan string, len(pages))
	go func() {
		var wg sync.WaitGroup
		wg.Add(len(pages))
		for _, page := range pages {
			go func() {
				defer wg.Done()
				results <- fetch(page)
			}()
		}
		wg.Wait()
		close(results)
	}()
	return results
}
