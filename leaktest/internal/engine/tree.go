package engine

import (
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// The go statements of a process make a tree: each goroutine knows the number of the
// one that started it. Dumps show the part of it that is still there.

// Descend follows the tree of a dump from what is known of some goroutines to what
// they have started, and what that has started: it asks adopt about each record until
// it has taken none in a whole pass. Adopt takes a record once. A record mostly stands
// behind that of the goroutine which started it, so there are few passes, and none
// allocates anything.
func Descend(dump []byte, adopt func(rec goroutine.Record) bool) {
	for grown := true; grown; {
		grown = false
		for rec := range goroutine.Records(dump) {
			if adopt(rec) {
				grown = true
			}
		}
	}
}

// Lineage returns a goroutine, the one that started it, and so on, as far as they are
// in the dump or one of it names them.
func Lineage(dump []byte, self uint64) []uint64 {
	parents := make(map[uint64]uint64)
	for rec := range goroutine.Records(dump) {
		parents[rec.ID()] = rec.ParentID()
	}
	line := []uint64{self}
	for id := parents[self]; id != 0 && !slices.Contains(line, id); id = parents[id] {
		line = append(line, id)
	}
	return line
}
