package driver

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// reportGone says that records matched nothing though this run looked for them.
func (o *options) reportGone(ctx context.Context, stderr io.Writer, unmet []record) error {
	gone, err := o.gone(ctx, unmet)
	if gone > 0 {
		fmt.Fprintf(stderr, "leaklint: %s: %d of its findings were not met in these packages; write it anew with -json when they are fixed\n", o.baseline, gone)
	}
	return err
}

// gone returns how many of the records that matched nothing are findings no more:
// those that this run would have found. Nothing is said of packages, checks and
// levels that it did not look at. The output of go vet does not tell which packages
// those are, as it has none without findings; go list does.
func (o *options) gone(ctx context.Context, unmet []record) (int, error) {
	unmet = slices.DeleteFunc(unmet, func(r record) bool { return !o.looksFor(r) })
	if len(unmet) == 0 {
		return 0, nil
	}
	analyzed, err := o.listPackages(ctx)
	if err != nil {
		return 0, err
	}
	unmet = slices.DeleteFunc(unmet, func(r record) bool {
		return !analyzed[r.pkg] && !analyzed[strings.TrimSuffix(r.pkg, "_test")] // p_test is tested as one with p
	})
	return len(unmet), nil
}

// listPackages returns the import paths of the packages that are analyzed.
func (o *options) listPackages(ctx context.Context) (map[string]bool, error) {
	lines, err := o.goList(ctx, append([]string{"--"}, o.packages...)...)
	if err != nil {
		return nil, fmt.Errorf("cannot tell which findings of the baseline are gone: %w", err)
	}
	paths := make(map[string]bool)
	for _, path := range lines {
		paths[path] = true
	}
	return paths, nil
}

// looksFor reports whether this run finds what the record is about, if it is
// still there.
func (o *options) looksFor(r record) bool {
	return o.asksFor(r.check, r.Category, strings.HasSuffix(r.Posn.file, "_test.go")) &&
		(o.level(generated, r.check) || !isGenerated(r.Posn.file))
}

// isGenerated reports whether the file is there and was generated.
func isGenerated(name string) bool {
	data, err := regular.ReadFile(name, largestSource)
	if err != nil {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(file)
}
