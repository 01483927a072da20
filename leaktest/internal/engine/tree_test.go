package engine

import (
	"slices"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// family is a dump in which 9 has started 4, 4 has started 7, and 8 is nobody's.
const family = `goroutine 7 [select (no cases)]:
p.f()
	/p/p.go:1 +0x1
created by p.f in goroutine 4
	/p/p.go:2 +0x1

goroutine 8 [select (no cases)]:
p.f()
	/p/p.go:1 +0x1
created by p.f in goroutine 3
	/p/p.go:2 +0x1

goroutine 4 [select (no cases)]:
p.f()
	/p/p.go:1 +0x1
created by p.f in goroutine 9
	/p/p.go:2 +0x1

goroutine 9 [select (no cases)]:
p.f()
	/p/p.go:1 +0x1
`

// TestDescend finds descendants whatever the order of the dump is.
func TestDescend(t *testing.T) {
	tree := map[uint64]bool{9: true}
	Descend([]byte(family), func(rec goroutine.Record) bool {
		if tree[rec.ID()] || !tree[rec.ParentID()] {
			return false
		}
		tree[rec.ID()] = true
		return true
	})
	if len(tree) != 3 || !tree[4] || !tree[7] {
		t.Errorf("the descendants of 9 are %v, want 4 and 7", tree)
	}
}

func TestLineage(t *testing.T) {
	if got, want := Lineage([]byte(family), 7), []uint64{7, 4, 9}; !slices.Equal(got, want) {
		t.Errorf("the lineage of 7 is %v, want %v", got, want)
	}
	if got, want := Lineage([]byte(family), 8), []uint64{8, 3}; !slices.Equal(got, want) {
		t.Errorf("the lineage of 8 is %v, want %v", got, want)
	}
}
