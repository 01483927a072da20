//go:build unix

package main

import (
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestAtMostTheirs: triage takes at most the CPU time and the memory of the
// tools that read the same captures. What pprof takes without the go command is
// logged only: both are processes of a few milliseconds then.
func TestAtMostTheirs(t *testing.T) {
	dir := t.TempDir()
	tools, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	goroutines := 20_000
	if !longtest.Enabled() {
		goroutines = 5_000
	}
	c, err := capture(dir, goroutines)
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range tools.pairs(c) {
		ours, theirs, err := pair.measure(5)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v and %.1f MB; %s: %v and %.1f MB", pair.ours.name, ours.cpu, mb(ours.memory), pair.theirs.name, theirs.cpu, mb(theirs.memory))
		if !pair.aim {
			continue
		}
		if ours.cpu > theirs.cpu {
			t.Errorf("%s takes %v, %s %v", pair.ours.name, ours.cpu, pair.theirs.name, theirs.cpu)
		}
		if ours.memory > theirs.memory {
			t.Errorf("%s takes %.1f MB, %s %.1f MB", pair.ours.name, mb(ours.memory), pair.theirs.name, mb(theirs.memory))
		}
	}
}
