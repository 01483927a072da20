package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	fortytw2 "github.com/fortytw2/leaktest"
	"github.com/onsi/gomega/gleak"
	"go.uber.org/goleak"

	"github.com/leaktight/leaktight/leaktest"
)

// A tool checks one test body in the form that its documentation gives for a
// test beside goroutines that were there before, and reports whether it found a
// leak.
type tool struct {
	name  string
	check func(body func()) bool
}

var tools = []tool{
	{"leaktest", checkLeaktest},
	{"goleak", checkGoleak},
	{"fortytw2", checkFortytw2},
	{"gleak", checkGleak},
}

// toolsNamed returns the tools of a list of names, separated by commas.
func toolsNamed(names string) (use []tool) {
	for _, t := range tools {
		if slices.Contains(strings.Split(names, ","), t.name) {
			use = append(use, t)
		}
	}
	return use
}

// A test stands in for a *testing.T.
type test struct {
	failed   bool
	cleanups []func()
}

func (t *test) Name() string              { return "TestBenchmark" }
func (t *test) Helper()                   {}
func (t *test) Cleanup(f func())          { t.cleanups = append(t.cleanups, f) }
func (t *test) Errorf(_ string, _ ...any) { t.failed = true }

func (t *test) end() {
	for _, f := range t.cleanups {
		f()
	}
}

func checkLeaktest(body func()) bool {
	t := &test{}
	leaktest.Check(t)
	body()
	t.end()
	return t.failed
}

// checkGoleak is goleak's before/after form.
func checkGoleak(body func()) bool {
	before := goleak.IgnoreCurrent()
	body()
	return goleak.Find(before) != nil
}

func checkFortytw2(body func()) bool {
	t := &test{}
	verify := fortytw2.Check(t)
	body()
	verify()
	return t.failed
}

// checkGleak polls for a second, as gomega's Eventually does by default.
func checkGleak(body func()) bool {
	before := gleak.Goroutines()
	body()
	matcher := gleak.HaveLeaked(before)
	for end := time.Now().Add(time.Second); ; time.Sleep(10 * time.Millisecond) {
		leaked, err := matcher.Match(gleak.Goroutines())
		if err != nil {
			panic(fmt.Sprintf("gleak: %v", err))
		}
		if !leaked || time.Now().After(end) {
			return leaked
		}
	}
}
