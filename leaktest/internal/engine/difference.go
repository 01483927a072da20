package engine

import (
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// testingGoroutines stands for the goroutines that run tests.
const testingGoroutines = "package testing and the functions that it runs"

// bystandersOf counts by stack the goroutines of a dump that a snapshot does not
// hold. It parses one goroutine of each distinct stack.
func bystandersOf(dump []byte, v *Snapshot) map[string]int {
	left := make(map[uint64]bool, len(v.Candidates))
	for i := range v.Candidates {
		left[v.Candidates[i].ID] = true
	}
	type kind struct {
		name  string
		count int
	}
	byHash := make(map[uint64]*kind)
	self, known := goroutine.Current().ID, 0
	for rec := range goroutine.Records(dump) {
		if left[rec.ID()] {
			continue
		}
		if rec.ID() == self || isKnown(rec) {
			known++
			continue
		}
		hash := rec.StackHash()
		if byHash[hash] == nil {
			g := rec.Parse()
			byHash[hash] = &kind{name: report.StackName(&g)}
		}
		byHash[hash].count++
	}
	byName := map[string]int{testingGoroutines: known}
	for _, k := range byHash {
		byName[k.name] += k.count
	}
	return byName
}
