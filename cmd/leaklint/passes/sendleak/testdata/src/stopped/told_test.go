package stopped

import "testing"

// That a test tells a part to leave by itself is not what the service does.
func TestCollector(t *testing.T) {
	results := make(chan int)
	c := &collector{results, make(chan struct{})}
	go c.collect()
	results <- 1
	c.shutdown()
}
