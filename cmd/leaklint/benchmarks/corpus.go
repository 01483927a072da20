package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// corpusFolder is where every Go release since 1.26 has the programs.
const corpusFolder = "src/runtime/testdata/testgoroutineleakprofile"

// corpusJSON holds one row per go statement of the corpus: the facts, and
// nothing of the programs themselves.
//
//go:embed testdata/goroot-leaks.json
var corpusJSON []byte

// A statement is a go statement of the corpus with what is known of it.
type statement struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Program  string   `json:"program"`       // the file in goker, the registered function elsewhere
	InFunc   string   `json:"in_func"`       // the function that holds it
	Family   string   `json:"static_family"` // what the goroutines of the program wait for
	Leaky    bool     `json:"leaky"`
	Observed []string `json:"observed_block_sites"` // "file:line [wait reason] xN"
}

// counts lists the positions that count as having found this statement: its
// own, and those of the operations that its goroutine was seen blocked in.
func (s statement) counts() []position {
	ps := []position{{s.File, s.Line}}
	for _, site := range s.Observed {
		place, _, _ := strings.Cut(site, " ")
		ps = append(ps, parsePosn(place))
	}
	return ps
}

// A program is one program of the corpus and what the tool said of it.
type program struct {
	name, family string
	leaky, fine  []statement
	goker        bool        // one of the GoKer suite
	found        bool        // a leaky statement, or where it blocks, was pointed at
	exact        bool        // an operation that was seen blocked was pointed at
	flagged      []statement // fine statements at which a finding stands
	mentioned    []statement // fine statements that are but a related position
}

// corpusFacts reads the embedded rows.
func corpusFacts() ([]statement, error) {
	var facts struct{ Statements []statement }
	if err := json.Unmarshal(corpusJSON, &facts); err != nil {
		return nil, fmt.Errorf("facts of the corpus: %w", err)
	}
	return facts.Statements, nil
}

// judgeCorpus joins findings with facts, one program each, in the order of
// their names.
func judgeCorpus(facts []statement, findings []finding) []program {
	programs := map[string]*program{}
	for _, s := range facts {
		p := programs[s.Program]
		if p == nil {
			p = &program{name: s.Program, family: familyOf(s), goker: strings.HasPrefix(s.File, "goker/")}
			programs[s.Program] = p
		}
		p.add(s, findings)
	}
	return slices.SortedFunc(func(yield func(program) bool) {
		for _, p := range programs {
			if !yield(*p) {
				return
			}
		}
	}, func(a, b program) int { return cmp.Compare(a.name, b.name) })
}

// familyOf splits the micro programs in two: those that use locks or
// conditions are for another wave of checks.
func familyOf(s statement) string {
	base, _, _ := strings.Cut(s.InFunc, ".")
	switch {
	case s.Family != "micro":
		return s.Family
	case strings.Contains(base, "Mutex") || base == "Cond":
		return "micro-lock"
	case base == "NoLeakGlobal":
		return "micro-fine"
	}
	return "micro"
}

// add files one statement under its program.
func (p *program) add(s statement, findings []finding) {
	if s.Leaky {
		p.leaky = append(p.leaky, s)
		for _, f := range findings {
			p.found = p.found || slices.ContainsFunc(s.counts(), f.at)
			p.exact = p.exact || slices.ContainsFunc(s.counts()[1:], f.at)
		}
		return
	}
	p.fine = append(p.fine, s)
	at := position{s.File, s.Line}
	if slices.ContainsFunc(findings, func(f finding) bool { return f.position == at }) {
		p.flagged = append(p.flagged, s)
	} else if slices.ContainsFunc(findings, func(f finding) bool { return f.at(at) }) {
		p.mentioned = append(p.mentioned, s)
	}
}

// errNoCorpus says that this Go installation is without the programs.
var errNoCorpus = errors.New("this GOROOT has no " + corpusFolder + " (it comes with Go 1.26 and later)")

// corpusModule makes a copy of the corpus that can be analyzed as a module.
func (b *bench) corpusModule(ctx context.Context) (module, error) {
	r, err := command{args: []string{"env", "GOROOT"}}.run(ctx)
	if err != nil {
		return module{}, err
	}
	src := filepath.Join(strings.TrimSpace(string(r.stdout)), filepath.FromSlash(corpusFolder))
	if _, err := os.Stat(src); errors.Is(err, fs.ErrNotExist) {
		return module{}, errNoCorpus
	}
	m := module{path: "corpus", dir: filepath.Join(b.work, "corpus")}
	removeAll(m.dir)
	if err := copyTree(m.dir, src); err != nil {
		return module{}, err
	}
	return m, os.WriteFile(filepath.Join(m.dir, "go.mod"), []byte("module corpus\n\ngo 1.26.0\n"), 0o666)
}

