package main

import (
	"errors"
	"slices"
	"testing"
)

// corpusFloor is what was reached on the corpus: a change that finds less, or
// that flags a fine statement, fails the test. Raise it with what you reach.
var corpusFloor = []struct {
	name     string
	families []string
	found    int
	reason   string
}{
	{"channels", []string{"chan", "wg", "pattern"}, 22, "channels and groups are what the checks are about"},
	{"micro", []string{"micro"}, 8, "each is one blocking operation that nothing can end"},
	{"locks", []string{"lock", "abba", "rwr", "mixed", "cond"}, 27, "what goroutines wait for beside channels"},
	{"micro locks", []string{"micro-lock"}, 5, "each is one lock or condition that nothing can release"},
	{"all", nil, 62, "the sum of them"},
}

// TestCorpusFloor runs the built tool over the corpus in GOROOT.
func TestCorpusFloor(t *testing.T) {
	b := testBench(t)
	rep, err := b.vetCorpus(t.Context())
	if errors.Is(err, errNoCorpus) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	facts, err := corpusFacts()
	if err != nil {
		t.Fatal(err)
	}
	programs := judgeCorpus(facts, rep.findings)
	for _, floor := range corpusFloor {
		if got := total(programs, floor.families...); got.found < floor.found {
			t.Errorf("%s: found %d of %d programs, want %d at least (%s); missed %v",
				floor.name, got.found, got.programs, floor.found, floor.reason, got.missed)
		}
	}
	if all := total(programs); len(all.flagged) > 0 {
		t.Errorf("flagged go statements that are fine: %v", all.flagged)
	}
}

// TestCorpusFacts holds the embedded facts against the figures that are known
// of the corpus.
func TestCorpusFacts(t *testing.T) {
	facts, err := corpusFacts()
	if err != nil {
		t.Fatal(err)
	}
	programs := judgeCorpus(facts, nil)
	all := total(programs)
	if all.statements != 197 || all.leaky != 127 || all.fine != 70 {
		t.Errorf("statements = %d, leaky %d, fine %d, want 197, 127, 70", all.statements, all.leaky, all.fine)
	}
	if got := total(programs, "chan", "wg", "pattern").programs; got != 30 {
		t.Errorf("programs of chan, wg and pattern = %d, want 30", got)
	}
	if got := total(programs, "micro").programs; got != 8 {
		t.Errorf("micro programs without locks = %d, want 8", got)
	}
	if all.found != 0 || len(all.missed) != all.programs {
		t.Errorf("without findings: found %d, missed %d of %d", all.found, len(all.missed), all.programs)
	}
}

// TestJudgeCorpus shows what counts as found and what as flagged.
func TestJudgeCorpus(t *testing.T) {
	facts := []statement{
		{File: "a.go", Line: 10, Program: "A", Family: "chan", Leaky: true, Observed: []string{"b.go:20 [chan send] x3"}},
		{File: "a.go", Line: 30, Program: "A", Family: "chan"},
	}
	tests := []struct {
		reason             string
		finding            finding
		found              bool
		flagged, mentioned int
	}{
		{"at the go statement", finding{position: position{"a.go", 10}}, true, 0, 0},
		{"where it was seen blocked", finding{position: position{"b.go", 20}}, true, 0, 0},
		{"a related position is enough", finding{position: position{"c.go", 1}, Related: []position{{"b.go", 20}}}, true, 0, 0},
		{"another line is not", finding{position: position{"a.go", 11}}, false, 0, 0},
		{"another file is not", finding{position: position{"c.go", 10}}, false, 0, 0},
		{"a fine statement is flagged", finding{position: position{"a.go", 30}}, false, 1, 0},
		{"a fine statement is mentioned only", finding{position: position{"a.go", 10}, Related: []position{{"a.go", 30}}}, true, 0, 1},
	}
	for _, tt := range tests {
		got := judgeCorpus(facts, []finding{tt.finding})
		if len(got) != 1 {
			t.Fatalf("%s: programs = %d, want 1", tt.reason, len(got))
		}
		if p := got[0]; p.found != tt.found || len(p.flagged) != tt.flagged || len(p.mentioned) != tt.mentioned {
			t.Errorf("%s: found %v, flagged %d, mentioned %d, want %v, %d, %d",
				tt.reason, p.found, len(p.flagged), len(p.mentioned), tt.found, tt.flagged, tt.mentioned)
		}
	}
	stray := strayFindings(facts, []finding{{position: position{"a.go", 10}}, {position: position{"a.go", 30}}})
	if !slices.ContainsFunc(stray, func(f finding) bool { return f.Line == 30 }) || len(stray) != 1 {
		t.Errorf("stray findings = %v, want the one at the fine statement", stray)
	}
}
