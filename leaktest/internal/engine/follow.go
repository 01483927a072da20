package engine

import (
	"context"
	"flag"
	"io"
	"reflect"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// Follow labels what the tests of a *testing.M start, as instrument does, but
// puts no function between package testing and a test: one that counts the
// frames of its stack counts the same number as without us. The price is that a
// test's own goroutine is known by its label alone, so what it starts after it
// has replaced its labels may be nobody's.
//
// Package testing asks the code that go test generates whether a name matches
// -skip, in the goroutine that then starts the test. So follow stands in that
// place, with a pattern of its own that no name matches, and labels the
// goroutine, from which the test inherits. The fields that it needs are used
// only where names and types are as expected (the same in Go 1.26 and 1.27); of
// another M, or another release's, nothing is touched, and no test is named.
//
// The function that is returned ends it, when the tests are through.
func Follow(m any) (end func()) {
	std, ok := m.(*testing.M)
	skip := flag.Lookup("test.skip")
	if !ok || std == nil || skip == nil {
		return func() {}
	}
	names := testNames(std)
	field := reflect.ValueOf(std).Elem().FieldByName("deps")
	deps := settable(field)
	if names == nil || !deps.IsValid() || deps.Kind() != reflect.Interface {
		return func() {}
	}
	original, ok := deps.Interface().(testDeps)
	f := &follower{testDeps: original, names: names, starter: goroutine.Current().ID}
	if !ok || !reflect.TypeOf(f).Implements(deps.Type()) {
		return func() {}
	}
	if !flag.Parsed() {
		flag.Parse() // as m.Run does, before the pattern is added to what was given
	}
	patterns := skip.Value.String()
	if err := skip.Value.Set(joinPatterns(unmatched, patterns)); err != nil {
		return func() {}
	}
	deps.Set(reflect.ValueOf(f))
	return func() {
		deps.Set(reflect.ValueOf(original))
		skip.Value.Set(patterns)
		pprof.SetGoroutineLabels(context.Background())
	}
}

// unmatched is a pattern that no name matches. It comes first, so it is asked
// for every test that -run has let pass.
const unmatched = "leaktest^"

func joinPatterns(first, rest string) string {
	if rest == "" {
		return first
	}
	return first + "|" + rest
}

// A follower is the testDeps of a *testing.M, and sees which test comes next.
type follower struct {
	testDeps
	names   map[string]bool // the top-level tests
	starter uint64          // the goroutine that starts them
	current *Run
}

// MatchString is asked for subtests too, with the name of their test first and
// in its goroutine. Package testing holds a lock meanwhile.
func (f *follower) MatchString(pattern, name string) (bool, error) {
	if pattern != unmatched {
		return f.testDeps.MatchString(pattern, name)
	}
	if f.names[name] && goroutine.Current().ID == f.starter {
		f.next(name)
	}
	return false, nil
}

// next makes a new run the owner of what the calling goroutine starts.
func (f *follower) next(name string) {
	now := goroutine.ReadCounts()
	if f.current != nil && f.current.Born.Created == now.Created {
		Owners.Forget(f.current) // it did not come to it
	}
	f.current = NewRun(name, 0)
	f.current.Starter = f.starter
	f.current.Whole = true
	Owners.follow(f.current)
	f.current.Label(context.Background())
	f.current.Born = goroutine.ReadCounts()
}

// testNames returns the names of all tests, benchmarks, fuzz targets and
// examples; nil where m's fields are not as expected.
func testNames(m *testing.M) map[string]bool {
	tests := FieldOf[[]testing.InternalTest](m, "tests")
	benchmarks := FieldOf[[]testing.InternalBenchmark](m, "benchmarks")
	targets := FieldOf[[]testing.InternalFuzzTarget](m, "fuzzTargets")
	examples := FieldOf[[]testing.InternalExample](m, "examples")
	if tests == nil || benchmarks == nil || targets == nil || examples == nil {
		return nil
	}
	names := make(map[string]bool)
	for _, e := range *tests {
		names[e.Name] = true
	}
	for _, e := range *benchmarks {
		names[e.Name] = true
	}
	for _, e := range *targets {
		names[e.Name] = true
	}
	for _, e := range *examples {
		names[e.Name] = true
	}
	return names
}

// settable returns an unexported field as a value that may be read and set.
func settable(field reflect.Value) reflect.Value {
	if !field.IsValid() || !field.CanAddr() {
		return reflect.Value{}
	}
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

// testDeps is the interface of that name in package testing.
type testDeps interface {
	ImportPath() string
	ModulePath() string
	MatchString(pat, str string) (bool, error)
	SetPanicOnExit0(bool)
	StartCPUProfile(io.Writer) error
	StopCPUProfile()
	StartTestLog(io.Writer)
	StopTestLog() error
	WriteProfileTo(string, io.Writer, int) error
	CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error
	RunFuzzWorker(func(corpusEntry) error) error
	ReadCorpus(string, []reflect.Type) ([]corpusEntry, error)
	CheckCorpus([]any, []reflect.Type) error
	ResetCoverage()
	SnapshotCoverage()
	InitRuntimeCoverage() (mode string, tearDown func(coverprofile string, gocoverdir string) (string, error), snapcov func() float64)
}

type corpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}
