package directive

import (
	"maps"
	"slices"
)

// farthest is how many letters may be wrong, missing, too many or have changed
// places with the next in a name that is taken for another. Names of checks differ in
// more than these.
const farthest = 2

// nearly returns the name among those known that a misspelled one is nearest to, the
// first in order of the alphabet, or nothing where none is near.
func nearly(name string, known map[string]bool) string {
	best, least := "", farthest+1
	for _, candidate := range slices.Sorted(maps.Keys(known)) {
		if d := distance(name, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance returns how many letters have to be changed, added, removed or exchanged
// with their neighbor to make b of a: the optimal string alignment distance. Above
// farthest it may be anything above.
func distance(a, b string) int {
	if len(a) > len(b)+farthest || len(b) > len(a)+farthest {
		return farthest + 1
	}
	var before, last []int // rows of the table: of the letters before, and of the last
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
