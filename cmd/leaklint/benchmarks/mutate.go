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
// notices: by package with rules, and then by name, with the reason why no fixture
// can. It is an error that one has no such reason, or one that it has no need of.
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
	var survivors, faults []string
	rules, explained := 0, 0
	t := newTable(b.out, "package", "rules", "no fixture notices", "of these explained")
	for _, r := range results {
		known := 0
		for _, s := range r.Survivors {
			known += count(r.Known[s.Name] != "")
			survivors = append(survivors, fmt.Sprintf("%s: %s", s.Name, r.Known[s.Name]))
		}
		faults = append(faults, r.Faults()...)
		rules += r.Reasons
		explained += known
		t.row(r.Package, r.Reasons, len(r.Survivors), known)
	}
	t.line()
	t.row("all", rules, len(survivors), explained)
	t.flush()
	fmt.Fprintf(b.out, "\nno fixture notices:\n  %s\n", strings.Join(survivors, "\n  "))
	if len(faults) > 0 {
		return fmt.Errorf("%d rules are not as package mutation lists them:\n%s", len(faults), strings.Join(faults, "\n"))
	}
	return nil
}
