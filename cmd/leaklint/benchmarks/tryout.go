package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// tryoutModules are modules that do not know leaktest, of many fields, whose tests
// need neither a network nor a service: path and version a line.
//
//go:embed testdata/tryout-modules.txt
var tryoutModules string

// tryoutJudged holds what a person who read the source thinks of each leak that
// leaklint test reports: module, creator, blocked function, verdict and reason, with
// tabs between them.
//
//go:embed testdata/tryout-judged.txt
var tryoutJudged string

// printTryout runs the tests of modules that are drawn with go test and with leaklint
// test in turns, and prints which tests had an outcome with the one that they never
// had with the other, what was left behind, and what it costs.
func printTryout(ctx context.Context, b *bench) error {
	judged, err := readTryoutJudged(tryoutJudged)
	if err != nil {
		return err
	}
	all := newTable(b.out, "module", "packages", "tests", "other outcomes", "leaks", "right", "wrong", "undecided", "unjudged", "CPU", "ratio")
	var plain, ours time.Duration
	for _, m := range b.drawModules() {
		t, err := b.tryOut(ctx, m)
		if err != nil {
			if ctx.Err() != nil {
				break // what was measured until then is shown
			}
			fmt.Fprintf(b.out, "%s: left out: %v\n", m, err)
			continue
		}
		plain, ours = plain+t.plain, ours+t.ours
		verdicts := t.describe(b.out, judged)
		all.row(m, len(t.packages), t.tests(), len(t.others()), len(t.leaks), verdicts[right], verdicts[wrong], verdicts[undecided], verdicts[unjudged],
			t.plain.Round(10*time.Millisecond), ratio([]time.Duration{t.ours}, []time.Duration{t.plain}))
	}
	all.line()
	all.row("all", "", "", "", "", "", "", "", "", plain.Round(10*time.Millisecond), ratio([]time.Duration{ours}, []time.Duration{plain}))
	fmt.Fprintln(b.out)
	all.flush()
	return ctx.Err()
}

// drawModules draws modules of the list; all of those that -only names.
func (b *bench) drawModules() []module {
	modules := slices.DeleteFunc(modulesOf(tryoutModules), func(m module) bool { return !strings.Contains(m.path, b.only) })
	if b.only == "" {
		modules = shuffled(b.seed, modules)
		modules = modules[:min(b.draw, len(modules))]
	}
	return modules
}

// A trial is what the tests of one module did.
type trial struct {
	module
	packages    map[string]bool
	with, plays outcomes // with us, and without
	leaks       []triedLeak
	plain, ours time.Duration // the CPU time of a round, once all is built
}

// tryOut runs the tests of a module in turns. The first turn of each, which builds, is
// not measured.
func (b *bench) tryOut(ctx context.Context, m module) (*trial, error) {
	m, err := b.fetch(ctx, m.path, m.version)
	if err != nil {
		return nil, err
	}
	if _, err := (command{dir: m.dir, env: m.env(), args: []string{"mod", "tidy"}, limit: b.limit}).run(ctx); err != nil {
		return nil, err
	}
	t := &trial{module: m, packages: map[string]bool{}, with: outcomes{}, plays: outcomes{}}
	var plain, ours []time.Duration
	for round := range b.rounds + 1 {
		fmt.Fprintf(b.log, "benchmarks: %s, turn %d\n", m, round)
		r, err := t.run(ctx, b, "go", t.plays)
		if err != nil {
			return nil, err
		}
		o, err := t.run(ctx, b, b.tool, t.with)
		if err != nil {
			return nil, err
		}
		if round > 0 {
			plain, ours = append(plain, r.cpu), append(ours, o.cpu)
		}
	}
	t.plain, t.ours = median(plain), median(ours)
	return t, nil
}

// tryoutTimeout bounds the tests of a package: a module with longer ones is left out.
const tryoutTimeout = "90s"

// run runs all tests once. That some fail is no error.
func (t *trial) run(ctx context.Context, b *bench, program string, into outcomes) (result, error) {
	r, err := command{program: program, dir: t.dir, env: []string{"GOFLAGS=-mod=readonly"}, limit: b.limit,
		args: []string{"test", "-json", "-count=1", "-timeout=" + tryoutTimeout, "./..."}}.run(ctx)
	if limit := cmp.Or(ctx.Err(), errLimit(err)); limit != nil {
		return r, limit
	}
	if program == "go" && bytes.Contains(r.stdout, []byte("panic: test timed out after ")) {
		return r, errors.New("its tests take longer than " + tryoutTimeout)
	}
	leaks, readErr := readEvents(r.stdout, into, t.packages)
	t.leaks = mergeLeaks(append(t.leaks, leaks...))
	if len(t.packages) == 0 {
		return r, errors.Join(err, readErr)
	}
	return r, readErr
}

func (t *trial) tests() int { return len(t.plays) }

// others returns the tests that with us had an outcome which they never had without.
// One that left goroutines behind may fail, and so may its package.
func (t *trial) others() []string {
	var names []string
	for name, seen := range t.with {
		for outcome := range seen {
			if !t.plays[name][outcome] && !(outcome == "fail" && t.left(name)) {
				names = append(names, fmt.Sprintf("%s: %s with us, %s without", name, outcome, cmp.Or(t.plays[name].String(), "never run")))
			}
		}
	}
	for name := range t.plays {
		if len(t.with[name]) == 0 {
			names = append(names, name+": not run with us")
		}
	}
	slices.Sort(names)
	return names
}

// left reports whether a test, or the tests of a package, left something behind.
func (t *trial) left(name string) bool {
	return slices.ContainsFunc(t.leaks, func(l triedLeak) bool {
		pkg, _, isTest := strings.Cut(name, " ")
		return l.pkg == pkg && (!isTest || l.Owner == strings.TrimPrefix(name, pkg+" "))
	})
}

// describe writes the details, and returns how many leaks have each verdict.
func (t *trial) describe(w io.Writer, judged map[string]judgment) map[verdict]int {
	counts := make(map[verdict]int)
	for _, name := range t.others() {
		fmt.Fprintf(w, "%s: other outcome: %s\n", t.module, name)
	}
	for _, l := range t.distinct() {
		j, ok := judged[strings.Join([]string{t.module.String(), l.CreatedBy, l.Function}, "\t")]
		if !ok {
			j.Verdict = unjudged
		}
		counts[j.Verdict]++
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n\t%s, %s:%d, left by %s in %s\n", t.module, l.CreatedBy, l.Function, j.Verdict, j.Why,
			l.State, strings.TrimPrefix(l.File, t.dir+"/"), l.Line, cmp.Or(l.Owner, "no test"), l.pkg)
	}
	return counts
}
