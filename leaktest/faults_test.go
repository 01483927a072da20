package leaktest_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// TestFiftyAmong100000 reports all 50 leaks of a process in which 100,000
// goroutines run, as five entries, by a Check and by VerifyTestMain alone. The
// artifacts of the Check have one leak for each goroutine.
func TestFiftyAmong100000(t *testing.T) {
	binary := buildSuite(t, "faults")
	for _, env := range []string{"CHECK=1", "CHECK="} {
		t.Run(env, func(t *testing.T) {
			dir := t.TempDir()
			out, code := runSuite(t, binary, []string{env, "CROWD=99950"}, "-test.run=TestFifty$", "-test.artifacts", "-test.outputdir="+dir)
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			wantLines(t, out, " left 50 goroutines behind (")
			if n := strings.Count(out, ": 10 goroutines "); n != 5 {
				t.Errorf("%d entries of 10 goroutines, want 5:\n%s", n, out)
			}
			if env == "CHECK=1" {
				wantLines(t, out, "99952 goroutines before, 100002 after\n")
				wantFifty(t, dir)
			}
		})
	}
}

// wantFifty fails unless the artifacts hold 50 goroutines of five kinds.
func wantFifty(t *testing.T, dir string) {
	t.Helper()
	var leaks []leaktest.Leak
	for _, file := range artifacts(t, dir) {
		if strings.HasSuffix(file, ".json") {
			text, err := os.ReadFile(file)
			if err == nil {
				err = json.Unmarshal(text, &leaks)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	ids, kinds := map[uint64]bool{}, map[string]int{}
	for _, l := range leaks {
		ids[l.ID] = true
		kinds[l.Kind]++
	}
	if len(ids) != 50 || len(kinds) != 5 {
		t.Errorf("%d different goroutines of the kinds %v, want 50 of five kinds", len(ids), kinds)
	}
}

// TestLateEnd: a goroutine that ends a while after its test is no leak, whether it
// sleeps, is parked, or is seen in another place each time: it may take up to the
// default bound.
func TestLateEnd(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		name string
		wait func(time.Duration)
		ends []time.Duration // after the test
	}{
		{"sleeping", time.Sleep, []time.Duration{10 * ms, 50 * ms, 200 * ms, 450 * ms, 700 * ms, 1000 * ms}},
		{"parked", func(d time.Duration) { <-time.After(d) }, []time.Duration{10 * ms, 200 * ms, 404 * ms, 500 * ms, 1000 * ms}},
		{"in steps", steps, []time.Duration{10 * ms, 450 * ms, 800 * ms}},
	} {
		for _, end := range test.ends {
			t.Run(test.name+" for "+end.String(), func(t *testing.T) {
				t.Parallel()
				record("TestSlowExit", func(r *recorder) {
					leaktest.Check(r)
					go test.wait(end)
				}).wantClean(t)
			})
		}
	}
}

// steps is parked most of the time, one call deeper after each step.
func steps(d time.Duration) { stepUntil(time.Now().Add(d)) }

func stepUntil(end time.Time) {
	if left := time.Until(end); left > 0 {
		<-time.After(min(left, 50*time.Millisecond))
		stepUntil(end)
	}
}

// TestNeverParked finds goroutines that run, are ready to run, or sleep, on any
// number of processors.
func TestNeverParked(t *testing.T) {
	binary := buildSuite(t, "faults")
	for _, procs := range []string{"GOMAXPROCS=1", "GOMAXPROCS=2", "GOMAXPROCS=8"} {
		for name, want := range map[string]string{
			"TestRuns":   "still running, faults.TestRuns.func1\n",
			"TestYields": "still running, faults.TestYields.func1\n",
			"TestNaps":   "hint: a sleep cannot be interrupted", // asleep or just awake
			"TestSleeps": "still waiting in time.Sleep, time.Sleep\n",
		} {
			t.Run(procs+" "+name, func(t *testing.T) {
				t.Parallel()
				for _, env := range []string{"CHECK=1", "CHECK="} {
					out, code := runSuite(t, binary, []string{procs, env}, "-test.run="+name+"$")
					if code != 1 {
						t.Errorf("exit code %d, want 1", code)
					}
					wantLines(t, out, " left 1 goroutine behind (still running)\n", "from "+name, "started by faults."+name+" at ", want)
				}
			})
		}
	}
}

// TestExitOfTheProcess: os.Exit(m.Run()) in place of VerifyTestMain takes nothing
// from a Check; what neither watches passes, and so does a test that calls
// os.Exit itself, as the documentation of VerifyTestMain says.
func TestExitOfTheProcess(t *testing.T) {
	binary := buildSuite(t, "faults")
	for _, test := range []struct {
		env, run string
		code     int
		reported bool
	}{
		{"CHECK=1 MAIN=exit", "TestLeaks$", 1, true},
		{"MAIN=exit", "TestLeaks$", 0, false},
		{"MAIN=", "TestLeaks$", 1, true},
		{"CHECK=1", "TestExits$", 3, false},
		{"MAIN=", "TestExits$", 3, false},
	} {
		t.Run(test.env+" "+test.run, func(t *testing.T) {
			out, code := runSuite(t, binary, strings.Fields(test.env), "-test.run="+test.run)
			if reported := strings.Contains(out, " left 1 goroutine behind"); code != test.code || reported != test.reported {
				t.Errorf("exit code %d, reported: %v; want %d, %v:\n%s", code, reported, test.code, test.reported, out)
			}
		})
	}
}

// TestNoRoomForArtifacts: where they cannot be written the report is the same,
// with one line that says so.
func TestNoRoomForArtifacts(t *testing.T) {
	binary := buildSuite(t, "faults")
	for name, warning := range map[string]string{
		"TestTakesItsDir":   "leaktest: the artifacts are not complete: ",
		"TestTakesEveryDir": "ArtifactDir: ", // package testing's own
	} {
		t.Run(name, func(t *testing.T) {
			out, code := runSuite(t, binary, []string{"CHECK=1"}, "-test.run="+name+"$", "-test.artifacts", "-test.outputdir="+t.TempDir())
			if code != 1 || strings.Count(out, warning) != 1 {
				t.Errorf("exit code %d, want 1 and %q once", code, warning)
			}
			wantLines(t, out, "leaktest: "+name+" left 1 goroutine behind (still running)\n", "still waiting in a channel receive, faults."+name+".func1\n")
		})
	}
}
