package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// An aim is a figure that leaktest is meant to reach, by situation: how many
// times as long as leaktest goleak takes beside a number of bystanders.
type aim struct {
	situation int
	size      int
	times     float64
}

var aims = []aim{
	{0, 10_000, 10_000},
	{1, 10_000, 8},
	{1, 100_000, 8},
	{2, 100_000, 50},
}

// printAims prints which aims are reached, and how much of leaktest's own time
// and memory grows with the bystanders. It returns an error when a verdict of
// leaktest is wrong: then the figures say nothing.
func printAims(w io.Writer, cells map[cell]measurement) error {
	fmt.Fprintln(w, "\naims")
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, a := range aims {
		name := situations[a.situation].name
		ours, ok := cells[cell{name, "leaktest", a.size}]
		theirs, both := cells[cell{name, "goleak", a.size}]
		if ok && both {
			times := float64(theirs.time) / float64(ours.time)
			fmt.Fprintf(table, "a test that %s, %d bystanders\tgoleak takes %.1f times as long\twanted %.0f\treached %t\n", name, a.size, times, a.times, times >= a.times)
		}
	}
	for _, s := range situations {
		least, most := cells[cell{s.name, "leaktest", 0}], measurement{}
		for _, size := range sizes {
			m, ok := cells[cell{s.name, "leaktest", size}]
			if !ok {
				continue
			}
			if m.wrong {
				return fmt.Errorf("leaktest is wrong about a test that %s, beside %d bystanders", s.name, size)
			}
			most = m
		}
		fmt.Fprintf(table, "a test that %s\tleaktest allocates %d B alone, %d B beside most\t\t\n", s.name, least.bytes, most.bytes)
	}
	return table.Flush()
}
