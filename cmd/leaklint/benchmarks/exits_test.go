package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDrawExits shows that a draw is repeatable, holds as many of each class as were
// asked for, and all of a class with fewer.
func TestDrawExits(t *testing.T) {
	var all []exit
	for i := range 40 {
		all = append(all, exit{Ends: []string{"returns", "undecided", "io", "context"}[i%4], position: position{"a.go", i}, print: hash("a", fmt.Sprint(i))})
	}
	all = append(all, exit{Ends: "leaks", position: position{"a.go", 40}})
	got := drawExits(all, 7, 5)
	counts := map[string]int{}
	for _, e := range got {
		counts[e.class()]++
	}
	if want := map[string]int{"proven": 5, "conditional": 5, "undecided": 5, "leaks": 1}; !cmp.Equal(want, counts) {
		t.Errorf("drawn %v, want %v", counts, want)
	}
	same := func(a, b exit) bool { return a.position == b.position }
	if !slices.EqualFunc(got, drawExits(all, 7, 5), same) {
		t.Error("the same seed draws others")
	}
	if slices.EqualFunc(got, drawExits(all, 8, 5), same) {
		t.Error("another seed draws the same")
	}
	kept := 0
	for _, e := range drawExits(all[:36], 7, 5) {
		kept += count(slices.ContainsFunc(got, func(o exit) bool { return same(e, o) }))
	}
	if kept < 12 {
		t.Errorf("without four of 41 statements %d of 16 are drawn again", kept)
	}
}

// TestJudgedExits shows that each judgment of a verdict is complete, and of a class
// that there is.
func TestJudgedExits(t *testing.T) {
	judged, err := readJudgments("judged-exits.json", judgedExitsJSON)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range judged.all {
		if !slices.Contains(exitClasses, j.Check) {
			t.Errorf("%s %s:%d: no class %q", j.Module, j.File, j.Line, j.Check)
		}
	}
}

// TestWanted shows that each line on what would decide names a reason once.
func TestWanted(t *testing.T) {
	lines := strings.Count(wantedText, "\n")
	if wanted := readWanted(wantedText); len(wanted) != lines {
		t.Errorf("%d reasons in %d lines of undecided.txt", len(wanted), lines)
	}
}
