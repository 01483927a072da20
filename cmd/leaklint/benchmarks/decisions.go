package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// decisionsFolder holds one sorted file for each source: a line for each obligation
// that leaklint looks at, with its kind (ends, undecided, doubtful, leaks), its check
// and the rule that settled it.
const decisionsFolder = "cmd/leaklint/benchmarks/testdata/decisions"

// A decisionSource is a set of packages of which every decision is kept.
type decisionSource struct {
	name     string
	module   module
	env      []string
	patterns []string
}

// printDecisions compares the decisions of each source with those that are kept,
// and prints what changed, grouped by the rules before and after. With -update it
// keeps what it found.
func printDecisions(ctx context.Context, b *bench) error {
	root, err := repoRoot()
	if err != nil {
		return err
	}
	sources, err := b.decisionSources(ctx, root)
	if err != nil {
		return err
	}
	changed := 0
	t := newTable(b.out, "source", "obligations", "ends", "undecided", "doubtful", "leaks", "open", "changed")
	changes := make(map[string][]string)
	for _, s := range sources {
		lines, err := b.decisions(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		file := filepath.Join(root, filepath.FromSlash(decisionsFolder), s.name+".txt")
		kept, err := readLines(file)
		if err != nil {
			return err
		}
		var n any = "not kept"
		if kept != nil {
			differing := compareDecisions(changes, s.name, kept, lines)
			changed += differing
			n = differing
		}
		kinds := countKinds(lines)
		t.row(s.name, len(lines), kinds["ends"], kinds["undecided"], kinds["doubtful"], kinds["leaks"], kinds["open"], n)
		if b.update {
			if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
				return err
			}
		}
	}
	t.flush()
	for _, change := range slices.Sorted(maps.Keys(changes)) {
		fmt.Fprintf(b.out, "\n%s (%d)\n", change, len(changes[change]))
		for _, place := range changes[change] {
			fmt.Fprintf(b.out, "  %s\n", place)
		}
	}
	if changed > 0 && !b.update {
		return fmt.Errorf("%d decisions changed; what is right is kept with -update", changed)
	}
	return nil
}

// decisionSources returns the sources whose names contain what -only says: the
// fixtures of the checks, the small programs, the corpus of the runtime and, with -all
// or -only, what has to be fetched.
func (b *bench) decisionSources(ctx context.Context, root string) ([]decisionSource, error) {
	sources, err := fixtureSources(root)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"leaks", "idioms"} {
		folder := "cmd/leaklint/benchmarks/testdata/" + name
		sources = append(sources, decisionSource{name: name, module: module{dir: root}, patterns: []string{"./" + folder + "/..."}})
	}
	sources = append(sources, decisionSource{name: "cases", module: module{dir: filepath.Join(root, filepath.FromSlash(casesFolder))}, patterns: []string{"./..."}})
	corpus, err := b.corpusModule(ctx)
	if err != nil && !errors.Is(err, errNoCorpus) {
		return nil, err
	}
	if err == nil {
		sources = append(sources, decisionSource{name: "corpus", module: corpus, patterns: []string{"./..."}})
	}
	unnamed := func(s decisionSource) bool { return !strings.Contains(s.name, b.only) }
	if !b.all && b.only == "" {
		return sources, nil
	}
	fetched, err := fetchedSources()
	if err != nil {
		return nil, err
	}
	fetched = slices.DeleteFunc(fetched, unnamed)
	for i, s := range fetched {
		if fetched[i].module, err = b.fetch(ctx, s.module.path, s.module.version); err != nil {
			return nil, err
		}
	}
	return append(slices.DeleteFunc(sources, unnamed), fetched...), nil
}

// fixtureSources returns the fixtures of each check.
func fixtureSources(root string) ([]decisionSource, error) {
	fixtures, err := filepath.Glob(filepath.Join(root, "cmd/leaklint/passes/*/testdata"))
	if err != nil {
		return nil, err
	}
	var sources []decisionSource
	for _, dir := range fixtures {
		sources = append(sources, decisionSource{
			name:     "fixtures-" + filepath.Base(filepath.Dir(dir)),
			module:   module{dir: filepath.Join(dir, "src")},
			env:      []string{"GO111MODULE=off", "GOPATH=" + dir, "GOFLAGS="},
			patterns: []string{"./..."},
		})
	}
	return sources, nil
}

