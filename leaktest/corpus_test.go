package leaktest_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// The Go installation has a corpus of programs that leak goroutines, against
// which the runtime's goroutineleak profile is tested. Here each of them runs in
// a process of its own, with Find called where it would take its profile. The
// figures of 20 runs, beside those of goleak, come with
//
//	go test ./leaktest -run 'Corpus' -v -timeout 1h -corpus.runs 20 -corpus.goleak
var (
	corpusRuns   = flag.Int("corpus.runs", 1, "how often each program of the runtime's leak corpus is run")
	corpusGoleak = flag.Bool("corpus.goleak", false, "run the flaky programs of the corpus with goleak too, and compare")
)

// A statement is a go statement of the corpus.
type statement struct {
	File    string // slash-separated, below the corpus's folder
	Line    int
	Program string // the name under which it is registered
	Leaky   bool   // a goroutine that it starts is expected or was seen to leak
	Stable  bool   // and does so in every run
}

func (s statement) site() site { return site{path.Base(s.File), s.Line} }

// A site is a line of a file of the corpus. No two of its files that hold a
// program have one base name.
type site struct {
	file string
	line int
}

func (s site) String() string { return fmt.Sprintf("%s:%d", s.file, s.line) }

// A found is what one or more equal leaks of a run have in common, as the
// programs print it.
type found struct {
	Created, At site
	Verdict     string
	Count       int
}

// corpusFacts returns what is known of each program.
func corpusFacts(t *testing.T) map[string][]statement {
	t.Helper()
	text, err := os.ReadFile("testdata/corpus.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts struct{ Statements []statement }
	if err := json.Unmarshal(text, &facts); err != nil {
		t.Fatal(err)
	}
	programs := map[string][]statement{}
	for _, s := range facts.Statements {
		programs[s.Program] = append(programs[s.Program], s)
	}
	return programs
}

// leaktestProfile stands in for runtime/pprof in the programs: it calls Find
// and prints one line for each group of leaks.
const leaktestProfile = `package profile

import (
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/leaktest"
)

type Profile struct{}

func Lookup(string) *Profile { return new(Profile) }

type group struct {
	createdFile, file string
	createdLine, line int
	verdict           string
}

func (*Profile) WriteTo(w io.Writer, debug int) error {
	var options []leaktest.Option
	if os.Getenv("PROVE") != "" {
		options = append(options, leaktest.Prove())
	}
	groups := map[group]int{}
	for _, l := range leaktest.Find(options...) {
		groups[group{l.CreatedFile, l.File, l.CreatedLine, l.Line, l.Verdict}]++
	}
	for g, n := range groups {
		fmt.Fprintf(w, "LEAK\t%s\t%d\t%s\t%d\t%s\t%d\n", g.createdFile, g.createdLine, g.file, g.line, g.verdict, n)
	}
	return nil
}
`

// goleakProfile does the same with goleak, which returns a text.
const goleakProfile = `package profile

import (
	"fmt"
	"io"
	"regexp"

	"go.uber.org/goleak"
)

type Profile struct{}

func Lookup(string) *Profile { return new(Profile) }

var creation = regexp.MustCompile("created by .*\\n\\t(.*):([0-9]+)")

func (*Profile) WriteTo(w io.Writer, debug int) error {
	err := goleak.Find()
	if err == nil {
		return nil
	}
	groups := map[string]int{}
	for _, m := range creation.FindAllStringSubmatch(err.Error(), -1) {
		groups[m[1]+"\t"+m[2]]++
	}
	for g, n := range groups {
		fmt.Fprintf(w, "LEAK\t%s\t%s\tstill running\t%d\n", g, g, n)
	}
	return nil
}
`

// corpusFolder is where the programs are in a Go installation.
const corpusFolder = "src/runtime/testdata/testgoroutineleakprofile"

// A corpus is a built copy of the programs.
type corpus struct{ simple, goker string }

// buildCorpus copies the programs into a module of their own and builds them
// with the given stand-in for runtime/pprof. No line of them moves.
func buildCorpus(t *testing.T, profile, require string, env ...string) corpus {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the runtime's leak corpus")
	}
	src := filepath.Join(goEnv(t, "GOROOT"), filepath.FromSlash(corpusFolder))
	if _, err := os.Stat(src); err != nil {
		t.Skipf("this Go installation is without the corpus: %v", err)
	}
	dir := t.TempDir()
	copyPrograms(t, src, dir)
	copyPrograms(t, filepath.Join(src, "goker"), filepath.Join(dir, "goker"))
	writeFile(t, filepath.Join(dir, "profile", "profile.go"), profile)
	writeFile(t, filepath.Join(dir, "go.mod"), "module corpus\n\ngo 1.26.0\n\n"+require)
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.sum"), string(sums))
	cmd := exec.Command("go", "build", "-mod=mod", "-o", dir+"/bin/", ".", "./goker")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the corpus: %v\n%s", err, out)
	}
	exe := ""
	if runtime.GOOS == "windows" {
		exe = ".exe"
	}
	return corpus{filepath.Join(dir, "bin", "corpus"+exe), filepath.Join(dir, "bin", "goker"+exe)}
}

