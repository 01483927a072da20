package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// printStd runs the tool over the standard library, as x/tools does with the
// checks of vet: it has every corner of the language and of the runtime. What is
// found is printed; a package that could not be analyzed is an error.
func printStd(ctx context.Context, b *bench) error {
	m, err := stdModule(ctx)
	if err != nil {
		return err
	}
	rep, err := b.vet(ctx, m, []string{"GOFLAGS="}, "std") // GOROOT is not to be changed
	if err != nil {
		return err
	}
	for _, f := range rep.findings {
		fmt.Fprintf(b.out, "%s: %s\n", f.position, f.Message)
	}
	for _, failure := range rep.failures {
		fmt.Fprintf(b.out, "not analyzed: %s\n", failure)
	}
	t := newTable(b.out, "module", "findings", "not analyzed", "wall", "CPU")
	t.row(m, len(rep.findings), len(rep.failures), rep.wall.Round(time.Second), rep.cpu.Round(time.Second))
	t.flush()
	if n := len(rep.failures); n > 0 {
		return fmt.Errorf("%d packages were not analyzed", n)
	}
	return nil
}

// stdModule returns the standard library of the go command, as a module.
func stdModule(ctx context.Context) (module, error) {
	root, err := command{args: []string{"env", "GOROOT"}}.run(ctx)
	if err != nil {
		return module{}, err
	}
	return module{path: "std", version: runtime.Version(), dir: filepath.Join(strings.TrimSpace(string(root.stdout)), "src")}, nil
}
