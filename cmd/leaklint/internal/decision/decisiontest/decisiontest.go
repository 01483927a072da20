// Package decisiontest lets the test of a package with rules show that the fixtures
// have need of each.
package decisiontest

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/suite/mutation"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Reasons fails for each rule of the package under test that no fixture notices. The
// package is given by its folder below that of leaklint, as package mutation lists
// it: all are two folders deep. It is a long test.
func Reasons(t *testing.T, folder string) {
	t.Helper()
	longtest.Skip(t, "analyzes the fixtures once for each rule")
	groups := mutation.Groups(folder)
	if len(groups) != 1 {
		t.Fatalf("package mutation has %d groups named %s, want one", len(groups), folder)
	}
	var log bytes.Buffer
	results, err := mutation.Run(filepath.Join("..", ".."), groups, &log)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(log.String())
	for _, fault := range results[0].Faults() {
		t.Error(fault)
	}
}
