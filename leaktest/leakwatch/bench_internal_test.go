package leakwatch

import (
	"fmt"
	"runtime/metrics"
	"testing"
	"time"
)

// BenchmarkSample is what a sample takes beside idle goroutines: its time, which part of
// a processor that is at one sample a minute, and for how long it stops the world, in
// the median and at most. The runtime counts stops in buckets, of which the upper bound
// is told.
func BenchmarkSample(b *testing.B) {
	for _, n := range []int{0, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			park(b, n)
			w := newWatcher()
			before := stops()
			for b.Loop() {
				stacks, err := sample()
				w.take(time.Now(), stacks, err)
			}
			after := stops()
			for i := range after.Counts {
				after.Counts[i] -= before.Counts[i]
			}
			perSample := float64(b.Elapsed()) / float64(b.N)
			b.ReportMetric(100*perSample/float64(time.Minute), "%-of-a-cpu")
			b.ReportMetric(quantile(after, 0.5)*1e6, "µs-stop-median")
			b.ReportMetric(quantile(after, 1)*1e6, "µs-stop-longest")
		})
	}
}

// stops returns how long the world was stopped for other reasons than garbage
// collection.
func stops() *metrics.Float64Histogram {
	s := []metrics.Sample{{Name: "/sched/pauses/total/other:seconds"}}
	metrics.Read(s)
	h := s[0].Value.Float64Histogram()
	return &metrics.Float64Histogram{Counts: append([]uint64(nil), h.Counts...), Buckets: h.Buckets}
}

// quantile returns the upper bound of the bucket of a share of all that was counted.
func quantile(h *metrics.Float64Histogram, share float64) float64 {
	all := uint64(0)
	for _, n := range h.Counts {
		all += n
	}
	seen := uint64(0)
	for i, n := range h.Counts {
		if seen += n; n > 0 && float64(seen) >= share*float64(all) {
			return h.Buckets[i+1]
		}
	}
	return 0
}
