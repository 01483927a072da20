// Package leakwatch watches the goroutines of the program that it runs in, and says
// which groups of them grow and do not shrink again.
//
//	watcher := leakwatch.Start()
//	defer watcher.Stop()
//	http.Handle("/debug/leaks", watcher) // where only operators get to
//
// It is for a service in production; in tests, package leaktest is exact. A goroutine
// that leaks once for each request makes a staircase in the number of goroutines, of
// which the program's metrics show the sum. The watcher takes a sample each minute,
// groups the goroutines by their stacks, and keeps the counts of the last hour.
//
// # Two words
//
// A group is growing when its mean rose from the first third of the window to the
// second, and again to the last. That is a trend, which is shown, and no more: a pool
// that fills, and the morning's load, grow too.
//
// A group is suspect when the least count of the last third of a full window is above
// the greatest of its first third, and the last third is not flat itself. That is a
// verdict. In simulations with 60 samples, steady noise of any width raised none in
// 1,000 samples, and a leak of one goroutine a sample was found under noise of 20. It
// is withdrawn when the group is flat again. A pool that fills slowly, and a load that
// rises for as long as the window, look the same until then; on Go 1.27, and on 1.26
// with GOEXPERIMENT=goroutineleakprofile, the profile goroutineleak proves whether
// anything can still wake the goroutines. Leaklint's triage command joins a capture
// to the source.
//
// # What a sample costs
//
// A sample is the goroutine profile without the text of each stack: the runtime stops
// the world for 0.1 to 0.3 ms (median, 100,000 idle goroutines), and takes 0.25 to
// 0.42 s of one CPU there, less than 0.7 % at one sample a minute. It is no dump, and
// no goroutine is stopped for longer. BenchmarkSample repeats this.
//
// # What it does not see
//
// Memory, which [WriteHeap] is for, goroutines that are started and end between two
// samples, and a group of which as many end as are started. A profile has no states and
// no go statements: two ways to the same stack are one group. Stacks deeper than the
// runtime records (128 frames) are groups by their innermost frames.
package leakwatch