// copyPrograms copies the Go files of a folder, with one import replaced.
func copyPrograms(t *testing.T, from, to string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs in %s: %v", from, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = []byte(strings.Replace(string(text), `"runtime/pprof"`, `pprof "corpus/profile"`, 1))
		writeFile(t, filepath.Join(to, filepath.Base(file)), string(text))
	}
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

// requireLeaktest is the part of a go.mod that takes leaktest from this tree.
func requireLeaktest(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("require github.com/leaktight/leaktight v0.0.0\n\nreplace github.com/leaktight/leaktight => %q\n", root)
}

var leakLine = regexp.MustCompile(`(?m)^LEAK\t(.+)\t(\d+)\t(.+)\t(\d+)\t(.+)\t(\d+)\r?$`)

// run runs a program once and returns what it found.
func (c corpus) run(t *testing.T, s statement, env ...string) (all []found) {
	t.Helper()
	binary := c.simple
	if strings.HasPrefix(s.File, "goker/") {
		binary = c.goker
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // goleak takes minutes for thousands of goroutines
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, s.Program)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", s.Program, err, out)
	}
	for _, m := range leakLine.FindAllStringSubmatch(string(out), -1) {
		all = append(all, found{siteOf(m[1], m[2]), siteOf(m[3], m[4]), m[5], number(m[6])})
	}
	return all
}

func siteOf(file, line string) site { return site{path.Base(filepath.ToSlash(file)), number(line)} }

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the caller matched digits only
	return n
}

// A tally counts in how many runs each site was found.
type tally struct {
	mu     sync.Mutex
	found  map[site]int
	perRun []int        // sites found, by the number of the run
	others map[site]int // go statements that no fact calls leaky
}

func newTally() *tally {
	return &tally{found: map[site]int{}, perRun: make([]int, *corpusRuns), others: map[site]int{}}
}

// add counts the leaky sites of one run of a program, each once.
func (c *tally) add(run int, statements []statement, all []found) {
	c.mu.Lock()
	defer c.mu.Unlock()
	leaky := map[site]bool{}
	for _, s := range statements {
		if !s.Leaky {
			continue
		}
		leaky[s.site()] = true
		if slices.ContainsFunc(all, func(f found) bool { return f.Created == s.site() || f.At == s.site() }) {
			c.found[s.site()]++
			c.perRun[run]++
		}
	}
	for _, f := range all {
		if !leaky[f.Created] && !leaky[f.At] {
			c.others[f.Created]++
		}
	}
}

// measure runs the programs that have statements which fit, all of them in
// each run.
func (c corpus) measure(t *testing.T, programs map[string][]statement, fits func(statement) bool) *tally {
	t.Helper()
	count := newTally()
	t.Run("programs", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(programs)) {
			statements := programs[name]
			if !slices.ContainsFunc(statements, fits) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for run := range *corpusRuns {
					count.add(run, statements, c.run(t, statements[0]))
				}
			})
		}
	})
	return count
}

