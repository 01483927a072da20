// Benchmarks measures leaklint against programs whose leaks are known, against
// large modules as they come from the module proxy, and against go vet itself.
//
// Usage, from anywhere inside the repository:
//
//	go run ./cmd/leaklint/benchmarks [flags] TABLE
//
// The tables are
//
//	corpus        the leaking programs of GOROOT/src/runtime/testdata
//	real          leaks that were shipped in a release, and the release that fixed each
//	modules       every default finding in ten large modules, with its judgment
//	drawn         the same in modules that are drawn from a list, with the causes counted
//	exits         what leaklint exits says of go statements in six large modules, and some drawn to be read
//	cost          CPU and memory of go vet, of an empty tool with SSA and facts, and of leaklint
//	facts         what the facts about a function take in the cache of go vet, by type
//	tryout        go test and leaklint test in turns, on modules that do not know leaktest
//	std           the standard library: no package of it may be too much
//	decisions     every decision on the fixtures, the small programs and the corpus, and what
//	              changed; with -all on the large modules and the real leaks too
//	determinism   whether findings, decisions and facts are the same in every run
//	tokens        how much code the analysis is: tokens, so that comments and blank lines do not count
//	mutate        each rule switched off in turn, and which of them no fixture notices
//	edits         random edits of the standard library, in the way of leaklint -fix
//	pathological  generated inputs that are far larger than what people write
//
// The bench knows leaklint from the outside only: it builds the command and
// runs it through go vet -vettool -json, as a user would; the table facts alone
// reads what the command leaves in the build cache, and the table mutate alone runs
// the checks in its own process. The tables real, modules,
// exits, cost, facts and tryout fetch modules with the go command and so need the network
// on their first run.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

// A bench carries what every table needs: where to write, which tool to
// measure, and where fetched modules are kept.
type bench struct {
	out, log io.Writer
	tool     string        // path of the vettool under test
	flags    []string      // further flags of the tool, for instance -advice
	work     string        // folder for module copies and caches
	only     string        // when set, the one module that is looked at
	rounds   int           // how often each measurement of cost, or of determinism, is repeated
	limit    time.Duration // for one run of go vet
	all      bool          // table decisions fetches what is large, too
	update   bool          // keep what table decisions found
	edits    int           // how many edits table edits draws
	draw     int           // how many verdicts of each class, or modules, a table draws
	seed     uint64        // of what is drawn
}

// tables maps the name of each table to what prints it.
var tables = map[string]func(context.Context, *bench) error{
	"corpus":       printCorpus,
	"real":         printReal,
	"modules":      printModules,
	"drawn":        printDrawn,
	"exits":        printExits,
	"cost":         printCost,
	"facts":        printFacts,
	"std":          printStd,
	"tryout":       printTryout,
	"tokens":       printTokens,
	"edits":        printEdits,
	"decisions":    printDecisions,
	"determinism":  printDeterminism,
	"mutate":       printMutate,
	"pathological": printPathological,
}

// run is the whole command without the process around it.
func run(ctx context.Context, stdout, stderr io.Writer, args []string) error {
	b := &bench{out: stdout, log: stderr}
	fs := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&b.tool, "tool", "", "`file` of the vettool to measure (default: build leaklint from this repository)")
	fs.StringVar(&b.work, "work", "", "`folder` that keeps module copies between runs (default: a temporary one)")
	fs.StringVar(&b.only, "only", "", "look at modules, or sources of decisions, whose name contains this `text` only")
	fs.IntVar(&b.rounds, "rounds", 3, "`number` of rounds of the tables cost, determinism and tryout")
	fs.DurationVar(&b.limit, "limit", 20*time.Minute, "longest `time` that one run of go vet may take")
	fs.BoolVar(&b.update, "update", false, "keep the decisions that table decisions finds")
	fs.BoolVar(&b.all, "all", false, "add the large modules and the real leaks to table decisions, which takes hours")
	fs.IntVar(&b.edits, "edits", 10_000, "`number` of edits of table edits")
	fs.IntVar(&b.draw, "draw", 12, "`number` of verdicts of each class that table exits draws, and of modules of drawn and tryout")
	fs.Uint64Var(&b.seed, "seed", 1, "`seed` of what is drawn")
	advice := fs.Bool("advice", false, "measure with leaklint's -advice flag")
	if err := fs.Parse(args); err != nil {
		return err
	}
	table, ok := tables[fs.Arg(0)]
	if !ok || fs.NArg() != 1 {
		return fmt.Errorf("want one table (%s), got %q", strings.Join(slices.Sorted(maps.Keys(tables)), ", "), strings.Join(fs.Args(), " "))
	}
	if *advice {
		b.flags = append(b.flags, "-advice")
	}
	cleanup, err := b.prepare(ctx)
	if err != nil {
		return err
	}
	defer cleanup()
	return table(ctx, b)
}

// prepare makes the working folder and builds the tool, where the flags name
// neither. The cleanup it returns removes what it made.
func (b *bench) prepare(ctx context.Context) (cleanup func(), err error) {
	cleanup = func() {}
	if b.work == "" {
		dir, err := os.MkdirTemp("", "leaklint-bench-")
		if err != nil {
			return nil, err
		}
		b.work = dir
		cleanup = func() { removeAll(dir) }
	}
	if b.work, err = realFolder(b.work); err != nil {
		return nil, err
	}
	if b.tool == "" {
		if b.tool, err = buildTool(ctx, b.work, "cmd/leaklint"); err != nil {
			cleanup()
			return nil, err
		}
	}
	return cleanup, nil
}

// realFolder makes a folder where there is none, and returns its absolute path
// without symbolic links, as the go command prints it.
func realFolder(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}
