// Examples shows what both halves of Leaktight say of real leaks, and of the
// same programs without the leak. Run it from the root of the repository:
//
//	go run ./examples              the two scenarios to begin with
//	go run ./examples list         what there is
//	go run ./examples pool janitor scenarios by name, or by leak kind
//	go run ./examples all          every scenario
//
// Each folder below this one is a scenario: leaky.go, its twin fixed.go, a test
// of each, and transcript.txt, which a test keeps equal to what is shown here.
// The test of leaky.go fails, as it should, so it is built with -tags leaky
// only, and go test ./... stays green.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// first are the scenarios that are shown when none is asked for: a leak on an
// error path, and the one that is met most often.
var first = []string{"receive", "firstwins"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := show(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "examples:", err)
		os.Exit(1)
	}
}

// show writes the list of scenarios, or runs those that are asked for and writes
// what it runs and what comes out.
func show(ctx context.Context, w io.Writer, args []string) error {
	root, err := findRoot(ctx)
	if err != nil {
		return err
	}
	all, err := scenarios(root)
	if err != nil {
		return err
	}
	if len(args) == 1 && args[0] == "list" {
		return list(w, all)
	}
	chosen, err := choose(all, args)
	if err != nil {
		return err
	}
	t, err := newTools(ctx, root)
	if err != nil {
		return err
	}
	defer t.close()
	transcripts, err := t.run(ctx, chosen)
	if err != nil {
		return err
	}
	for _, transcript := range transcripts {
		if _, err := io.WriteString(w, transcript); err != nil {
			return err
		}
	}
	if len(args) == 0 {
		_, err = fmt.Fprintf(w, "These are 2 of %d scenarios: go run ./examples list\n", len(all))
	}
	return err
}

// list writes a line for each scenario.
func list(w io.Writer, all []scenario) error {
	for _, s := range all {
		if _, err := fmt.Fprintf(w, "%-12s  %-10s  %s\n", s.name, s.kind.Name, s.kind.Title); err != nil {
			return err
		}
	}
	return nil
}
