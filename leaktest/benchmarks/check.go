package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// A situation is what a test does, and whether that is a leak.
type situation struct {
	name string
	leak bool
	body func(stop <-chan struct{})
}

var situations = []situation{
	{"started nothing", false, func(<-chan struct{}) {}},
	{"started 10 goroutines, which ended", false, func(<-chan struct{}) {
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {})
		}
		group.Wait()
	}},
	{"left 1 goroutine behind", true, func(stop <-chan struct{}) {
		go func() { <-stop }()
		runtime.Gosched()
	}},
}

// A measurement is what one check of one tool took.
type measurement struct {
	time  time.Duration // the median
	bytes uint64        // allocated, in the last run
	wrong bool          // the tool found a leak where there is none, or none where there is one
}

const (
	enough   = time.Second // of measuring one cell
	leastRun = 3
	mostRuns = 2000
)

// printChecks measures all tools in all situations and prints one table for each
// situation. The tools take turns, so that what disturbs the machine disturbs all.
func printChecks(w io.Writer, most int) error {
	fmt.Fprintf(w, "%s %s/%s, %d processors\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	bystanders := &crowd{}
	defer bystanders.leave()
	rows := make(map[string][]string)
	for _, size := range []int{0, 1_000, 10_000, 100_000} {
		if size > most {
			break
		}
		bystanders.grow(size)
		for _, s := range situations {
			var base time.Duration
			for _, tool := range tools {
				m := measure(tool, s)
				if base == 0 {
					base = m.time
				}
				rows[s.name] = append(rows[s.name], m.row(size, tool.name, base))
			}
		}
	}
	for _, s := range situations {
		fmt.Fprintf(w, "\na test that %s\n", s.name)
		table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
		fmt.Fprintln(table, "bystanders\ttool\ttime\tallocated\ttimes leaktest's\tverdict")
		for _, row := range rows[s.name] {
			fmt.Fprintln(table, row)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (m measurement) row(size int, tool string, base time.Duration) string {
	verdict := "right"
	if m.wrong {
		verdict = "WRONG"
	}
	return fmt.Sprintf("%d\t%s\t%s\t%d B\t%.1f\t%s", size, tool, m.time, m.bytes, float64(m.time)/float64(base), verdict)
}

// measure runs checks for a second, three at the least. A check that takes
// longer than ten seconds is run once.
func measure(t tool, s situation) measurement {
	var m measurement
	var times []time.Duration
	debug.FreeOSMemory() // nobody pays for what the one before left
	for begin := time.Now(); len(times) < mostRuns; {
		stop := make(chan struct{})
		var before, after runtime.MemStats
		if len(times) < leastRun {
			runtime.ReadMemStats(&before)
		}
		start := time.Now()
		found := t.check(func() { s.body(stop) })
		times = append(times, time.Since(start))
		if len(times) <= leastRun {
			runtime.ReadMemStats(&after)
			m.bytes = after.TotalAlloc - before.TotalAlloc
		}
		m.wrong = m.wrong || found != s.leak
		close(stop)
		runtime.Gosched()
		spent := time.Since(begin)
		if spent > enough && len(times) >= leastRun || spent > 10*enough {
			break
		}
	}
	slices.Sort(times)
	m.time = times[len(times)/2]
	return m
}
