// Package engine_test compares the decisions of the packages below with those of the
// analyzer that they might replace, on the same programs.
package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/engine/obligation"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// A pair is what both decide about the goroutines that a place starts.
type pair struct {
	old bool // a leak
	new obligation.Decision
}

func (p *pair) agree() bool { return p.old == (p.new.Verdict == obligation.Leak) }

// String says what each decides, and why.
func (p *pair) String() string {
	old := map[bool]string{true: "leaks", false: "silent"}[p.old]
	switch {
	case p.new.Verdict == obligation.Leak:
		return fmt.Sprintf("old %s, new leaks", old)
	case p.new.Refutation != "":
		return fmt.Sprintf("old %s, new ends (%s)", old, p.new.Refutation)
	case p.new.Doubt != "":
		return fmt.Sprintf("old %s, new undecided (%s)", old, p.new.Doubt)
	}
	return fmt.Sprintf("old %s, new has no obligation", old)
}

// decide returns the new decisions about a package.
func (p *program) decide() (decisions []obligation.Decision) {
	channels := p.results[channel.Analyzer].(*channel.Channels)
	table := p.results[feasible.Analyzer].(*feasible.Package).NewTable()
	for _, c := range channels.All {
		decisions = append(decisions, obligation.Decide(channels, table, c)...)
	}
	return decisions
}

// compare returns the decisions on the programs of a source, by place.
func (s source) compare(programs []*program) map[string]*pair {
	pairs := map[string]*pair{}
	at := func(place string) *pair {
		if pairs[place] == nil {
			pairs[place] = &pair{}
		}
		return pairs[place]
	}
	for _, p := range programs {
		for _, leak := range p.results[answer.Analyzer].([]*answer.Leak) {
			if leak.Need == answer.NeedRecv {
				for _, site := range append([]*spawn.Site{leak.Site}, leak.Others...) {
					at(s.place(p, site.Pos())).old = true
				}
			}
		}
		for _, d := range p.decide() {
			if pair := at(s.place(p, d.Site.Pos())); pair.new.Site == nil || d.Verdict > pair.new.Verdict {
				pair.new = d
			}
		}
	}
	return pairs
}

// judgments reads what a reader of the programs says of each difference: a line
// "place: what each decides: gain, loss, open or later: why".
func judgments(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "differences.golden"))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for line := range strings.Lines(string(text)) {
		for _, judgment := range []string{"gain", "loss", "open", "later"} {
			if difference, _, found := strings.Cut(strings.TrimSpace(line), ": "+judgment+": "); found {
				lines[difference] = judgment
			}
		}
	}
	return lines
}

// TestAgreement compares both, and wants a judgment of each difference, that the
// programs which are known for false findings are silent, and that a program that is
// right is not reported.
func TestAgreement(t *testing.T) {
	longtest.Skip(t, "analyzes all fixtures of four checks twice")
	judged := judgments(t)
	all, same, gains, newer := 0, 0, 0, 0
	for _, s := range sources() {
		pairs := s.compare(s.load(t, answer.Analyzer, channel.Analyzer, feasible.Analyzer))
		agreed := 0
		for _, place := range slices.Sorted(maps.Keys(pairs)) {
			p := pairs[place]
			p.checkFact(t, s, place)
			if p.agree() {
				agreed++
				continue
			}
			difference := fmt.Sprintf("%s: %v", place, p)
			switch judged[difference] {
			case "":
				t.Errorf("no judgment of %s", difference)
			case "gain":
				gains++
			case "later":
				newer++ // the program came with a rule that was made after the comparison
			}
			t.Log(difference, judged[difference])
			delete(judged, difference)
		}
		for difference := range judged {
			if strings.HasPrefix(difference, s.name+"/") {
				t.Errorf("no such difference any more: %s", difference)
			}
		}
		t.Logf("%s: %d of %d agree", s.name, agreed, len(pairs))
		all, same = all+len(pairs), same+agreed
	}
	all -= newer
	t.Logf("%d of %d agree (%.1f %%), %d more are gains (%.1f %%)", same, all, 100*float64(same)/float64(all), gains, 100*float64(same+gains)/float64(all))
	if (same+gains)*100 < all*95 {
		t.Error("less than 95 % are as before, or better")
	}
}

// checkFact compares the new decision with what the names of the program say.
func (p *pair) checkFact(t *testing.T, s source, place string) {
	if !strings.HasPrefix(s.name, "cases/") || p.new.Verdict != obligation.Leak {
		return
	}
	name := graph.Declared(p.new.Site.Enclosing).String()
	if s.name == "cases/false" || !strings.Contains(name, "Bad") {
		t.Errorf("%s: %s is reported", place, name)
	}
}

// TestCorpus counts what both report in the corpus of Go itself at statements of
// which is known whether they leak.
func TestCorpus(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "benchmarks", "testdata", "goroot-leaks.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Statements []struct {
			File  string
			Line  int
			Leaky bool
		}
	}
	if err := json.Unmarshal(text, &facts); err != nil {
		t.Fatal(err)
	}
	for _, s := range sources() {
		if s.name != "goroot" {
			continue
		}
		pairs := s.compare(s.load(t, answer.Analyzer, channel.Analyzer, feasible.Analyzer))
		var old, new [2]int // fine and leaky ones
		for _, f := range facts.Statements {
			p := pairs[fmt.Sprintf("goroot/%s:%d", f.File, f.Line)]
			leaky := map[bool]int{true: 1}[f.Leaky]
			if p != nil && p.old {
				old[leaky]++
			}
			if p != nil && p.new.Verdict == obligation.Leak {
				new[leaky]++
			}
		}
		t.Logf("reported: old %d leaky and %d fine, new %d leaky and %d fine", old[1], old[0], new[1], new[0])
		if new[0] > old[0] {
			t.Error("more fine statements are reported than before")
		}
	}
}

// BenchmarkBoth measures both on what the package and channel analyzers have found.
func BenchmarkBoth(b *testing.B) {
	var programs []*program
	var passes []func()
	for _, s := range sources() {
		loaded := s.load(b, answer.Analyzer, channel.Analyzer, feasible.Analyzer)
		programs = append(programs, loaded...)
		for _, p := range loaded {
			d := &driver{facts: map[factKey]analysis.Fact{}}
			passes = append(passes, func() { _, _ = answer.Analyzer.Run(d.pass(p, answer.Analyzer)) })
		}
	}
	b.Run("old", func(b *testing.B) {
		for b.Loop() {
			for _, run := range passes {
				run()
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			for _, p := range programs {
				p.decide()
			}
		}
	})
}
