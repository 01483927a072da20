package workerpool

// FixedResize is LeakyResize with the close that ends the workers.
func FixedResize(images []string, workers int, resize func(string) int) int {
	jobs := make(chan string)
	defer close(jobs)
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
	return total
}
