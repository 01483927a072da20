//go:build unix

// Benchmarks sets leaklint triage beside the tools that read the same captures:
// go tool pprof -top on the protobuf form, and panicparse on the debug=2 text.
// It prints the CPU time and the peak memory of each and their ratios.
//
//	cd cmd/leaklint/triage/benchmarks && go run . [-goroutines 20000] [-rounds 5]
//
// It is a module of its own so that panicparse reaches no user's go.sum.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	goroutines := flag.Int("goroutines", 20_000, "in the process that is captured")
	rounds := flag.Int("rounds", 5, "runs of each command; the best counts")
	into := flag.String("capture", "", "only capture this process, into a folder")
	flag.Parse()
	if *into != "" {
		if err := writeCaptures(*into, *goroutines); err != nil {
			fmt.Fprintln(os.Stderr, "benchmarks:", err)
			os.Exit(1)
		}
		return
	}
	dir, err := os.MkdirTemp("", "triage")
	if err == nil {
		defer os.RemoveAll(dir)
		err = run(dir, *goroutines, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func run(dir string, goroutines, rounds int) error {
	tools, err := build(dir)
	if err != nil {
		return err
	}
	c, err := capture(dir, goroutines)
	if err != nil {
		return err
	}
	fmt.Printf("%d goroutines in %d stacks; debug=2 text of %.1f MB, protobuf of %.1f KB; best of %d runs\n\n",
		goroutines, stacks, float64(c.textSize)/1e6, float64(c.protoSize)/1e3, rounds)
	fmt.Printf("%-36s %10s %12s\n", "", "CPU time", "peak memory")
	for _, pair := range tools.pairs(c) {
		ours, theirs, err := pair.measure(rounds)
		if err != nil {
			return err
		}
		fmt.Printf("%-36s %7.0f ms %9.1f MB\n", pair.theirs.name, ms(theirs.cpu), mb(theirs.memory))
		fmt.Printf("%-36s %7.0f ms %9.1f MB\n", pair.ours.name, ms(ours.cpu), mb(ours.memory))
		fmt.Printf("%-36s %9.2fx %10.2fx\n\n", "ours to theirs", ours.cpu.Seconds()/theirs.cpu.Seconds(), float64(ours.memory)/float64(theirs.memory))
	}
	return nil
}
