package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// costModules are the modules over which cost is measured.
var costModules = []struct{ path, version string }{
	{"k8s.io/client-go", "v0.34.2"},
	{"go.etcd.io/etcd/server/v3", "v3.6.6"},
	{"github.com/prometheus/prometheus", "v0.307.3"},
}

// A contender is one way to run go vet.
type contender struct {
	name string
	args []string
}

// contenders returns plain go vet, the empty tool, and the tool under test.
func (b *bench) contenders(ctx context.Context) (all []contender, noop contender, err error) {
	empty, err := buildTool(ctx, b.work, "cmd/leaklint/benchmarks/emptytool")
	if err != nil {
		return nil, noop, err
	}
	return []contender{
		{"go vet", []string{"vet", "-json"}},
		{"empty tool", []string{"vet", "-vettool=" + empty, "-json", "-ssafacts"}},
		{"leaklint", append([]string{"vet", "-vettool=" + b.tool, "-json"}, b.flags...)},
	}, contender{"noop", []string{"vet", "-vettool=" + empty, "-json", "-noop"}}, nil
}

// printCost measures all contenders on all modules.
//
// To be fair, each cold run starts from its own copy of one build cache, which
// a tool that does nothing has filled: all export data is compiled, and no
// result of any contender is there, also none for the standard library. What
// is left is the go command's own work and the tool's. The contenders take
// turns, in another order each round, so that a machine that is busy for a
// while is so for all of them; the ratio is the median over the rounds of the
// ratio within a round. A warm run repeats the last cold one with its cache.
func printCost(ctx context.Context, b *bench) error {
	all, noop, err := b.contenders(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "CPU = user + system of go vet and all its processes over ./... with tests; median of %d rounds (least to most)\n\n", b.rounds)
	t := newTable(b.out, "module", "tool", "cold CPU s", "of empty tool", "of go vet", "warm CPU s", "warm wall s", "largest process MiB", "of go vet")
	for _, c := range costModules {
		if !strings.Contains(c.path, b.only) {
			continue
		}
		m, err := b.fetch(ctx, c.path, c.version)
		if err != nil {
			return err
		}
		costs, err := b.measure(ctx, m, all, noop)
		if err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		for i, cost := range costs {
			cost.write(t, m, all[i], costs[0], costs[1])
		}
		t.line()
	}
	t.flush()
	return nil
}

// A cost is what one contender took on one module, a value per round.
type cost struct {
	cold []time.Duration
	rss  []int64
	warm result
}

// measure runs all contenders on one module for the given number of rounds.
func (b *bench) measure(ctx context.Context, m module, all []contender, noop contender) ([]cost, error) {
	primed := filepath.Join(b.work, "gocache", filepath.Base(m.dir))
	fmt.Fprintf(b.log, "benchmarks: filling a build cache for %s\n", m)
	if _, err := b.timed(ctx, m, noop, primed); err != nil {
		return nil, err
	}
	costs := make([]cost, len(all))
	for round := range b.rounds {
		for turn := range all {
			i := (round + turn) % len(all)
			if err := b.oneRound(ctx, m, all[i], primed, &costs[i]); err != nil {
				return nil, err
			}
		}
	}
	return costs, nil
}

// oneRound measures one contender once, cold and then warm.
func (b *bench) oneRound(ctx context.Context, m module, c contender, primed string, into *cost) error {
	cache := primed + ".copy"
	removeAll(cache)
	defer removeAll(cache)
	if err := linkTree(cache, primed); err != nil {
		return err
	}
	r, err := b.timed(ctx, m, c, cache)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.log, "benchmarks: %s: %s: cold CPU %.1fs, wall %.1fs, %d MiB\n", m, c.name, r.cpu.Seconds(), r.wall.Seconds(), r.maxRSS>>20)
	into.cold = append(into.cold, r.cpu)
	into.rss = append(into.rss, r.maxRSS)
	into.warm, err = b.timed(ctx, m, c, cache)
	return err
}

// timed runs a contender with the given build cache. Packages that do not
// type-check here make every contender exit 1 in the same way: this is no
// reason to stop, while an internal error of a tool is.
func (b *bench) timed(ctx context.Context, m module, c contender, cache string) (result, error) {
	env := append(m.env(), "GOCACHE="+cache)
	r, err := command{dir: m.dir, env: env, limit: b.limit, args: append(slices.Clone(c.args), "./...")}.run(ctx)
	if err := errLimit(err); err != nil {
		return r, err
	}
	if strings.Contains(string(r.stderr), "panic:") {
		return r, fmt.Errorf("%s: %s", c.name, tail(r.stderr, 2000))
	}
	return r, ctx.Err()
}

// write adds the row of one contender.
func (c cost) write(t *table, m module, who contender, vet, empty cost) {
	t.row(m, who.name,
		fmt.Sprintf("%.1f (%.1f to %.1f)", median(c.cold).Seconds(), slices.Min(c.cold).Seconds(), slices.Max(c.cold).Seconds()),
		ratio(c.cold, empty.cold), ratio(c.cold, vet.cold),
		fmt.Sprintf("%.1f", c.warm.cpu.Seconds()), fmt.Sprintf("%.1f", c.warm.wall.Seconds()),
		median(c.rss)>>20, ratio(c.rss, vet.rss))
}

// median returns the middle value, the upper one of two.
func median[T ~int64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio returns the median over the rounds of a divided by b.
func ratio[T ~int64](a, b []T) string {
	var ratios []float64
	for i := range a {
		if b[i] != 0 {
			ratios = append(ratios, float64(a[i])/float64(b[i]))
		}
	}
	if len(ratios) == 0 {
		return "-"
	}
	slices.Sort(ratios)
	return fmt.Sprintf("%.2f", ratios[len(ratios)/2])
}

// linkTree makes dst a copy of a build cache whose files are hard links: the
// go command adds files to its cache and does not change what is in them.
func linkTree(dst, src string) error {
	return filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dst, rel)
		if d.IsDir() {
			return os.MkdirAll(to, 0o777)
		}
		return os.Link(path, to)
	})
}
