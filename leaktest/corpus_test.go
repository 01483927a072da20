package leaktest_test

import (
	"flag"
	"maps"
	"math"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

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
func (c corpus) measure(t *testing.T, programs map[string][]statement, fits func(statement) bool, env ...string) *tally {
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
					count.add(run, statements, c.run(t, statements[0], env...))
				}
			})
		}
	})
	return count
}

// oneProcessor is how the runtime's own test runs the programs that leak in every
// run: elsewhere it is a matter of scheduling whether they leak.
var oneProcessor = []string{"GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1"}

// TestCorpus finds every leak of the programs that leak in every run, and blames
// no other go statement.
func TestCorpus(t *testing.T) {
	programs := corpusFacts(t)
	stable := func(s statement) bool { return s.Stable }
	count := buildCorpus(t, leaktestProfile, requireLeaktest(t)).measure(t, programs, stable, oneProcessor...)
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
