package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/suite/mutation"
)

// printMutate switches each rule off in turn and prints which of them no fixture
// notices: by package with rules, and then by name. It is an error that there is one.
//
// It runs the checks of this build in its own process, whatever -tool says.
func printMutate(_ context.Context, b *bench) error {
	root, err := repoRoot()
	if err != nil {
		return err
	}
	results, err := mutation.Run(filepath.Join(root, "cmd", "leaklint"), mutation.Groups(b.only), io.Discard)
	if err != nil {
		return err
	}
	var faults []string
	rules, survivors := 0, 0
	t := newTable(b.out, "package", "rules", "no fixture notices")
	for _, r := range results {
		rules += r.Reasons
		survivors += len(r.Survivors)
		faults = append(faults, r.Faults()...)
		t.row(r.Package, r.Reasons, len(r.Survivors))
	}
	t.line()
	t.row("all", rules, survivors)
	t.flush()
	if len(faults) > 0 {
		return fmt.Errorf("%d rules have no fixture:\n%s", len(faults), strings.Join(faults, "\n"))
	}
	return nil
}
