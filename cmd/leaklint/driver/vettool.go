package driver

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// isVettool reports whether the go command runs us as its tool: it asks for our
// version (-V=full) or flags (-flags), or hands over one package (file.cfg).
func isVettool(args []string) bool {
	for _, arg := range args {
		if arg == "-V=full" || arg == "-flags" {
			return true
		}
	}
	return len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// vettool speaks the protocol of go vet and ends with os.Exit.
//
// The levels are flags of every analyzer, which is how nogo sets them; here a
// global flag sets all of them at once. They reach the go command's cache key
// because it passes them as flags.
func vettool(analyzers []*analysis.Analyzer) {
	for _, level := range append(levels, frontEnd) {
		flag.Var(&levelFlag{name: level.name, analyzers: analyzers}, level.name, level.usage)
	}
	defineAgain()
	if slices.Contains(os.Args, "-fix") {
		analyzers = keepingBehavior(analyzers)
	}
	command.EndWithParent()
	guard(analyzers)
	saveMemory()
	noteRun(os.Args[len(os.Args)-1])
	checkFacts(os.Args[len(os.Args)-1])
	unitchecker.Main(analyzers...)
}

// keepingBehavior returns the checks whose fixes change nothing in a program
// that does not leak: a deferred cancel comes after all that the function does.
// go fix -fixtool applies every fix without asking, so it gets no others. More
// room in a channel changes when a sender goes on, and giving up a wait what comes
// after it: these are for whoever reads the finding.
func keepingBehavior(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	return slices.DeleteFunc(slices.Clone(analyzers), func(a *analysis.Analyzer) bool { return a.Name != leakkind.Context })
}

// A level is a flag of every analyzer.
type level struct{ name, usage string }

// The names of the levels.
const (
	advice    = "advice"
	testFiles = "test-files"
	generated = "generated"
)

// The levels that are hidden by default. Analyzers without such a flag have
// nothing to hide at that level.
var levels = []level{
	{advice, "also report what is doubtful (category advice)"},
	{testFiles, "also report on _test.go files"},
	{generated, "also report on generated files"},
}

// frontEnd is what the front end asks of every analyzer: all that it can say. What
// is shown of that is chosen afterwards, see [options.shows].
var frontEnd = level{"front-end", "for leaklint's own front end: report everything, and say what it is and which text each fix was made for"}

// A levelFlag is a boolean flag that sets the flag of the same name of every
// analyzer.
type levelFlag struct {
	name      string
	analyzers []*analysis.Analyzer
	on        bool
}

func (f *levelFlag) IsBoolFlag() bool { return true }
func (f *levelFlag) String() string   { return strconv.FormatBool(f.on) }

func (f *levelFlag) Set(value string) error {
	on, err := strconv.ParseBool(value)
	if err != nil {
		return fmt.Errorf("want true or false")
	}
	f.on = on
	for _, a := range f.analyzers {
		if a.Flags.Lookup(f.name) != nil {
			if err := a.Flags.Set(f.name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// guard makes a panic or an error of an analyzer, or of one that it requires, end
// the process with a line that says in which package it happened. It is not left
// to unitchecker: that drops the errors of analyzers that others only require and
// of packages that are analyzed for facts alone, and the go command would cache
// the rest as the answer. A run that found less than it should must not pass for
// a clean one, now or when it is warm.
func guard(analyzers []*analysis.Analyzer) {
	done := make(map[*analysis.Analyzer]bool)
	var visit func(list []*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if !done[a] {
				done[a] = true
				visit(a.Requires)
				a.Run = guarded(a.Run)
			}
		}
	}
	visit(analyzers)
}

func guarded(run func(*analysis.Pass) (any, error)) func(*analysis.Pass) (any, error) {
	return func(pass *analysis.Pass) (any, error) {
		defer func() {
			if r := recover(); r != nil {
				log.Fatalf("internal error in package %s, please report it: %v in %s at %s",
					pass.Pkg.Path(), r, pass.Analyzer.Name, panicSite())
			}
		}()
		result, err := run(pass)
		if err != nil {
			log.Fatal(strings.TrimPrefix(err.Error(), log.Prefix()))
		}
		return result, nil
	}
}

// panicSite returns the file (base name) and line of the function that
// panicked. It is to be called by the deferred function that recovered.
func panicSite() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return filepath.Base(frame.File) + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
