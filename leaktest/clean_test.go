package leaktest_test

import (
	"flag"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// cleanRuns is how often the suite of clean tests is run in all, in each of its
// builds and with each number of processors equally often. The figure of 1,000
// runs comes with
//
//	go test ./leaktest -run NoFalseReport -v -timeout 1h -clean.runs 1000
var cleanRuns = flag.Int("clean.runs", 6, "how often the suite of clean tests is run")

var passedTest = regexp.MustCompile(`(?m)^ *--- PASS: `)

// TestNoFalseReport runs a suite of clean tests, parallel and not, in random
// order, on 1, 2 and 8 processors, with and without the race detector: none of
// them is said to leak.
func TestNoFalseReport(t *testing.T) {
	const configurations = 6
	each := (*cleanRuns + configurations - 1) / configurations
	for _, flags := range [][]string{nil, {"-race"}} {
		t.Run(fmt.Sprint("go test ", strings.Join(flags, " ")), func(t *testing.T) {
			binary := buildSuite(t, "clean", flags...)
			for _, processors := range []string{"1", "2", "8"} {
				t.Run("GOMAXPROCS="+processors, func(t *testing.T) {
					passed := 0
					for run := range each {
						env := []string{"GOMAXPROCS=" + processors, "GORACE=atexit_sleep_ms=0"} // a process with -race sleeps for a second at its end
						out, code := runSuite(t, binary, env, "-test.shuffle=on", "-test.v")
						if code != 0 || strings.Contains(out, "leaktest:") {
							t.Errorf("run %d: exit code %d, want 0 and no word of leaktest:\n%s", run, code, withoutPasses(out))
						}
						passed += len(passedTest.FindAllString(out, -1))
					}
					if passed < each*100 {
						t.Errorf("%d tests passed in %d runs, want 100 in each at the least", passed, each)
					}
					t.Logf("%d runs, %d tests passed", each, passed)
				})
			}
		})
	}
}

// withoutPasses leaves out the lines about tests that pass.
func withoutPasses(out string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		if !strings.Contains(line, "=== ") && !strings.Contains(line, "--- PASS") {
			b.WriteString(line)
		}
	}
	return b.String()
}