// drawnModules are the first two of table drawn with -seed 20261128 that can be analyzed
// in less than an hour.
var drawnModules = []pinned{
	{"github.com/rabbitmq/amqp091-go", "v1.16.0", "./..."},
	{"charm.land/bubbletea/v2", "v2.1.1", "./..."},
}

// fetchedSources returns the large modules, those that were drawn, and the packages of
// the real leaks in the release with the leak and in the one without, none of them
// fetched yet.
func fetchedSources() ([]decisionSource, error) {
	var sources []decisionSource
	for _, large := range slices.Concat(largeModules, drawnModules) {
		sources = append(sources, decisionSource{
			name:     strings.ReplaceAll(large.path, "/", "_"),
			module:   module{path: large.path, version: large.version},
			patterns: []string{large.patterns},
		})
	}
	leaks, err := realFacts()
	if err != nil {
		return nil, err
	}
	patterns := map[string][]string{} // of several leaks in one release
	for _, l := range leaks {
		for _, version := range []string{l.BugVersion, l.FixVersion} {
			m := module{path: l.Module, version: version}
			if patterns[m.String()] == nil {
				sources = append(sources, decisionSource{name: "real-" + strings.ReplaceAll(m.String(), "/", "_"), module: m})
			}
			patterns[m.String()] = append(patterns[m.String()], l.packages()...)
		}
	}
	for i, s := range sources {
		if s.patterns == nil {
			sources[i].patterns = slices.Compact(slices.Sorted(slices.Values(patterns[s.module.String()])))
		}
	}
	return sources, nil
}

// decisions returns the lines of one source.
func (b *bench) decisions(ctx context.Context, s decisionSource) ([]string, error) {
	deciding := *b
	deciding.flags = append(slices.Clone(b.flags), "-exits", "-exits.decisions", "-advice")
	rep, err := deciding.vet(ctx, s.module, s.env, s.patterns...)
	if err != nil {
		return nil, err
	}
	if len(rep.failures) > 0 {
		return nil, fmt.Errorf("not analyzed: %s", strings.Join(rep.failures, "; "))
	}
	var lines []string
	for _, f := range rep.findings {
		lines = append(lines, fmt.Sprintf("%s %s %s", f.position, f.Category, f.Message))
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// compareDecisions adds to the changes what differs between two lists of decisions,
// and returns how many places do.
func compareDecisions(changes map[string][]string, source string, before, after []string) int {
	old, now := byPlace(before), byPlace(after)
	places := slices.Collect(maps.Keys(old))
	for place := range now {
		if _, ok := old[place]; !ok {
			places = append(places, place)
		}
	}
	slices.Sort(places)
	n := 0
	for _, place := range places {
		if old[place] != now[place] {
			change := fmt.Sprintf("%s -> %s", cmp.Or(old[place], "nothing"), cmp.Or(now[place], "nothing"))
			changes[change] = append(changes[change], source+"/"+place)
			n++
		}
	}
	return n
}

// byPlace joins the decisions of each place and check: "file:line check" -> rules.
func byPlace(lines []string) map[string]string {
	joined := make(map[string]string)
	for _, line := range lines {
		place, decision, _ := strings.Cut(line, " ")
		kind, rest, _ := strings.Cut(decision, " ")
		check, rule, _ := strings.Cut(rest, ": ")
		key := place + " " + check
		if joined[key] != "" {
			joined[key] += ", "
		}
		joined[key] += kind + " " + rule
	}
	return joined
}

// countKinds counts the decisions of each kind.
func countKinds(lines []string) map[string]int {
	kinds := make(map[string]int)
	for _, line := range lines {
		_, decision, _ := strings.Cut(line, " ")
		kind, _, _ := strings.Cut(decision, " ")
		kinds[kind]++
	}
	return kinds
}

// readLines returns the lines of a file; none where there is no such file.
func readLines(name string) ([]string, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return slices.DeleteFunc(strings.Split(string(data), "\n"), func(line string) bool { return line == "" }), err
}
