// Examples shows what both halves of Leaktight say of real leaks, and of the
// same programs without the leak. Run it from the root of the repository:
//
//	go run ./examples [scenario...]
//
// Each folder below this one is a scenario: leaky.go, its twin fixed.go, and a
// test of each. The test of leaky.go fails, as it should, so it is built with
// -tags leaky only, and go test ./... stays green.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := show(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "examples:", err)
		os.Exit(1)
	}
}

// show runs the scenarios of the given names, all of them where there are none,
// and writes what it runs and what comes out.
func show(ctx context.Context, w io.Writer, names []string) error {
	t, err := newTools(ctx)
	if err != nil {
		return err
	}
	defer t.close()
	scenarios, err := t.scenarios(names)
	if err != nil {
		return err
	}
	for _, s := range scenarios {
		transcript, err := t.run(ctx, s)
		if err != nil {
			return fmt.Errorf("scenario %s: %w", s, err)
		}
		if _, err := io.WriteString(w, transcript); err != nil {
			return err
		}
	}
	return nil
}
