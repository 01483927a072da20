package leaktest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Known tolerates the leaks that a file lists, so that a package with old leaks can
// be checked today: those are counted, and new ones fail. It names one line each:
//
//	# why they are there: see issue 42
//	sendleak example.com/shop.First example.com/shop.First.func1
//
// The words are the leak's kind, the function that holds the go statement, and the
// function that blocks: Kind, CreatedBy and Function of a [Leak], "-" for one that
// is empty. What follows a # is a comment. The file is named as seen from the
// folder of the tests. A file that cannot be read, or a line that cannot be, is an
// error of every check that has the option.
//
// With LEAKTEST_UPDATE=1 in the environment,
//
//	LEAKTEST_UPDATE=1 go test ./...
//
// the leaks that a check finds are added to the file instead of failing it, sorted,
// and comments stay. [VerifyTestMain] names the lines that nothing matched in a run of
// all tests: what they listed is fixed. An update takes those out.
func Known(file string) Option {
	list, err := knownLists.open(file)
	if err != nil {
		return misuseOption("Known: %v", err)
	}
	return list.option()
}

// option returns the option that tolerates what is listed.
func (l *knownList) option() Option {
	r := &engine.Rule{Text: fmt.Sprintf("Known(%q)", l.file), Match: func(r *engine.Candidate) bool { return l.matches(&r.Goroutine) }, List: l}
	return optionFunc(func(s *engine.Settings) { s.Ignores = append(s.Ignores, r) })
}

// updating reports whether lists of known leaks are written.
func updating() bool { return os.Getenv("LEAKTEST_UPDATE") == "1" }

// A knownLeak is what a line of a list says.
type knownLeak struct{ kind, creator, function string }

func (k knownLeak) String() string {
	return orDash(k.kind) + " " + orDash(k.creator) + " " + orDash(k.function)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// knownOf returns the line that would list a goroutine.
func knownOf(g *goroutine.Goroutine) knownLeak {
	f := report.FactsOf(g, false)
	k := knownLeak{kind: f.Kind, function: f.Function}
	if g.CreatedBy != nil {
		k.creator = g.CreatedBy.Function
	}
	return k
}

// A knownList is a file of known leaks.
type knownList struct {
	mu       sync.Mutex
	file     string // as the option names it
	path     string // absolute: a test may change the working directory
	head     []string
	comments map[knownLeak]string
	lines    map[knownLeak]int // where each stands, 0 for one that was added
	seen     map[knownLeak]map[uint64]bool
}

func newKnownList(file string) *knownList {
	return &knownList{file: file, comments: map[knownLeak]string{}, lines: map[knownLeak]int{}, seen: map[knownLeak]map[uint64]bool{}}
}

// knownLists are the lists of the process, by path.
var knownLists knownFiles

type knownFiles struct {
	mu    sync.Mutex
	lists map[string]*knownList
}

func (k *knownFiles) open(file string) (*knownList, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if list := k.lists[path]; list != nil {
		return list, nil
	}
	list := newKnownList(file)
	list.path = path
	text, err := os.ReadFile(path)
	switch {
	case os.IsNotExist(err) && updating():
	case os.IsNotExist(err):
		return nil, fmt.Errorf("%s: there is no such file; LEAKTEST_UPDATE=1 go test writes it", file)
	case err != nil:
		return nil, err
	}
	if err := list.parse(string(text)); err != nil {
		return nil, err
	}
	if k.lists == nil {
		k.lists = make(map[string]*knownList)
	}
	k.lists[path] = list
	return list, nil
}

func (k *knownFiles) all() []*knownList {
	k.mu.Lock()
	defer k.mu.Unlock()
	lists := make([]*knownList, 0, len(k.lists))
	for _, l := range k.lists {
		lists = append(lists, l)
	}
	slices.SortFunc(lists, func(a, b *knownList) int { return strings.Compare(a.file, b.file) })
	return lists
}

// parse reads the lines of a file.
func (l *knownList) parse(text string) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		words, comment, _ := strings.Cut(strings.TrimSpace(line), "#")
		fields := strings.Fields(words)
		if len(fields) == 0 {
			if len(l.lines) == 0 && comment != "" {
				l.head = append(l.head, strings.TrimSpace(line))
			}
			continue
		}
		if len(fields) != 3 {
			return fmt.Errorf("%s:%d: %q is not a kind, the function with the go statement, and the one that blocks", l.file, number, strings.TrimSpace(words))
		}
		if _, ok := leakkind.Lookup(fields[0]); !ok && fields[0] != "-" {
			return fmt.Errorf("%s:%d: %q is not the name of a kind of leak, as in leaklint help", l.file, number, fields[0])
		}
		k := knownLeak{noDash(fields[0]), noDash(fields[1]), noDash(fields[2])}
		if at := l.lines[k]; at > 0 {
			return fmt.Errorf("%s:%d: the same leak stands in line %d", l.file, number, at)
		}
		l.lines[k] = number
		l.comments[k] = strings.TrimSpace(comment)
	}
	return nil
}

