package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/obligation"
)

// A pair is what both decide about the goroutines that a place starts.
type pair struct {
	old bool
	new obligation.Decision
}

// compare returns the decisions on a source, by place.
func (s source) compare(tb testing.TB) map[string]*pair {
	pairs := map[string]*pair{}
	at := func(place string) *pair {
		if pairs[place] == nil {
			pairs[place] = &pair{}
		}
		return pairs[place]
	}
	for _, p := range s.load(tb, answer.Analyzer, channel.Analyzer) {
		for _, leak := range p.results[answer.Analyzer].([]*answer.Leak) {
			if leak.Need == answer.NeedRecv {
				at(s.place(p, leak.Site.Pos())).old = true
			}
		}
		channels := p.results[channel.Analyzer].(*channel.Channels)
		table := feasible.NewTable()
		for _, c := range channels.All {
			for _, d := range obligation.Decide(channels, table, c) {
				pair := at(s.place(p, d.Site.Pos()))
				if pair.new.Site == nil || d.Verdict > pair.new.Verdict {
					pair.new = d
				}
			}
		}
	}
	return pairs
}

func TestAgreement(t *testing.T) {
	all, same := 0, 0
	for _, s := range sources() {
		pairs := s.compare(t)
		n := 0
		for _, place := range slices.Sorted(maps.Keys(pairs)) {
			p := pairs[place]
			if p.old == (p.new.Verdict == obligation.Leak) {
				n++
				continue
			}
			at := ""
			if p.new.At != nil {
				at = p.new.At.Parent().Prog.Fset.Position(p.new.At.Pos()).String()
			}
			fmt.Println(place, "old", p.old, "new", p.new.Verdict, p.new.Refutation, p.new.Doubt, at)
		}
		fmt.Println(s.name, n, len(pairs))
		all += len(pairs)
		same += n
	}
	fmt.Println(same, all, float64(same)/float64(all))
}
