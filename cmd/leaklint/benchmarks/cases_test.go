package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected lines in testdata")

// TestCases pins what leaklint says today of programs that it got wrong: each step
// that fixes one shows in testdata/cases.txt.
func TestCases(t *testing.T) {
	root, err := repoRoot()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := judgeCases(t.Context(), testBench(t), root)
	if err != nil {
		t.Fatal(err)
	}
	bad, found, wrong := 0, 0, 0
	for _, line := range lines {
		isBad := strings.HasSuffix(line, ": missed") || strings.Contains(line, ": found by ")
		bad += count(isBad)
		found += count(strings.Contains(line, ": found by "))
		wrong += count(strings.Contains(line, ": WRONG: "))
	}
	t.Logf("%d of %d leaking units found, %d units wrongly flagged", found, bad, wrong)
	if bad < 20 || len(lines) < 60 {
		t.Errorf("%d units, %d of them leaking: where are the cases?", len(lines), bad)
	}
	compareLines(t, "cases.txt", lines)
}

// compareLines compares lines with those of a file in testdata, or writes them.
func compareLines(t *testing.T, name string, lines []string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it, and what it shows is to be judged):\n%s", name, diff)
	}
}
