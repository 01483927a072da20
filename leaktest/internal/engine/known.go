package engine

import (
	"bytes"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// testRunners start goroutines that run tests, benchmarks, fuzz targets and synctest
// bubbles. The ones of a parallel test or of a test's parents are there while another
// test is checked; none outlives its test.
var testRunners = []string{
	"testing.(*T).Run",
	"testing.(*B).run1",
	"testing.(*B).doBench",
	"testing.(*F).Fuzz",
	"testing.runFuzzTests",
	"testing.runFuzzing",
	"testing.testingSynctestTest",
	"testing/synctest.Test",
}

// RunsTests reports whether a goroutine that a function started runs a test.
func RunsTests(creator []byte) bool { return isOneOf(creator, testRunners) }

// knownCreators start goroutines that are no leaks, beside those that run tests: they
// belong to the process or to what runs the tests. Each is the function that holds
// the go statement, by its whole name.
var knownCreators = []string{
	// The one goroutine that hands out signals, started by the first
	// signal.Notify of the process and never ended.
	"os/signal.Notify",

	// Captures the output of an example.
	"testing.runExample",

	// The coordinator of go test -fuzz.
	"internal/fuzz.CoordinateFuzzing",
	"internal/fuzz.(*worker).start",
	"internal/fuzz.RunFuzzWorker",

	// The probe of a dump, on its way out: see goroutine.Dumper.
	"github.com/leaktight/leaktight/leaktest/goroutine.labelsProbed",

	// Bazel's rules_go: the handler that prints stacks before the time is up.
	"github.com/bazelbuild/rules_go/go/tools/bzltestutil.RegisterTimeoutHandler",

	// Ginkgo: interrupts, progress reports, captured output, and the goroutine
	// in which it runs a node of a spec.
	"github.com/onsi/ginkgo/v2/internal/interrupt_handler.(*InterruptHandler).registerForInterrupts",
	"github.com/onsi/ginkgo/v2/internal.RegisterForProgressSignal",
	"github.com/onsi/ginkgo/v2/internal.(*ProgressReporterManager).QueryProgressReporters",
	"github.com/onsi/ginkgo/v2/internal.(*genericOutputInterceptor).ResumeIntercepting",
	"github.com/onsi/ginkgo/v2/internal.(*Suite).runNode",

	// gocheck: the goroutine in which it runs a test or fixture, and the one that
	// collects their outcomes.
	"gopkg.in/check%2ev1.(*suiteRunner).forkCall",
	"gopkg.in/check%2ev1.(*resultTracker).start",
}

// mainCreators start goroutines that are no leaks when the process's first
// goroutine starts them: that is package testing at work, for -cpuprofile and
// -trace. Started by anybody else they are profiles that nobody stopped.
var mainCreators = []string{
	"runtime/pprof.StartCPUProfile",
	"runtime/trace.Start",
	"runtime/trace.(*traceMultiplexer).startLocked",
}

// MainGoroutine is the number of the goroutine that runs main.main.
const MainGoroutine = 1

// isKnown reports whether a goroutine is no leak whoever looks, as far as its
// id and its creator tell.
func isKnown(rec goroutine.Record) bool {
	if rec.ID() == MainGoroutine {
		return true
	}
	creator := rec.CreatedBy()
	return RunsTests(creator) || isOneOf(creator, knownCreators) || rec.ParentID() == MainGoroutine && isOneOf(creator, mainCreators)
}

// isOneOf reports whether a function, or the one that a closure stands in, is in
// a list.
func isOneOf(name []byte, list []string) bool {
	for _, s := range list {
		if rest, ok := bytes.CutPrefix(name, []byte(s)); ok && (len(rest) == 0 || bytes.HasPrefix(rest, []byte(".func"))) {
			return true
		}
	}
	return false
}

// isKnownStack reports whether a goroutine is the runtime's own. Such ones show
// only with GOTRACEBACK=system or crash. A finalizer or cleanup of the user's
// that hangs in one of them is not the runtime's any more.
func isKnownStack(g *goroutine.Goroutine) bool {
	if len(g.Stack) == 0 || g.CreatedBy != nil && g.CreatedBy.Package() != "runtime" {
		return false
	}
	return !slices.ContainsFunc(g.Stack, func(f goroutine.Frame) bool {
		return !strings.HasPrefix(f.Function, "runtime.") || f.Function == "runtime.main"
	})
}
