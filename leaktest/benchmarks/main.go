// Benchmarks runs leaktest beside go.uber.org/goleak, github.com/fortytw2/leaktest
// and github.com/onsi/gomega/gleak on the same inputs, in one process, and prints
// how long a check takes with each and how many times as long as with leaktest.
//
//	go run . check       a check, by situation and number of bystanders
//	go run . proof       how long until a proven leak is reported (Go 1.27)
//
// It is a module of its own so that the peers reach no user of leaktest.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run . [-max bystanders] [-tools names] check|proof")
		flag.PrintDefaults()
	}
	most := flag.Int("max", 100_000, "the largest number of bystanders")
	names := flag.String("tools", "leaktest,goleak,fortytw2,gleak", "the tools to compare")
	flag.Parse()
	if err := run(flag.Arg(0), *names, *most); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

// inTest runs f in a goroutine of package testing, as a test or benchmark runs:
// elsewhere a Check takes what called it for another runner, and lists what is there.
func inTest(f func() error) (err error) {
	once := sync.OnceFunc(func() { err = f() })
	testing.Benchmark(func(*testing.B) { once() })
	return err
}

func run(command, names string, most int) error {
	switch command {
	case "check":
		return inTest(func() error { return printChecks(os.Stdout, toolsNamed(names), most) })
	case "proof":
		return printProofs(os.Stdout)
	case "prove-check":
		return proveCheck(os.Stdout)
	case "prove-main":
		return proveMain(os.Stdout)
	}
	flag.Usage()
	return errors.New("want check or proof")
}
