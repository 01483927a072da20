package goleak_test

import (
	"encoding/xml"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

const gotestsum = "gotest.tools/gotestsum@v1.13.0"

// TestRerun: gotestsum runs what failed once more, to bear with flaky tests, and
// believes the second run. A leak that belongs to no test is not run again, and
// is gone; one that belongs to a test is found again.
func TestRerun(t *testing.T) {
	longtest.Skip(t, "fetches modules and builds test binaries")
	download(t, gotestsum)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), moduleFile(t, "verdicts.example"))
	for name, test := range map[string]struct {
		path   string
		passes bool
		failed []string // the tests that have failed in the JUnit file, once for each run
	}{
		"original": {"go.uber.org/goleak", true, nil},
		"goleak":   {"github.com/leaktight/leaktight/leaktest/goleak", false, []string{"TestLeaks", "TestLeaks"}},
		"leaktest": {"github.com/leaktight/leaktight/leaktest", false, []string{"TestLeaks", "TestLeaks"}},
	} {
		text := strings.ReplaceAll(jsonTests, `"example.org/leaks"`, `leaks "`+test.path+`"`)
		writeFile(t, filepath.Join(dir, name, "verdicts_test.go"), text)
		mustGo(t, dir, "mod", "tidy")
		report := filepath.Join(dir, name+".xml")
		out, err := goCommand(dir, "", "run", gotestsum, "--rerun-fails=1", "--junitfile="+report, "--packages=./"+name, "--", "-count=1")
		if passes := err == nil; passes != test.passes || !strings.Contains(out, "DONE 2 runs") {
			t.Errorf("%s: passes: %t, want %t, after two runs:\n%s", test.path, passes, test.passes, out)
		}
		if failed := failedCases(t, readFile(t, report)); !slices.Equal(failed, test.failed) {
			t.Errorf("%s: %q have failed, want %q", test.path, failed, test.failed)
		}
	}
}

// failedCases returns the names of the test cases of a JUnit file that failed.
func failedCases(t *testing.T, text string) []string {
	t.Helper()
	var report struct {
		Suites []struct {
			Cases []struct {
				Name    string    `xml:"name,attr"`
				Failure *struct{} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &report); err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, suite := range report.Suites {
		for _, c := range suite.Cases {
			if c.Failure != nil {
				failed = append(failed, c.Name)
			}
		}
	}
	return failed
}