// vetCorpus runs the tool over a copy of the corpus.
func (b *bench) vetCorpus(ctx context.Context) (report, error) {
	m, err := b.corpusModule(ctx)
	if err != nil {
		return report{}, err
	}
	rep, err := b.vet(ctx, m, nil, "./...")
	if err == nil && len(rep.failures) > 0 {
		err = fmt.Errorf("not analyzed: %s", strings.Join(rep.failures, "; "))
	}
	return rep, err
}

// printCorpus prints the table of the corpus.
func printCorpus(ctx context.Context, b *bench) error {
	facts, err := corpusFacts()
	if err != nil {
		return err
	}
	rep, err := b.vetCorpus(ctx)
	if err != nil {
		return err
	}
	programs := judgeCorpus(facts, rep.findings)
	writeCorpus(b, programs)
	writeGoker(b, programs)
	fmt.Fprintf(b.out, "\nfindings that stand for no leak:\n")
	for _, f := range strayFindings(facts, rep.findings) {
		fmt.Fprintf(b.out, "  %s: %s\n", f.position, f.Message)
	}
	return nil
}

// strayFindings returns those that touch no leaky statement and no operation
// that was seen blocked: each is wrong, or right without a witness.
func strayFindings(facts []statement, findings []finding) (stray []finding) {
	for _, f := range findings {
		touches := func(s statement) bool { return s.Leaky && slices.ContainsFunc(s.counts(), f.at) }
		if !slices.ContainsFunc(facts, touches) {
			stray = append(stray, f)
		}
	}
	return stray
}

// A score adds up programs.
type score struct {
	programs, found, exact  int // programs with a leak, those that were found, and those found at an operation that was seen blocked
	statements, leaky, fine int
	missed                  []string
	flagged, mentioned      []string // "file:line (function)"
}

// total adds up the programs of the given families, or of all.
func total(programs []program, families ...string) (s score) {
	for _, p := range programs {
		if len(families) > 0 && !slices.Contains(families, p.family) {
			continue
		}
		if p.exact {
			s.exact++
		}
		if len(p.leaky) > 0 {
			s.programs++
			if p.found {
				s.found++
			} else {
				s.missed = append(s.missed, p.name)
			}
		}
		s.leaky += len(p.leaky)
		s.fine += len(p.fine)
		s.flagged = append(s.flagged, places(p.flagged)...)
		s.mentioned = append(s.mentioned, places(p.mentioned)...)
	}
	s.statements = s.leaky + s.fine
	return s
}

func places(statements []statement) (names []string) {
	for _, s := range statements {
		names = append(names, fmt.Sprintf("%s:%d (%s)", s.File, s.Line, s.InFunc))
	}
	return names
}

// corpusGoals are the sums that are looked at: families that belong together,
// under the name by which the table calls them.
var corpusGoals = []struct {
	name     string
	families []string
}{
	{"chan+wg+pattern", []string{"chan", "wg", "pattern"}},
	{"micro without locks", []string{"micro"}},
	{"NoLeakGlobal", []string{"micro-fine"}},
	{"all", nil},
}

// writeCorpus writes one row per family, the sums, and then by name what was
// missed and what was flagged for nothing.
func writeCorpus(b *bench, programs []program) {
	t := newTable(b.out, "family", "found", "of", "go statements", "fine", "fine flagged", "fine mentioned")
	row := func(name string, s score) {
		t.row(name, s.found, s.programs, s.statements, s.fine, len(s.flagged), len(s.mentioned))
	}
	families := map[string]bool{}
	for _, p := range programs {
		families[p.family] = true
	}
	for _, family := range slices.Sorted(maps.Keys(families)) {
		row(family, total(programs, family))
	}
	t.line()
	for _, goal := range corpusGoals {
		row(goal.name, total(programs, goal.families...))
	}
	t.flush()
	for _, family := range slices.Sorted(maps.Keys(families)) {
		if missed := total(programs, family).missed; len(missed) > 0 {
			fmt.Fprintf(b.out, "missed in %s: %s\n", family, strings.Join(missed, ", "))
		}
	}
	all := total(programs)
	fmt.Fprintf(b.out, "fine statements flagged: %s\n", orNone(all.flagged))
	fmt.Fprintf(b.out, "fine statements that are a related position: %s\n", orNone(all.mentioned))
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
