package leakwatch

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkSample is what a sample takes beside idle goroutines.
func BenchmarkSample(b *testing.B) {
	for _, n := range []int{0, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			park(b, n)
			w := newWatcher()
			for b.Loop() {
				stacks, err := sample()
				w.take(time.Now(), stacks, err)
			}
		})
	}
}
