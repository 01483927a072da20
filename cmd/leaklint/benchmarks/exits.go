package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// exitsModules are those of the large modules whose verdicts are counted and drawn.
var exitsModules = []string{
	"github.com/IBM/sarama",
	"github.com/nats-io/nats-server/v2",
	"github.com/quic-go/quic-go",
	"go.etcd.io/etcd/server/v3",
	"google.golang.org/grpc",
	"k8s.io/client-go",
}

// judgedExitsJSON holds what a person who read the source thinks of verdicts that
// were drawn. Check is the class that the verdict had; a verdict of another class is
// to be read anew.
//
//go:embed testdata/judged-exits.json
var judgedExitsJSON []byte

// wantedText has a line for each reason for which a verdict is undecided: its name, a
// colon, and what would decide it.
//
//go:embed testdata/undecided.txt
var wantedText string

// exitClasses are what verdicts are counted by, in the words of leaklint exits.
var exitClasses = []string{"proven", "conditional", "undecided", "leaks"}

// commonest is how many reasons for an undecided verdict are listed.
const commonest = 10

// An exit is what leaklint exits says of a go statement.
type exit struct {
	In, Ends, Text, If, Reason string

	module
	position
	code  string // the line of the go statement
	print fingerprint
}

// class returns which of exitClasses a verdict is of.
func (e exit) class() string {
	switch {
	case e.Ends == "leaks" || e.Ends == "undecided":
		return e.Ends
	case e.If != "" || e.Ends == "io":
		return "conditional"
	}
	return "proven"
}

func (e exit) sentence() string {
	if e.If == "" {
		return e.Ends + ": " + e.Text
	}
	return e.Ends + ": " + e.Text + ", if " + e.If
}

// printExits prints what leaklint exits says of six large modules: the share of each
// class, the commonest reasons for which nobody can tell, and some go statements of
// each class that are drawn, with the judgments of those that were read.
func printExits(ctx context.Context, b *bench) error {
	judged, err := readJudgments("judged-exits.json", judgedExitsJSON)
	if err != nil {
		return err
	}
	var all []exit
	t := newTable(b.out, append([]string{"module", "go statements"}, exitClasses...)...)
	for _, large := range largeModules {
		if !slices.Contains(exitsModules, large.path) || !strings.Contains(large.path, b.only) {
			continue
		}
		m, err := b.fetch(ctx, large.path, large.version)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.log, "benchmarks: verdicts of %s\n", m)
		exits, err := b.exits(ctx, m, large.patterns)
		if err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		writeShares(t, m.String(), exits)
		all = append(all, exits...)
	}
	t.line()
	writeShares(t, "all", all)
	t.flush()
	writeUndecided(b, all)
	writeDrawn(b, drawExits(all, b.seed, b.draw), judged)
	return nil
}

// exits returns the verdicts on the go statements of a module. Of two variants of a
// package one counts, and so does one of two go statements in one line.
func (b *bench) exits(ctx context.Context, m module, patterns string) ([]exit, error) {
	telling := *b
	telling.flags = append(slices.Clone(b.flags), "-exits", "-exits.report", "-advice")
	rep, err := telling.vet(ctx, m, nil, patterns)
	if err != nil {
		return nil, err
	}
	for _, failure := range rep.failures {
		fmt.Fprintf(b.out, "%s: not analyzed: %s\n", m, failure)
	}
	var exits []exit
	seen := map[fingerprint]int{}
	for _, f := range rep.findings {
		if f.Check != "exits" || len(exits) > 0 && exits[len(exits)-1].position == f.position {
			continue
		}
		e := exit{module: m, position: f.position}
		if err := json.Unmarshal([]byte(f.Message), &e); err != nil {
			return nil, fmt.Errorf("%s: cannot read a verdict: %w", f.position, err)
		}
		f.Check = e.class()
		e.print, e.code = fingerprintOf(m, f, seen)
		exits = append(exits, e)
	}
	return exits, nil
}

// writeShares adds how many verdicts are of each class.
func writeShares(t *table, name string, exits []exit) {
	counts := map[string]int{}
	for _, e := range exits {
		counts[e.class()]++
	}
	cells := []any{name, len(exits)}
	for _, class := range exitClasses {
		cells = append(cells, fmt.Sprintf("%d (%.0f %%)", counts[class], 100*float64(counts[class])/float64(max(1, len(exits)))))
	}
	t.row(cells...)
}

// writeUndecided writes the commonest reasons for which nobody can tell.
func writeUndecided(b *bench, exits []exit) {
	counts := map[string]int{}
	for _, e := range exits {
		if e.class() == "undecided" {
			counts[cmp.Or(e.Reason, "(none)")]++
		}
	}
	reasons := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), strings.Compare(x, y))
	})
	wanted := readWanted(wantedText)
	fmt.Fprintln(b.out)
	t := newTable(b.out, "undecided", "reason", "what would decide it")
	for _, name := range reasons[:min(commonest, len(reasons))] {
		t.row(counts[name], name, wanted[name])
	}
	t.flush()
	fmt.Fprintf(b.out, "%d reasons in all\n", len(reasons))
}

// readWanted reads what would decide, by the name of the reason.
func readWanted(text string) map[string]string {
	wanted := map[string]string{}
	for line := range strings.Lines(text) {
		if name, what, ok := strings.Cut(line, ": "); ok {
			wanted[name] = strings.TrimSpace(what)
		}
	}
	return wanted
}

// drawExits draws n verdicts of each class at most, in the order of the source. What
// is drawn goes by the seed and the fingerprint of each, so that another module
// replaces a few and leaves the others.
func drawExits(exits []exit, seed uint64, n int) (drawn []exit) {
	lot := func(e exit) fingerprint { return hash(fmt.Sprint(seed), e.module.String(), string(e.print)) }
	for _, class := range exitClasses {
		var of []int
		for i, e := range exits {
			if e.class() == class {
				of = append(of, i)
			}
		}
		slices.SortStableFunc(of, func(i, j int) int { return cmp.Compare(lot(exits[i]), lot(exits[j])) })
		for _, i := range slices.Sorted(slices.Values(of[:min(n, len(of))])) {
			drawn = append(drawn, exits[i])
		}
	}
	return drawn
}

// writeDrawn writes the verdicts that were drawn, each with its judgment, and how
// many are right.
func writeDrawn(b *bench, drawn []exit, judged *judgments) {
	fmt.Fprintf(b.out, "\ndrawn with -seed %d:\n", b.seed)
	counts := map[string]map[verdict]int{}
	for _, e := range drawn {
		j := judged.lookup(e.module, e.print)
		fmt.Fprintf(b.out, "%s %s (%s)\n    %s\n    %s [%s]\n    %s%s [%s]\n",
			e.module, e.position, e.In, e.code, e.sentence(), cmp.Or(e.Reason, "-"), j.Verdict, because(j.Why), e.print)
		if counts[e.class()] == nil {
			counts[e.class()] = map[verdict]int{}
		}
		counts[e.class()][j.Verdict]++
	}
	fmt.Fprintln(b.out)
	t := newTable(b.out, "drawn", "right", "wrong", "undecided", "unjudged")
	for _, class := range exitClasses {
		c := counts[class]
		t.row(class, c[right], c[wrong], c[undecided], c[unjudged])
	}
	t.flush()
}
