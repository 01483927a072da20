package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// A situation is what a test does, and whether that is a leak.
type situation struct {
	name string
	leak bool
	body func(stop <-chan struct{}, bystanders *crowd)
}

var situations = []situation{
	{"started nothing", false, func(<-chan struct{}, *crowd) {}},
	{"started 10 goroutines, which ended", false, func(<-chan struct{}, *crowd) {
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {})
		}
		group.Wait()
	}},
	{"left 1 goroutine behind", true, func(stop <-chan struct{}, _ *crowd) {
		go func() { <-stop }()
		runtime.Gosched()
	}},
	{"left 1 goroutine behind while a bystander ended", true, func(stop <-chan struct{}, bystanders *crowd) {
		bystanders.dismiss()
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

// sizes are the numbers of bystanders.
var sizes = []int{0, 1_000, 10_000, 100_000}

// A cell is what one tool took in one situation beside a number of bystanders.
type cell struct {
	situation, tool string
	size            int
}

// printChecks measures the tools in all situations, beside at most so many
// bystanders, and prints one table for each situation, and the aims. The tools
// take turns, so that what disturbs the machine disturbs all.
func printChecks(w io.Writer, use []tool, most int) error {
	fmt.Fprintf(w, "%s %s/%s, %d processors\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	bystanders := &crowd{}
	defer bystanders.leave()
	cells := make(map[cell]measurement)
	for _, size := range sizes {
		if size > most {
			break
		}
		for _, s := range situations {
			for _, tool := range use {
				bystanders.grow(size)
				m := measure(tool, s, bystanders)
				cells[cell{s.name, tool.name, size}] = m
				fmt.Fprintf(os.Stderr, "%s: %s\n", s.name, strings.ReplaceAll(m.row(size, tool.name, m.time), "\t", "  "))
			}
		}
	}
	for _, s := range situations {
		if err := printSituation(w, s.name, use, cells); err != nil {
			return err
		}
	}
	return printAims(w, cells)
}

func printSituation(w io.Writer, situation string, use []tool, cells map[cell]measurement) error {
	fmt.Fprintf(w, "\na test that %s\n", situation)
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "bystanders\ttool\ttime\tallocated\ttimes leaktest's\tverdict")
	for _, size := range sizes {
		for _, tool := range use {
			if m, ok := cells[cell{situation, tool.name, size}]; ok {
				fmt.Fprintln(table, m.row(size, tool.name, cells[cell{situation, "leaktest", size}].time))
			}
		}
	}
	return table.Flush()
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
func measure(t tool, s situation, bystanders *crowd) measurement {
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
		found := t.check(func() { s.body(stop, bystanders) })
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
