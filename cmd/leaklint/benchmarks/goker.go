package main

import (
	"fmt"
	"hash/fnv"
)

// gcatch is what GCatch reports on the GoKer programs, by family: the programs
// with a report. It needs Go 1.17 and the whole program. Its reports stand exactly
// at an operation that was seen blocked in 22 of the 63 programs.
var gcatch = []struct {
	family string
	found  int
}{
	{"lock", 12}, {"chan", 8}, {"mixed", 6}, {"abba", 3}, {"rwr", 3}, {"cond", 0}, {"wg", 0},
}

// writeGoker writes what was found of the GoKer suite beside what GCatch finds,
// and of its two halves. The checks for locks and conditions were built with a
// look at the first half only, so that the second shows what they find in
// programs that nobody had in mind.
func writeGoker(b *bench, programs []program) {
	fmt.Fprintln(b.out)
	t := newTable(b.out, "GoKer", "found", "exact", "of", "GCatch found")
	for _, row := range gcatch {
		s := total(goker(programs), row.family)
		t.row(row.family, s.found, s.exact, s.programs, row.found)
	}
	t.line()
	all := total(goker(programs))
	t.row("all", all.found, all.exact, all.programs, 32)
	for _, h := range []half{firstHalf, secondHalf} {
		s := total(h.of(goker(programs)))
		t.row(h.String(), s.found, s.exact, s.programs, "")
		s = total(h.of(goker(programs)), "lock", "mixed", "abba", "rwr", "cond", "wg")
		t.row(h.String()+", no chan", s.found, s.exact, s.programs, "")
	}
	t.flush()
}

// goker returns the programs of the GoKer suite.
func goker(programs []program) (suite []program) {
	for _, p := range programs {
		if p.goker {
			suite = append(suite, p)
		}
	}
	return suite
}

// A half is one of two parts of the programs, split by the FNV-1a hash of their
// names.
type half uint32

// The halves: programs with an even hash were looked at, those with an odd one not.
const (
	firstHalf half = iota
	secondHalf
)

func (h half) String() string { return [...]string{"seen half", "unseen half"}[h] }

// of returns the programs of the half.
func (h half) of(programs []program) (part []program) {
	for _, p := range programs {
		hash := fnv.New32a()
		hash.Write([]byte(p.name))
		if half(hash.Sum32()%2) == h {
			part = append(part, p)
		}
	}
	return part
}
