// Command clients runs the tests of modules that use go.uber.org/goleak or
// github.com/fortytw2/leaktest, as they are and with the import path changed to
// ours, and compares the verdicts and the times:
//
//	go run ./leaktest/goleak/clients
//	go run ./leaktest/goleak/clients -module github.com/gammazero/workerpool@v1.3.0 -pairs 0
//
// For each client it fetches the module by way of the module proxy, makes two
// copies in a temporary folder, changes the import path in one of them, and runs
// the tests of the packages that use the peer: several times for the verdict,
// then in turns for the time, if pairs are asked for. At last it takes one Close, Stop or cancel out of
// both copies and runs them once more. It prints a table and exits with 1 if a
// verdict differs, if a fault is not found by both or ours does not name the
// test, or if ours takes longer than allowed.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
)

func main() {
	runs := flag.Int("runs", 3, "run each client's tests this many times for the verdict")
	pairs := flag.Int("pairs", 5, "run this many pairs for the time")
	module := flag.String("module", "", "run this module, given as path@version, in place of the clients that are known")
	only := flag.String("only", "", "run the clients whose path contains this text")
	folder := flag.String("folder", "", "run the packages whose folder contains this text")
	verbose := flag.Bool("v", false, "print what the tests of a differing run print")
	flag.Parse()
	if *module != "" {
		c, err := given(*module)
		if err != nil {
			fmt.Fprintf(os.Stderr, "clients: %v\n", err)
			os.Exit(2)
		}
		clients = []client{c}
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "client\tpackages\tverdicts, original\tours\tsuite, original\tours\tmedian difference, all\twithin 2 % or 50 ms\tfault found by original\tours\tours names the test")
	good := true
	for _, c := range clients {
		if !strings.Contains(c.module, *only) {
			continue
		}
		r, err := c.compare(*folder, *runs, *pairs)
		if err != nil {
			fmt.Fprintf(os.Stderr, "clients: %s@%s: %v\n", c.module, c.version, err)
			good = false
			continue
		}
		fmt.Fprintf(table, "%s@%s\t%s\n", c.module, c.version, strings.Join(r.cells(), "\t"))
		if !r.good() {
			good = false
			if *verbose {
				fmt.Fprint(os.Stderr, r.output)
			}
		}
	}
	table.Flush()
	if !good {
		os.Exit(1)
	}
}
