package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/leaktest/leakkind"
	"github.com/leaktight/leaktight/testdata/longtest"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// TestScenarios compares what both halves say of each scenario with the
// transcript that stands beside it.
func TestScenarios(t *testing.T) {
	if !*update {
		longtest.Skip(t, "builds leaklint and runs go test")
	}
	tools, err := newTools(t.Context(), "..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tools.close)
	all := allScenarios(t)
	transcripts, err := tools.run(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		t.Run(s.name, func(t *testing.T) {
			got := transcripts[i]
			golden := filepath.Join(s.name, "transcript.txt")
			want, err := os.ReadFile(golden)
			if err != nil && !*update {
				t.Fatal(err)
			}
			diff := cmp.Diff(ours(string(want)), ours(got))
			if diff != "" && *update {
				err = os.WriteFile(golden, []byte(got), 0o644)
				if err != nil {
					t.Fatal(err)
				}
			} else if diff != "" {
				t.Errorf("the transcript differs (-want +got), go test ./examples -update writes it anew:\n%s", diff)
			}
		})
	}
}

var (
	foldedFrames  = regexp.MustCompile(`(?m)^ +\+\d+ frames? of .*\n`)
	standardStart = regexp.MustCompile(`( at (?:net/http|iter|os/exec)/\w+\.go):\d+(.*)\n +\d+ \| .*\n`)
	standardLine  = regexp.MustCompile(`(?m)^( +(?:net/http|iter|os/exec)/\w+\.go):\d+:\d+`)
	inlinedInTest = regexp.MustCompile(`\.TestLeaky\w+\.Leaky`)
	numbers       = regexp.MustCompile(`(?m)^ +\d+ goroutines before, \d+ after\n`)
)

// ours takes out of a transcript what another release or system may change: the
// frames and lines of the standard library, how many goroutines there were, and the
// test that a function was inlined into.
func ours(transcript string) string {
	transcript = foldedFrames.ReplaceAllString(steady(transcript), "")
	transcript = standardStart.ReplaceAllString(transcript, "$1$2\n")
	transcript = standardLine.ReplaceAllString(transcript, "$1")
	transcript = inlinedInTest.ReplaceAllString(transcript, ".Leaky")
	return numbers.ReplaceAllString(transcript, "")
}

// TestBothHalves checks what each transcript has to show: leaktest reports the
// leaking program as a leak of the kind in the folder's comment, leaklint finds it or
// the transcript says why not, and of the fixed one neither says anything.
func TestBothHalves(t *testing.T) {
	for _, s := range allScenarios(t) {
		text, err := os.ReadFile(filepath.Join(s.name, "transcript.txt"))
		if err != nil {
			t.Fatal(err)
		}
		said, tests, _ := strings.Cut(steady(string(text)), "\n$ go test -tags leaky ")
		leaky, fixed, _ := strings.Cut(tests, "\n$ go test ")
		if !strings.Contains(said, "("+checkFor(s.kind.Name)+")\n") && !strings.Contains(said, "\n(nothing: ") {
			t.Errorf("%s: no finding of %s, and no word on why:\n%s", s.name, s.kind.Name, said)
		}
		if strings.Contains(said, "fixed.go") {
			t.Errorf("%s: a finding in fixed.go:\n%s", s.name, said)
		}
		if !strings.Contains(leaky, "--- FAIL: TestLeaky") || !regexp.MustCompile(`leaktest: TestLeaky\w+ left \d+ goroutines? behind`).MatchString(leaky) {
			t.Errorf("%s: leaktest does not report the leak:\n%s", s.name, leaky)
		}
		if strings.Contains(leaky, "TestFixed") || !strings.Contains(fixed, "\nok  \t") {
			t.Errorf("%s: the fixed program does not pass:\n%s", s.name, fixed)
		}
	}
}

// checkFor returns the check that finds leaks of the kind: that for things which are
// started and never stopped knows iter.Pull and commands too.
func checkFor(kind string) string {
	switch kind {
	case leakkind.Pull, leakkind.Exec:
		return leakkind.Stop
	}
	return kind
}

// TestFindingsOf: what the go command fetches on its first run is no finding, and
// what else stands beside the findings is an error.
func TestFindingsOf(t *testing.T) {
	pool := scenario{name: "pool"}
	finding := "examples/pool/leaky.go:29:7: LeakyReport leaks (stopleak)\n\tit is started here\n"
	got, err := findingsOf(steady("go: downloading golang.org/x/sync v0.24.0\nexamples/batch/leaky.go:9:2: another\n\twith a line\n"+finding), pool)
	if got != finding || err != nil {
		t.Errorf("findingsOf = %q, %v, want %q", got, err, finding)
	}
	if _, err := findingsOf("leaklint: no such package\n", pool); err == nil {
		t.Error("findingsOf takes an error of leaklint for no finding")
	}
}

// TestEachKind checks that every leak kind has a scenario, and that its page
// names the first of them.
func TestEachKind(t *testing.T) {
	seen := make(map[leakkind.Kind]bool)
	for _, s := range allScenarios(t) {
		if !seen[s.kind] && !strings.Contains(s.kind.Page(), "examples/"+s.name+" ") {
			t.Errorf("the page of %s does not name examples/%s", s.kind.Name, s.name)
		}
		seen[s.kind] = true
	}
	for _, kind := range leakkind.All() {
		if !seen[kind] {
			t.Errorf("no scenario for %s", kind.Name)
		}
	}
}

// TestChoose asks for scenarios in every way.
func TestChoose(t *testing.T) {
	all := allScenarios(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "receive firstwins"},
		{[]string{"pool"}, "pool"},
		{[]string{"stopleak", "handler"}, "pool handler"},
	} {
		chosen, err := choose(all, test.args)
		var names []string
		for _, s := range chosen {
			names = append(names, s.name)
		}
		if got := strings.Join(names, " "); got != test.want || err != nil {
			t.Errorf("choose(%q) = %s, %v, want %s", test.args, got, err, test.want)
		}
	}
	if chosen, err := choose(all, []string{"all"}); len(chosen) != len(all) || err != nil {
		t.Errorf("choose(all) = %d scenarios, %v, want %d", len(chosen), err, len(all))
	}
	if _, err := choose(all, []string{"nothing"}); err == nil || !strings.Contains(err.Error(), `no scenario "nothing"`) {
		t.Errorf("choose(nothing) = %v, want an error that names it", err)
	}
}

func allScenarios(t *testing.T) []scenario {
	t.Helper()
	all, err := scenarios("..")
	if err != nil {
		t.Fatal(err)
	}
	return all
}