// TestCorpus finds every leak of the programs that leak in every run, and blames
// no other go statement.
func TestCorpus(t *testing.T) {
	programs := corpusFacts(t)
	stable := func(s statement) bool { return s.Stable }
	count := buildCorpus(t, leaktestProfile, requireLeaktest(t)).measure(t, programs, stable)
	sites, misses := 0, 0
	for _, statements := range programs {
		for _, s := range slices.DeleteFunc(slices.Clone(statements), func(s statement) bool { return !s.Stable }) {
			sites++
			if n := count.found[s.site()]; n < *corpusRuns {
				misses++
				t.Errorf("%s: %s was found in %d of %d runs", s.Program, s.site(), n, *corpusRuns)
			}
		}
	}
	for other, n := range count.others {
		t.Errorf("%s does not leak and was reported in %d of %d runs", other, n, *corpusRuns)
	}
	t.Logf("%d of the %d sites that leak in every run were found in each of %d runs", sites-misses, sites, *corpusRuns)
}

// TestCorpusFlaky counts the leaks of the programs that leak in some runs, and
// with -corpus.goleak compares the count with goleak's.
func TestCorpusFlaky(t *testing.T) {
	programs := corpusFacts(t)
	flaky := func(s statement) bool { return s.Leaky && !s.Stable }
	ours := buildCorpus(t, leaktestProfile, requireLeaktest(t)).measure(t, programs, flaky)
	t.Logf("leaktest found %d leaks in %d runs", sum(ours.perRun), *corpusRuns)
	for other, n := range ours.others {
		t.Logf("%s, which no fact calls leaky, was reported in %d runs", other, n)
	}
	if sum(ours.perRun) == 0 {
		t.Error("no leak of any program was found")
	}
	if !*corpusGoleak {
		return
	}
	if out, err := exec.Command("go", "mod", "download", "go.uber.org/goleak").CombinedOutput(); err != nil {
		t.Skipf("goleak cannot be had: %v\n%s", err, out)
	}
	theirs := buildCorpus(t, goleakProfile, "require go.uber.org/goleak v1.3.0\n").measure(t, programs, flaky)
	mean, half := interval(theirs.perRun)
	t.Logf("goleak found %d leaks in %d runs: %.1f ± %.1f a run (95 %%)", sum(theirs.perRun), *corpusRuns, mean, half)
	if got := float64(sum(ours.perRun)) / float64(*corpusRuns); got < mean-half {
		t.Errorf("leaktest found %.1f leaks a run, goleak at least %.1f", got, mean-half)
	}
	logDifferences(t, programs, ours, theirs)
}

// logDifferences names the programs whose leaks one of the two found less often.
func logDifferences(t *testing.T, programs map[string][]statement, ours, theirs *tally) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(programs)) {
		our, their := 0, 0
		for _, s := range programs[name] {
			our += ours.found[s.site()]
			their += theirs.found[s.site()]
		}
		if our != their {
			t.Logf("%s: leaktest %d, goleak %d", name, our, their)
		}
	}
}

// interval returns the mean of the counts and half the width of its 95 %
// confidence interval, from their standard error; the normal distribution's
// 1.96 makes it a little narrower than it is for few runs, which is the strict
// side here.
func interval(counts []int) (mean, half float64) {
	n := float64(len(counts))
	mean = float64(sum(counts)) / n
	squares := 0.0
	for _, c := range counts {
		squares += (float64(c) - mean) * (float64(c) - mean)
	}
	return mean, 1.96 * math.Sqrt(squares/max(n-1, 1)/n)
}

func sum(counts []int) (total int) {
	for _, c := range counts {
		total += c
	}
	return total
}

// TestCorpusProve runs programs with the runtime's leak profile: what a global
// variable refers to, and a chain that ends in a sleep, is never proven.
func TestCorpusProve(t *testing.T) {
	var env []string
	if strings.HasPrefix(runtime.Version(), "go1.26") {
		env = append(env, "GOEXPERIMENT=goroutineleakprofile")
	}
	programs := buildCorpus(t, leaktestProfile, requireLeaktest(t), env...)
	for name, want := range map[string]found{
		"ChanRecv":     {Verdict: leaktest.Proven, Count: 1},
		"NoLeakGlobal": {Verdict: leaktest.StillRunning, Count: 1},
		"DaisyChain":   {Verdict: leaktest.StillRunning, Count: 1001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range *corpusRuns {
				verdicts := map[string]int{}
				for _, f := range programs.run(t, statement{Program: name}, "PROVE=1") {
					verdicts[f.Verdict] += f.Count
				}
				if len(verdicts) != 1 || verdicts[want.Verdict] != want.Count {
					t.Errorf("verdicts %v, want %d %s", verdicts, want.Count, want.Verdict)
				}
			}
		})
	}
}
