package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// processors are the values of GOMAXPROCS under which nothing may differ.
var processors = []int{1, 2, 8}

// printDeterminism runs the tool again and again over the sources of the decisions
// that -only names, with 1, 2 and 8 processors, each time with a cold cache and then
// with the warm one, and says what differs from the first run: the findings and the
// decisions, and the bytes of the facts. That anything does is an error.
func printDeterminism(ctx context.Context, b *bench) error {
	root, err := repoRoot()
	if err != nil {
		return err
	}
	sources, err := b.decisionSources(ctx, root)
	if err != nil {
		return err
	}
	_, noop, err := b.contenders(ctx)
	if err != nil {
		return err
	}
	differ := 0
	t := newTable(b.out, "source", "runs", "findings and decisions", "files of facts", "bytes of facts", "runs that differ")
	for _, s := range sources {
		first, runs, differing, err := b.repeat(ctx, s, noop)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		differ += len(differing)
		t.row(s.name, runs, len(first.lines), len(first.facts), first.size, orNone(differing))
	}
	t.flush()
	if differ > 0 {
		return fmt.Errorf("%d runs differ from the first", differ)
	}
	return nil
}

// An outcome is all that a run of the tool tells.
type outcome struct {
	lines []string // findings and decisions, sorted
	facts []string // the hash of each file of facts in the cache, sorted
	size  int64    // of these files
}

// repeat runs the tool over a source as often as it takes. It names the runs that
// differ from the first.
func (b *bench) repeat(ctx context.Context, s decisionSource, noop contender) (first *outcome, runs int, differing []string, err error) {
	primed := filepath.Join(b.work, "gocache", "determinism")
	cache := primed + ".copy"
	defer removeAll(cache)
	fill := command{dir: s.module.dir, env: slices.Concat(s.module.env(), s.env, []string{"GOCACHE=" + primed}), limit: b.limit,
		args: slices.Concat(noop.args, s.patterns)}
	if _, err := fill.run(ctx); err != nil {
		return nil, 0, nil, err
	}
	for round := range b.rounds {
		for _, n := range processors {
			removeAll(cache)
			if err := linkTree(cache, primed); err != nil {
				return nil, runs, nil, err
			}
			for _, state := range []string{"cold", "warm"} {
				fmt.Fprintf(b.log, "benchmarks: %s: round %d, %d processors, %s\n", s.name, round+1, n, state)
				o, err := b.outcome(ctx, s, cache, n)
				if err != nil {
					return nil, runs, nil, err
				}
				runs++
				if first == nil {
					first = o
				}
				if what := first.difference(o); what != "" {
					differing = append(differing, fmt.Sprintf("round %d, %d processors, %s: %s", round+1, n, state, what))
				}
			}
		}
	}
	return first, runs, differing, nil
}

// outcome runs the tool once, with all checks and the decisions.
func (b *bench) outcome(ctx context.Context, s decisionSource, cache string, processors int) (*outcome, error) {
	all := *b
	for _, a := range suite.Analyzers() {
		all.flags = append(all.flags, "-"+a.Name)
	}
	s.env = slices.Concat(s.env, []string{"GOCACHE=" + cache, fmt.Sprintf("GOMAXPROCS=%d", processors)})
	lines, err := all.decisions(ctx, s)
	if err != nil {
		return nil, err
	}
	o := &outcome{lines: lines}
	err = filepath.WalkDir(cache, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "-d") {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.HasPrefix(data, []byte("vetx")) {
			o.facts = append(o.facts, fmt.Sprintf("%x", sha256.Sum256(data)))
			o.size += int64(len(data))
		}
		return err
	})
	slices.Sort(o.facts)
	return o, err
}

// difference says what differs between two outcomes, or "".
func (o *outcome) difference(other *outcome) string {
	var what []string
	if !slices.Equal(o.lines, other.lines) {
		what = append(what, "findings or decisions")
	}
	if !slices.Equal(o.facts, other.facts) {
		what = append(what, "facts")
	}
	return strings.Join(what, " and ")
}