func noDash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// matches reports whether a goroutine is listed, and counts it.
func (l *knownList) matches(g *goroutine.Goroutine) bool {
	k := knownOf(g)
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.lines[k]; !ok {
		return false
	}
	l.count(k, g.ID)
	return true
}

func (l *knownList) count(k knownLeak, id uint64) {
	if l.seen[k] == nil {
		l.seen[k] = make(map[uint64]bool)
	}
	l.seen[k][id] = true
}

// add lists leaks and writes the file.
func (l *knownList) Add(candidates []engine.Candidate) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range candidates {
		k := knownOf(&candidates[i].Goroutine)
		if _, ok := l.lines[k]; !ok {
			l.lines[k] = 0
		}
		l.count(k, candidates[i].ID)
	}
	return l.write()
}

// knownHead stands above a list that has no comment of its own.
const knownHead = "# Goroutine leaks that are known: kind, function with the go statement, function that blocks.\n# LEAKTEST_UPDATE=1 go test writes this file.\n"

func (l *knownList) write() error {
	var b strings.Builder
	for _, line := range l.head {
		b.WriteString(line + "\n")
	}
	if len(l.head) == 0 {
		b.WriteString(knownHead)
	}
	for _, k := range sortedKnown(l.lines) {
		b.WriteString(k.String())
		if c := l.comments[k]; c != "" {
			b.WriteString(" # " + c)
		}
		b.WriteByte('\n')
	}
	return os.WriteFile(l.path, []byte(b.String()), 0o666)
}

func sortedKnown[V any](m map[knownLeak]V) []knownLeak {
	keys := make([]knownLeak, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b knownLeak) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// conclude says what the run showed of the list: how many goroutines it tolerated,
// and, of a run of all tests, which lines are fixed. An update takes those out.
func (l *knownList) conclude(whole bool) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var notes []string
	tolerated := 0
	for _, ids := range l.seen {
		tolerated += len(ids)
	}
	if tolerated > 0 {
		notes = append(notes, fmt.Sprintf("%s tolerates %s of %s", l.file, report.Plural(tolerated, "goroutine"), report.Plural(len(l.seen), "known leak")))
	}
	if !whole {
		return notes
	}
	for _, k := range sortedKnown(l.lines) {
		if len(l.seen[k]) > 0 {
			continue
		}
		notes = append(notes, fmt.Sprintf("%s:%d: fixed, nothing matches it any more: %s", l.file, l.lines[k], k))
		if updating() {
			delete(l.lines, k)
		}
	}
	if updating() {
		if err := l.write(); err != nil {
			notes = append(notes, err.Error())
		}
	}
	return notes
}

// tolerate lists what is left where a list of known leaks is written, and returns
// what is to be reported.
func tolerate(s *engine.Search, candidates []engine.Candidate) []engine.Candidate {
	if !updating() || len(candidates) == 0 {
		return candidates
	}
	for _, r := range s.Ignores {
		if r.List == nil {
			continue
		}
		if err := r.List.Add(candidates); err != nil {
			s.Misuse = append(s.Misuse, fmt.Sprintf("Known: %v", err))
			return candidates
		}
		return nil
	}
	return candidates
}

// knownNotes says what the run showed of the lists of known leaks.
func knownNotes() []string {
	var notes []string
	for _, l := range knownLists.all() {
		notes = append(notes, l.conclude(runsAll())...)
	}
	return notes
}

// runsAll reports whether this run is one of all tests.
func runsAll() bool {
	return engine.FlagValue("test.run") == "" && engine.FlagValue("test.skip") == "" && !testing.Short()
}
