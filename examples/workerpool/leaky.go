// Package workerpool has a leak of the kind rangeleak: workers range over a
// channel of jobs that nobody closes.
package workerpool

// LeakyResize runs resize on all images, with the given number of workers, and
// returns the size of all results.
func LeakyResize(images []string, workers int, resize func(string) int) int {
	jobs := make(chan string)
	sizes := make(chan int, len(images))
	for range workers {
		go func() {
			for image := range jobs {
				sizes <- resize(image)
			}
		}()
	}
	for _, image := range images {
		jobs <- image
	}
	total := 0
	for range images {
		total += <-sizes
	}
	return total // and all workers wait for another job
}
