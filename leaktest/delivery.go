package leaktest

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// A verdict is what there is to say of a check, "" for nothing. One that informs
// does not fail the test.
type verdict struct {
	text    string
	informs bool
}

// willConclude lets t give the verdict at its end. It reports false where t has
// nothing for that.
func (c *check) willConclude() bool {
	switch t := c.t.(type) {
	case ginkgoT: // it locates an error at this call
		if h, ok := c.t.(helperT); ok {
			h.Helper()
		}
		t.DeferCleanup(func() error {
			v := c.judge()
			if v.text == "" || v.informs {
				c.say(v)
				return nil
			}
			return errors.New(v.text)
		})
	case interface{ Cleanup(func()) }:
		if h, ok := c.t.(helperT); ok {
			h.Helper()
		}
		t.Cleanup(c.conclude)
	default:
		return false
	}
	return true
}

// say tells t. A t without Cleanup that was given to another goroutine may be that
// of a fixture which is over, as gocheck's is after SetUpTest, and then listens to
// nobody: there the verdict is a panic, which the runner shows as one.
func (c *check) say(v verdict) {
	if v.text == "" {
		return
	}
	if h, ok := c.t.(helperT); ok {
		h.Helper()
	}
	_, concludes := c.t.(interface{ Cleanup(func()) })
	if isMute(c.t) && c.run.Within == nil {
		fmt.Fprintln(os.Stderr, v.text)
	}
	switch {
	case v.informs:
		logger(c.t)("%s", v.text)
	case !concludes && c.moved():
		panic(v.text)
	default:
		failWith(c.t, v.text)
	}
}

// isMute reports whether nobody reads what t is told: it is the B of
// testing.Benchmark, which has no name.
func isMute(t TestingT) bool {
	b, ok := t.(*testing.B)
	return ok && b.Name() == ""
}

// failWith fails t. Where t has no Helper, Errorf would show a line of ours beside
// the text.
func failWith(t TestingT, text string) {
	if h, ok := t.(helperT); ok {
		h.Helper()
		t.Errorf("%s", text)
		return
	}
	if l, ok := t.(interface {
		Log(args ...any)
		Fail()
	}); ok {
		l.Log(text)
		l.Fail()
		return
	}
	t.Errorf("%s", text)
}

// misplaced is the verdict of a check that was given the T of another test: it saw
// what the test that called it started, and not what t's did.
func (c *check) misplaced(v engine.Snapshot) verdict {
	r := &report.Text{}
	r.Line("leaktest: Check was called in another goroutine than that of %s, and so could not see what %[1]s starts; give it the T of the test that calls it: where the parallel methods of a suite share one, take t := s.T() before t.Parallel()", nameOf(c.t))
	if len(v.Candidates) > 0 {
		for i := range v.Candidates {
			v.Candidates[i].OwnerID = ""
		}
		leaks := reported(v.Candidates)
		r.Line("%s left where it was called:", report.Plural(len(leaks), "goroutine"))
		r.Body(report.Groups(leaks), false)
		engine.Told.Add(nameOf(c.t), v.Candidates, true)
	}
	return verdict{text: r.String()}
}

// undecided is the verdict where all that was found may be somebody else's.
func (c *check) undecided(n int) verdict {
	return verdict{text: fmt.Sprintf("leaktest: %s: %s left, and a test that runs beside it may have started them: nobody can tell in a runner that has a goroutine for each fixture; use leaktest.VerifyTestMain too, which labels what each test starts, or run the two one after the other", nameOf(c.t), report.Plural(n, "goroutine"))}
}
